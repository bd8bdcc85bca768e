"""Folders of pages as the site hands them out: the citizen's and the field's; no cookie is read or set here."""

from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.utils.cache import get_conditional_response, patch_vary_headers

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
def files(folder: Path) -> dict[str, ServedFile]:
    """The pages of a folder, read once a process."""
    return served_files(folder)


def file_answer(request: HttpRequest, folder: Path, path: str, *, keys: str) -> HttpResponse:
    """Answer one file of a folder, whose pages speak to the keyserver at `keys`, or to none if that is empty."""
    file = files(folder).get(path)
    if file is None:
        headers = policy(folder, keys)
        return HttpResponseNotFound(b"not found\n", content_type="text/plain", headers=headers)
    return _answer(request, file, policy(folder, keys) if bears_policy(path) else PART)


def setting_answer(request: HttpRequest, *, keys: str, fingerprint: str) -> HttpResponse:
    """Tell pages where they are and in whose name they speak."""
    speaks = publisher()
    setting = Setting(
        host="browser",
        keys=keys,
        root_fingerprint=fingerprint,
        site=settings.SITE_ORIGIN,
        publisher=Name(vi=speaks.name, en=speaks.name) if speaks else None,
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
def policy(folder: Path, keys: str) -> dict[str, str]:
    """What the documents and the worker of a folder bear."""
    index = files(folder).get(INDEX)
    return page_headers(index.content if index else b"", keys=keys)
