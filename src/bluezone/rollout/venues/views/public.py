"""Pages for owners of places, on the site: no account, no cookie, no script.

Whoever has the secret link is the owner. Nothing about the reader is looked at: no address, no session.
"""

from collections.abc import Callable, Sequence
from typing import Concatenate, Final, ParamSpec
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import translation
from django.utils.timezone import localtime
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from bluezone.authority.accounts.access import asks_nobody, day_of
from bluezone.authority.cases.services import Doing
from bluezone.authority.cases.views.choosing import commune_picker
from bluezone.authority.console.queries import publisher
from bluezone.authority.feeds.showing import in_words
from bluezone.authority.requests import Request
from bluezone.authority.territory.models import Unit
from bluezone.authority.territory.naming import likeness
from bluezone.authority.territory.queries import ancestors, communes
from bluezone.protocol.errors import RuleViolation, Unavailable
from bluezone.rollout.studio.rules.words import Form
from bluezone.rollout.venues.forms import OfferForm, WishForm
from bluezone.rollout.venues.models import Registration
from bluezone.rollout.venues.queries.queue import registration_by
from bluezone.rollout.venues.refusals import REFUSALS
from bluezone.rollout.venues.rules.admission import TurnedAway
from bluezone.rollout.venues.rules.words import Wish
from bluezone.rollout.venues.services import FORMS, Asked, Offer, ask, poster, register
from bluezone.rollout.venues.services.posters import last_day, present_code, short_code
from bluezone.rollout.venues.stamps import fresh_stamp, stamp_in, stamped
from bluezone.rollout.venues.views.parts import pdf

P = ParamSpec("P")
NAMESPACES: Final = {"vi": "venue_site", "en": "venue_site_en"}
FIELDS: Final = {
    "place_name_empty": "name",
    "place_name_long": "name",
    "place_name_signs": "name",
    "phone_wrong": "phone",
}


Page = Callable[Concatenate[Request, P], HttpResponse]


def public(view: Page[P], methods: Sequence[str] = ("GET", "HEAD", "POST")) -> Callable[..., HttpResponse]:
    """Make a view one that asks nobody who is asking, in the language of its address, kept by no cache.

    A form needs no token against forged requests: there is no session in whose name one could be sent.
    """

    def answered(request: Request, /, language: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        with translation.override(language):
            response = view(request, *args, **kwargs)
        response["Content-Language"] = language
        response["Referrer-Policy"] = "no-referrer"
        return response

    return asks_nobody(csrf_exempt(never_cache(require_http_methods([*methods])(answered))))


def reading(view: Page[P]) -> Callable[..., HttpResponse]:
    """Make a view a public page that is only read."""
    return public(view, ("GET", "HEAD"))


def writing(view: Page[P]) -> Callable[..., HttpResponse]:
    """Make a view a public page that is only posted to."""
    return public(view, ("POST",))


@reading
def start(request: Request) -> HttpResponse:
    """Let an owner choose the commune."""
    text, day = request.GET.get("q", "").strip(), day_of(request)
    known = communes(day).order_by("folded", "pk")
    found = [unit for unit in known if _is_meant(unit, text)] if text else list(known)
    return _page(request, "venue_register/public/start.html", {"text": text, "found": found})


@public
def offer(request: Request, unit_id: UUID) -> HttpResponse:
    """Take a place in; afterwards the owner is on the page that the secret link opens."""
    unit = get_object_or_404(communes(day_of(request)), pk=unit_id)
    form = OfferForm(request.POST or None, initial={"stamp": stamped(fresh_stamp(request.moment))})
    turned: TurnedAway | None = None
    if request.method == "POST" and form.is_valid():
        came = _offered(form, unit, request)
        if isinstance(came, str):
            return HttpResponse(status=303, headers={"Location": came})
        turned = came
    above = ancestors(unit, day_of(request))
    facts = {"form": form, "unit": unit, "above": above, "turned": turned, "day": day_of(request)}
    response = _page(request, "venue_register/public/offer.html", facts)
    if turned:
        response.status_code = 429
        if turned.again:
            response["Retry-After"] = str(max(1, int((turned.again - request.moment).total_seconds())))
    elif form.errors:
        response.status_code = 422
    return response


@reading
def mine(request: Request, token: str) -> HttpResponse:
    """Show an owner where the place stands, and what can be done."""
    found = _own(token)
    return _mine(request, found, token)


@writing
def wish(request: Request, token: str) -> HttpResponse:
    """Put what an owner asks before the commune."""
    found = _own(token)
    form = WishForm(request.POST)
    picker = commune_picker(request, None)
    if not form.is_valid():
        return _mine(request, found, token, status=422)
    asked = Asked(form.cleaned_data["kind"], form.cleaned_data["name"], picker.chosen)
    if asked.kind is Wish.MOVED and picker.chosen is None:
        return _mine(request, found, token, {"picker": picker, "asked": asked.kind}, status=422)
    try:
        ask(found, asked, request.moment)
    except RuleViolation as refused:
        return _mine(request, found, token, {"fault": in_words(refused, REFUSALS), "asked": asked.kind}, status=409)
    return HttpResponse(status=303, headers={"Location": _address("mine", token)})


@reading
def own_poster(request: Request, token: str, form: str) -> HttpResponse:
    """Give an owner the poster as a PDF."""
    found = _own(token)
    if form not in {*FORMS} or found.venue is None:
        raise Http404
    doing = Doing(f"owner:{found.pk}", "venue_poster", request.moment)
    try:
        content = poster(found.venue, Form(form), doing, language=translation.get_language() or "vi")
    except RuleViolation as refused:
        return _mine(request, found, token, {"fault": in_words(refused, REFUSALS)}, status=409)
    except Unavailable:
        return _mine(request, found, token, {"is_unavailable": True}, status=503)
    return pdf(content, f"bluezone-{form}")


def _offered(form: OfferForm, unit: Unit, request: Request) -> str | TurnedAway | None:
    """Return the address of the owner's page, or why nobody is let in now; None when the form says what is wrong."""
    given = form.cleaned_data
    try:
        if given["website"]:
            raise RuleViolation("form_by_machine", "the hidden field is empty")  # noqa: TRY301 -- one place says all refusals
        stamp = stamp_in(given["stamp"])
        came = register(Offer(given["name"], given["kind"], unit, given["phone"]), stamp, request.moment)
    except RuleViolation as refused:
        form.add_error(FIELDS.get(refused.code), in_words(refused, REFUSALS))
        return None
    return came if isinstance(came, TurnedAway) else _address("mine", stamp.token)


def _mine(
    request: Request, found: Registration, token: str, further: dict[str, object] | None = None, status: int = 200
) -> HttpResponse:
    venue = found.venue
    code = present_code(venue) if venue and not venue.closed_at else None
    today = request.moment.date()
    facts = {
        "registration": found,
        "venue": venue,
        "code": code if code and code.expires_on > today else None,
        "last_day": last_day(code) if code else None,
        "short_code": short_code(venue, code) if venue and code else "",
        "forms": [(form.value, _address("poster", token, form.value)) for form in FORMS],
        "wishes": found.wishes.select_related("unit").order_by("-asked_at", "pk"),
        "link": settings.SITE_ORIGIN + _address("mine", token),
        "ask": _address("wish", token),
        "now": localtime(request.moment),
        **(further or {}),
    }
    response = _page(request, "venue_register/public/mine.html", facts)
    response.status_code = status
    return response


def _own(token: str) -> Registration:
    found = registration_by(token)
    if found is None:
        raise Http404
    return found


def _is_meant(unit: Unit, text: str) -> bool:
    return likeness(text, unit.short_name) is not None or unit.stat_code == text


def _address(name: str, *parts: object) -> str:
    language = "en" if translation.get_language() == "en" else "vi"
    return reverse(f"{NAMESPACES[language]}:{name}", args=parts)


def _page(request: Request, template: str, facts: dict[str, object]) -> HttpResponse:
    language = "en" if translation.get_language() == "en" else "vi"
    bare = request.path.removeprefix("/en")
    frame = {
        "language": language,
        "namespace": NAMESPACES[language],
        "publisher": publisher(),
        "other_language": "vi" if language == "en" else "en",
        "other_path": bare if language == "en" else f"/en{bare}",
        "front": "/en/" if language == "en" else "/",
        "start": _address("start"),
    }
    return render(request, template, {**frame, **facts})
