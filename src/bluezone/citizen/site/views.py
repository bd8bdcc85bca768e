"""The pages that everybody may read."""

from datetime import datetime
from importlib.metadata import version
from typing import Final, NamedTuple
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from bluezone.authority.accounts.access import asks_nobody, day_of
from bluezone.authority.accounts.queries import an_administrator_exists
from bluezone.authority.documents.document import heard
from bluezone.authority.requests import Request
from bluezone.citizen.serving import PAGES
from bluezone.citizen.site.codes import install_link, quick_response_code
from bluezone.citizen.site.folders import files
from bluezone.citizen.site.models import Publication
from bluezone.citizen.site.promises import CHAPTERS
from bluezone.citizen.site.queries import known_news, publications, telephones
from bluezone.citizen.site.rules import fitting, published
from bluezone.citizen.site.showing import FOR_EVER, Frame, finished, public, shown, style

NEWS_ON_FRONT: Final = 3
DOCUMENTS_ON_FRONT: Final = 3
NEWS_SHOWN: Final = 20
LONGEST_NEWS: Final = 12_000
"""Characters of news that their page shows beside advice and answers; older ones are in the feed."""
LONGEST_TEXT: Final = 24_000
"""Characters of a directive that its page shows; the rest is in the text file beside it."""
LICENCE: Final = "Apache License 2.0"
CLOSED_PATHS: Final = (
    *("/l/", "/desk/", "/tasks/", "/overview/", "/machines/"),
    *("/venue-register/", "/hotspots/", "/venues/mine/", "/en/venues/mine/"),
)


class Library(NamedTuple):
    """A library that the citizen's pages carry, and where its licence is."""

    name: str
    licence: str


@public
def front(request: Request) -> HttpResponse:
    """Show the first page."""
    known = known_news(request.moment)
    context = {
        "console": settings.CONSOLE_ORIGIN,
        "ready": an_administrator_exists(),
        "items": known.news.items[:NEWS_ON_FRONT] if known.news else (),
        "publications": publications()[:DOCUMENTS_ON_FRONT],
    }
    return shown(request, "site/front.html", context)


@public
def about(request: Request) -> HttpResponse:
    """Say what it is, and what it is not."""
    return shown(request, "site/about.html")


@public
def install(request: Request) -> HttpResponse:
    """Show the way from the poster to the running app."""
    app = settings.SITE_ORIGIN + reverse("app:index")
    code = quick_response_code(install_link(app, settings.ROOT_FINGERPRINT))
    return shown(request, "site/install.html", {"app": app, "code": code})


@public
def whom_to_call(request: Request) -> HttpResponse:
    """Show the numbers of the communes, as the authority signed them."""
    known = known_news(request.moment)
    units = telephones(known.news.telephones, day_of(request)) if known.news else ()
    return shown(request, "site/telephones.html", {"known": known, "units": units, "hotline": settings.HOTLINE})


@public
def news(request: Request) -> HttpResponse:
    """Show news, advice, questions and answers."""
    known = known_news(request.moment)
    items = fitting(known.news.items[:NEWS_SHOWN], LONGEST_NEWS) if known.news else ()
    return shown(request, "site/news.html", {"known": known, "items": items})


@public
def documents(request: Request) -> HttpResponse:
    """List what the province published."""
    return shown(request, "site/documents.html", {"publications": publications()})


@public
def document(request: Request, publication_id: UUID) -> HttpResponse:
    """Show a published document; one that was withdrawn is gone."""
    found = get_object_or_404(Publication, pk=publication_id)
    if found.withdrawn_at is not None:
        return _gone(request)
    if found.report is not None:
        said = published(heard(found.report.document), str(found.report.unit_id))
        return shown(request, "site/report.html", {"report": found.report, "publication": found, "said": said})
    assert found.directive is not None  # noqa: S101 -- the database refuses a publication of nothing
    text = found.directive.text.replace("**", "").strip()
    context = {
        "directive": found.directive,
        "publication": found,
        "text": text[:LONGEST_TEXT],
        "is_cut": len(text) > LONGEST_TEXT,
    }
    return shown(request, "site/directive.html", context)


@public
def document_text(request: Request, publication_id: UUID) -> HttpResponse:
    """Hand a published directive out as plain text."""
    found = get_object_or_404(Publication, pk=publication_id, directive__isnull=False)
    if found.withdrawn_at is not None or found.directive is None:
        return _gone(request)
    return HttpResponse(found.directive.text, content_type="text/plain; charset=utf-8")


@public
def genuine(request: Request) -> HttpResponse:
    """Say how to tell the app, a poster and an export from a forgery."""
    context = {
        "fingerprint": settings.ROOT_FINGERPRINT,
        "site": settings.SITE_ORIGIN,
        "keys": settings.KEYS_ORIGIN,
        "command": "bluezone export verify",
    }
    return shown(request, "site/genuine.html", context)


@public
def privacy(request: Request) -> HttpResponse:
    """Say what is known about whom."""
    return shown(request, "site/privacy.html", {"chapters": CHAPTERS})


@public
def terms(request: Request) -> HttpResponse:
    """Say on which terms the app is offered."""
    return shown(request, "site/terms.html")


@public
def source(request: Request) -> HttpResponse:
    """Say where the source is and under which licence, ours and others'."""
    libraries = [
        Library(path.removeprefix("vendor/").removesuffix("/LICENSE"), reverse("app:page", args=[path]))
        for path in sorted(files(PAGES))
        if path.endswith("/LICENSE")
    ]
    context = {
        "libraries": libraries,
        "licence": LICENCE,
        "version": version("bluezone"),
        "source": settings.SOURCE_ADDRESS,
    }
    return shown(request, "site/source.html", context)


@public
def feed(request: Request) -> HttpResponse:
    """Hand news and documents out as Atom, for the press."""
    known = known_news(request.moment)
    items = known.news.items if known.news else ()
    rows = publications()
    moments: list[datetime] = [*(item.issued for item in items), *(row.published_at for row in rows)]
    context = {
        "frame": Frame(request.resolver_match.kwargs["language"] if request.resolver_match else "vi", request.path),
        "origin": settings.SITE_ORIGIN,
        "items": items[:NEWS_SHOWN],
        "publications": rows[:NEWS_SHOWN],
        "updated": max(moments, default=datetime.fromisoformat("2020-01-01T00:00:00+00:00")),
    }
    return render(request, "site/feed.xml", context, content_type="application/atom+xml; charset=utf-8")


@asks_nobody
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Tell search engines what they may read: a trial is nothing to be found by accident."""
    closed = CLOSED_PATHS if Frame("vi", "/").publisher else ("/",)
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    return finished(request, HttpResponse("\n".join([*lines, ""]), content_type="text/plain"), "public, max-age=3600")


@asks_nobody
@require_safe
def style_sheet(request: HttpRequest, tag: str) -> HttpResponse:
    """Answer the style sheet for ever under its tag; an old address leads to the present one."""
    content, present = style()
    if tag != present:
        return HttpResponsePermanentRedirect(reverse("style", args=[present]))
    return finished(request, HttpResponse(content, content_type="text/css; charset=utf-8"), FOR_EVER)


def _gone(request: Request) -> HttpResponse:
    response = shown(request, "site/gone.html")
    response.status_code = 410
    return response
