"""The plan: which files a place needs for its equipment, each whole, by its name."""

from dataclasses import dataclass
from typing import Final

from bluezone.portal import carriers, readme
from bluezone.portal.configs import dnsmasq, hostapd, nftables, packages, portal, routers, systemd
from bluezone.portal.notice import NODOGSPLASH_FORM, continued_page, no_internet_page, notice_page
from bluezone.portal.rules.dhcp_options import in_hex
from bluezone.portal.rules.network_names import offers
from bluezone.portal.rules.places import GatewayBox, Tier, Venue

Files = dict[str, str]
NOTICE: Final = "notice.html"
CONTINUED: Final = "continued.html"
NO_INTERNET: Final = "no-internet.html"


@dataclass(frozen=True, slots=True)
class Plan:
    """What is known before anything is written.

    Args:
        tier: The place's equipment.
        venue: The place.
        box: Its Linux box; of no account for other equipment.
        code: A QR code of the place's short address, as an SVG element.
    """

    tier: Tier
    venue: Venue
    box: GatewayBox
    code: str


def planned(plan: Plan) -> Files:
    """Return every file of a plan by its path inside the folder; what to do stands in `README.vi.md`."""
    written = _WRITERS[plan.tier](plan)
    return {
        "README.vi.md": readme.vietnamese(plan.tier, plan.venue, plan.box),
        "README.md": readme.english(plan.tier, plan.venue, plan.box),
        "ten-wifi.txt": _network_names(plan.venue),
        "treo-canh-mat-khau.txt": readme.beside_the_password(plan.venue),
        **written,
    }


def _network_names(venue: Venue) -> str:
    lines = (f"{offer.text}\t{offer.size}/32 byte{'  …' if offer.cut else ''}" for offer in offers(venue.name))
    return "\n".join([*lines, ""])


def _nothing(_plan: Plan) -> Files:
    return {}


def _options(plan: Plan) -> Files:
    api = plan.venue.api
    return {
        "option-114.txt": f"text  {api}\nhex   {in_hex(api)}\n",
        "dnsmasq.conf": dnsmasq.option_only(api),
        "openwrt.sh": routers.openwrt(api),
        "mikrotik.rsc": routers.mikrotik(api),
        "isc-dhcpd.conf": routers.isc_dhcpd(api),
        "kea.json": routers.kea(api),
    }


def _packages(plan: Plan) -> Files:
    return {
        "opennds": packages.opennds(plan.venue),
        "theme_bluezone.sh": packages.THEME,
        "bluezone.html": notice_page(plan.venue, plan.code, form=packages.OPENNDS_FORM),
        CONTINUED: continued_page(plan.venue),
        "nodogsplash": packages.nodogsplash(plan.venue),
        "splash.html": notice_page(plan.venue, plan.code, form=NODOGSPLASH_FORM),
    }


def _gateway(plan: Plan) -> Files:
    box, api = plan.box, plan.box.api or plan.venue.api
    units = {f"systemd/{name}": unit for name, unit in systemd.units(box).items()}
    return {
        **_pages(plan),
        portal.FILE: portal.written(portal.settings(plan.venue, box)),
        "dnsmasq.conf": dnsmasq.gateway(box, api),
        "radvd.conf": routers.radvd(box, api),
        "notice.nft": nftables.notice(box),
        "gateway.nft": nftables.gateway(box),
        "forwarding.conf": nftables.forwarding(box),
        "hostapd.conf": hostapd.hostapd(box, offers(plan.venue.name)[0].text),
        **units,
    }


def _carrier(plan: Plan) -> Files:
    pages = _pages(plan)
    return {
        **pages,
        "openapi.json": carriers.openapi(plan.venue),
        "yeu-cau.md": carriers.requirements(plan.venue, pages),
    }


def _pages(plan: Plan) -> Files:
    return {
        NOTICE: notice_page(plan.venue, plan.code),
        CONTINUED: continued_page(plan.venue),
        NO_INTERNET: no_internet_page(plan.venue),
    }


_WRITERS: Final = {
    Tier.NOTHING_TO_SET: _nothing,
    Tier.DHCP_OPTIONS: _options,
    Tier.PORTAL_PACKAGE: _packages,
    Tier.OWN_GATEWAY: _gateway,
    Tier.CARRIER: _carrier,
}
