"""How a public page is answered: in the language of its address, the same for everybody, and nothing but text and pictures.

A page neither reads nor sets a cookie, asks nobody who is asking and runs no script, so that a cache near the reader may
keep it. Vietnamese stands at the root, English below `/en/`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, wraps
from hashlib import sha256
from pathlib import Path
from typing import Concatenate, Final, ParamSpec

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from bluezone.authority.accounts.access import asks_nobody
from bluezone.authority.console.models import Publisher
from bluezone.authority.console.queries import publisher
from bluezone.authority.requests import Request
from bluezone.citizen.serving import PAGES

P = ParamSpec("P")
Page = Callable[Concatenate[Request, P], HttpResponse]

VIETNAMESE: Final = "vi"
ENGLISH: Final = "en"
NAMESPACES: Final = {VIETNAMESE: "site", ENGLISH: "site_en"}
POLICY: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; manifest-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
PERMISSIONS: Final = "bluetooth=(), camera=(), geolocation=(), microphone=(), payment=(), usb=()"
A_MINUTE: Final = "public, max-age=60"
FOR_EVER: Final = "public, max-age=31536000, immutable"
MENU: Final = ("install", "telephones", "news", "figures", "documents", "genuine", "about")
_STYLE: Final = Path(__file__).parent / "static" / "site" / "site.css"
_TOKENS: Final = PAGES / "style" / "tokens.css"


@dataclass(frozen=True)
class Frame:
    """What every page's frame says, read when the template asks.

    Args:
        language: The page's language.
        path: The page's own path.
    """

    language: str
    path: str

    @cached_property
    def publisher(self) -> Publisher | None:
        """The body in whose name the installation speaks; None in a trial."""
        return publisher()

    @property
    def other_language(self) -> str:
        """The language of the other address."""
        return ENGLISH if self.language == VIETNAMESE else VIETNAMESE

    @property
    def addresses(self) -> dict[str, str]:
        """The page's whole address in each language."""
        bare = self.path.removeprefix("/en") if self.language == ENGLISH else self.path
        return {VIETNAMESE: settings.SITE_ORIGIN + bare, ENGLISH: f"{settings.SITE_ORIGIN}/en{bare}"}

    @property
    def other_path(self) -> str:
        """The page's path in the other language."""
        return self.addresses[self.other_language].removeprefix(settings.SITE_ORIGIN)

    @property
    def style(self) -> str:
        """The address of the style sheet; it changes with the sheet."""
        return reverse("style", args=[style()[1]])


def address(name: str, *parts: object) -> str:
    """Return the path of a public page in the language of the moment."""
    language = ENGLISH if translation.get_language() == ENGLISH else VIETNAMESE
    return reverse(f"{NAMESPACES[language]}:{name}", args=parts)


def shown(request: Request, template: str, context: Mapping[str, object] | None = None) -> HttpResponse:
    """Return a page inside the frame."""
    language = translation.get_language() or VIETNAMESE
    frame = Frame(language, request.path)
    return render(request, template, {"frame": frame, "language": language, "menu": MENU, **(context or {})})


def public(view: Page[P]) -> Callable[..., HttpResponse]:
    """Make a view of ours a public page; its address names the language."""

    @wraps(view)
    def answered(request: Request, /, language: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        with translation.override(language):
            response = view(request, *args, **kwargs)
        response["Content-Language"] = language
        return finished(request, response, A_MINUTE)

    return asks_nobody(require_safe(gzip_page(answered)))


def finished(request: HttpRequest, response: HttpResponse, kept: str) -> HttpResponse:
    """Return an answer with its tag and its headers; nothing but the tag for those who have it."""
    tag = f'"{sha256(response.content).hexdigest()[:32]}"'
    response.headers.setdefault("Cache-Control", kept)
    response["ETag"] = tag
    response["Content-Security-Policy"] = POLICY
    response["Permissions-Policy"] = PERMISSIONS
    whole = get_conditional_response(request, etag=tag, response=response)
    return whole if isinstance(whole, HttpResponse) else response


@cache
def style() -> tuple[bytes, str]:
    """The style sheet, which begins with the colours and sizes of the citizen's pages; and its tag."""
    content = b"".join(file.read_bytes() for file in (_TOKENS, _STYLE))
    return content, sha256(content).hexdigest()[:16]
