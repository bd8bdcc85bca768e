"""What to do with the files, in Vietnamese and English, a page a tier; and the words to hang beside the password."""

from importlib.resources import files
from string import Template

from bluezone.portal.rules.network_names import offers
from bluezone.portal.rules.places import GatewayBox, Tier, Venue

LANGUAGES = ("vi", "en")


def vietnamese(tier: Tier, venue: Venue, box: GatewayBox) -> str:
    """Return the Vietnamese page of a tier."""
    return _page("vi", tier, venue, box)


def english(tier: Tier, venue: Venue, box: GatewayBox) -> str:
    """Return the English page of a tier."""
    return _page("en", tier, venue, box)


def beside_the_password(venue: Venue) -> str:
    """Return what is printed and hung beside the wifi password, in both languages."""
    return _filled("beside-the-password.txt", venue, GatewayBox())


def _page(language: str, tier: Tier, venue: Venue, box: GatewayBox) -> str:
    return _filled(f"tier-{tier.value}.{language}.md", venue, box)


def _filled(file: str, venue: Venue, box: GatewayBox) -> str:
    text = (files("bluezone.portal") / "data" / file).read_text()
    names = offers(venue.name)
    return Template(text).substitute(
        venue=venue.shown_name,
        name=names[0].text if names else "Bluezone",
        plain=names[-1].text if names else "Bluezone",
        api=venue.api,
        page=venue.page,
        short=venue.install.removeprefix("https://"),
        publisher=venue.publisher or "TÀI LIỆU THỬ NGHIỆM · TRIAL",
        inside=box.inside,
        outside=box.outside,
        address=box.address,
        length=box.network.prefixlen,
        port=box.port,
        host=box.host or "wifi.example.vn",
    )
