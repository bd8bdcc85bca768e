"""The citizen's pages, served from the package's own folder; no cookie is read or set here."""

from collections.abc import Mapping
from functools import cache
from importlib.metadata import version

from csp.decorators import csp_exempt
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from bluezone.authority.accounts.access import asks_nobody
from bluezone.authority.console.queries import publisher
from bluezone.citizen.serving import (
    INDEX,
    PART,
    Name,
    ServedFile,
    Setting,
    bears_policy,
    page_headers,
    served_files,
    setting_file,
)


@cache
def files() -> dict[str, ServedFile]:
    """The pages, read once a process."""
    return served_files()


@asks_nobody
@csp_exempt()
@xframe_options_exempt
@require_safe
def page(request: HttpRequest, path: str = INDEX) -> HttpResponse:
    """Answer one file of the citizen's pages."""
    file = files().get(path)
    if file is None:
        return HttpResponseNotFound(b"not found\n", content_type="text/plain", headers=_policy())
    return _answer(request, file, _policy() if bears_policy(path) else PART)


@asks_nobody
@csp_exempt()
@xframe_options_exempt
@require_safe
def config(request: HttpRequest) -> HttpResponse:
    """Tell the pages where they are and in whose name they speak."""
    speaks = publisher()
    name = Name(vi=speaks.name, en=speaks.name) if speaks else None
    setting = Setting(
        host="browser",
        keys=settings.KEYS_ORIGIN,
        root_fingerprint=settings.ROOT_FINGERPRINT,
        site=settings.SITE_ORIGIN,
        publisher=name,
        trial=speaks is None,
        hotline=settings.HOTLINE,
        version=version("bluezone"),
        service_worker=True,
    )
    return _answer(request, setting_file(setting), PART)


def _answer(request: HttpRequest, file: ServedFile, policy: Mapping[str, str]) -> HttpResponse:
    """Return a file, in gzip for those who take it; nothing but its tag for those who have it."""
    zipped = file.zipped if "gzip" in request.headers.get("Accept-Encoding", "") else None
    headers = {"ETag": file.tag, "Cache-Control": file.cache, **policy}
    response = HttpResponse(zipped or file.content, content_type=file.content_type, headers=headers)
    if zipped:
        response["Content-Encoding"] = "gzip"
    patch_vary_headers(response, ["Accept-Encoding"])
    return get_conditional_response(request, etag=file.tag, response=response) or response


@cache
def _policy() -> dict[str, str]:
    index = files().get(INDEX)
    return page_headers(index.content if index else b"", keys=settings.KEYS_ORIGIN)
