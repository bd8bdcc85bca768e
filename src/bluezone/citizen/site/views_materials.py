"""Materials that everybody may take away: what is made of released texts, by language and version."""

from http import HTTPStatus
from typing import Final

from django.conf import settings
from django.http import FileResponse, Http404, HttpResponse
from django.views.decorators.http import require_safe

from bluezone.authority.accounts.access import asks_nobody, day_of
from bluezone.authority.console.queries import publisher
from bluezone.authority.requests import Request
from bluezone.citizen.site.showing import POLICY, public, shown
from bluezone.rollout.studio.keeping import content
from bluezone.rollout.studio.models import Material
from bluezone.rollout.studio.producing import KINDS
from bluezone.rollout.studio.queries import public_materials
from bluezone.rollout.studio.rules.words import Form, State
from bluezone.rollout.studio.services import count_download

AN_HOUR: Final = "public, max-age=3600"
"""A file never changes under its name, but a withdrawn one has to be gone soon."""


@public
def materials(request: Request) -> HttpResponse:
    """List what there is, by language and message."""
    groups = public_materials(trial=publisher() is None)
    languages: dict[str, list[object]] = {}
    for text, files in groups:
        languages.setdefault(text.language, []).append((text, files))
    return shown(request, "site/materials.html", {"languages": languages, "site": settings.SITE_ORIGIN})


@asks_nobody
@require_safe
def material(request: Request, name: str, language: str) -> HttpResponse | FileResponse:
    """Hand out one file; counted by day, form and language, never who took it."""
    found = Material.objects.select_related("text").filter(name=name).first()
    if found is None or found.is_trial != (publisher() is None):
        raise Http404
    if found.text.state != State.RELEASED:
        return HttpResponse(status=HTTPStatus.GONE, headers={"Content-Language": language})
    if request.method == "GET":
        count_download(found.form, found.text.language, day_of(request))
    headers = {
        "Content-Disposition": f'attachment; filename="{found.name}"',
        "Cache-Control": AN_HOUR,
        "Content-Security-Policy": POLICY,
    }
    return HttpResponse(content(found.digest), content_type=KINDS[Form(found.form)][1], headers=headers)
