"""Every public page by name, for tests that look at all of them."""

from typing import Final

from bluezone.citizen.site.models import Publication

LANGUAGES: Final = {"vi": "", "en": "/en"}
PLAIN: Final = {
    "front": "/",
    "about": "/about/",
    "install": "/install/",
    "telephones": "/telephones/",
    "news": "/news/",
    "figures": "/figures/",
    "documents": "/documents/",
    "genuine": "/genuine/",
    "materials": "/materials/",
    "privacy": "/privacy/",
    "terms": "/terms/",
    "source": "/source/",
    "wifi": "/captive/03124/",
}


def all_pages(documents: tuple[Publication, ...] = ()) -> dict[str, str]:
    """Every page's path without its language, by a name; the documents' own among them."""
    kinds = {f"document-{'report' if each.report_id else 'directive'}": f"/documents/{each.pk}/" for each in documents}
    return {**PLAIN, **kinds}


def every_address(documents: tuple[Publication, ...] = ()) -> list[str]:
    """Every page in both languages."""
    return [prefix + path for prefix in LANGUAGES.values() for path in all_pages(documents).values()]
