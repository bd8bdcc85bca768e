"""Issuing a code: asked for with a form, shown once on the answer to it, printed from there."""

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID, uuid4

from django.http import Http404, HttpResponse, HttpResponseBadRequest, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bluezone.authority.accounts.access import day_of, holder_of, inside, needs
from bluezone.authority.accounts.purposes import opened_for
from bluezone.authority.accounts.rules import Action
from bluezone.authority.codes.case_desk import Subject, case_desk
from bluezone.authority.codes.forms import IssueForm, SlipForm
from bluezone.authority.codes.keyserver import code_server
from bluezone.authority.codes.models import Code
from bluezone.authority.codes.rules.words import StandsFor, Way
from bluezone.authority.codes.services import IssuedCode, Order, issue_code
from bluezone.authority.codes.slip import qr_data, slip_pdf
from bluezone.authority.codes.texts import grouped, link
from bluezone.authority.codes.wording import STANDS_FOR, in_words
from bluezone.authority.console.crumbs import Crumb
from bluezone.authority.console.queries import publisher
from bluezone.authority.requests import Request
from bluezone.authority.territory.models import Unit
from bluezone.protocol.errors import RuleViolation, Unavailable

if TYPE_CHECKING:
    from django.db.models import QuerySet

NOT_KEPT: Final = {"Cache-Control": "no-store"}
LANGUAGES: Final = ("vi", "en")


@needs(Action.ISSUE_CODES)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: Request) -> HttpResponse:
    """Ask for a code and show it once; the form sent twice is one code."""
    replaced = _replaced(request)
    subject = _subject(request, replaced)
    form = IssueForm(request.POST or None, initial=_known(request, subject, replaced))
    form.offer(_units(request, subject, replaced))
    if subject is not None:
        form.for_a_case()
    if subject is not None and request.method != "POST":
        opened_for(request, subject.row)
    may_have = subject is None or subject.is_confirmed
    if request.method == "POST" and may_have and form.is_valid():
        inside(request, Action.ISSUE_CODES, form.cleaned_data["unit"])
        order = _order(form.cleaned_data, subject, replaced)
        try:
            made = issue_code(order, actor=holder_of(request).actor, moment=request.moment, server=code_server())
        except RuleViolation as refused:
            form.add_error("phone" if refused.code == "not_a_mobile_number" else None, in_words(refused))
        except Unavailable:
            form.add_error(None, _("The keyserver does not answer. No code was issued: try again in a minute."))
        else:
            return _shown(request, order, made, subject)
    facts = {
        "form": _fresh(form),
        "subject": subject,
        "replaced": replaced,
        "may_have": may_have,
        "crumbs": _crumbs(subject),
    }
    return render(request, "codes/new.html", facts, status=409 if form.errors else 200)


@needs(Action.ISSUE_CODES)
@require_POST
def slip(request: Request, code_id: UUID) -> HttpResponse:
    """Print the slip of a code that the page before shows: the code comes from there, for it is kept nowhere."""
    code = get_object_or_404(Code.objects.select_related("unit"), pk=code_id, way=Way.SLIP)
    inside(request, Action.ISSUE_CODES, code.unit)
    form = SlipForm(request.POST)
    if not form.is_valid():
        return HttpResponseBadRequest()
    body = publisher()
    pdf = slip_pdf(
        form.cleaned_data["code"],
        code.expires_at,
        publisher=body.short_name if body else "",
        trial=body is None,
    )
    headers = {**NOT_KEPT, "Content-Disposition": f'inline; filename="bluezone-{code}.pdf"'}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)


def _shown(request: Request, order: Order, made: IssuedCode, subject: Subject | None) -> HttpResponse:
    address = link(made.long_code) if made.long_code else ""
    facts: dict[str, Any] = {
        "crumbs": _crumbs(subject),
        "made": made,
        "order": order,
        "subject": subject,
        "groups": grouped(made.code, " " if order.way is Way.ALOUD else "-"),
        "link": address,
        "qr": qr_data(address) if order.way is Way.SLIP else "",
        "stands_for": "" if order.stands_for is StandsFor.CONFIRMED else STANDS_FOR[order.stands_for],
        "is_aloud": order.way is Way.ALOUD,
        "is_sms": order.way is Way.SMS,
        "is_slip": order.way is Way.SLIP,
    }
    response = render(request, "codes/shown.html", facts)
    for name, value in NOT_KEPT.items():
        response.headers[name] = value
    return response


def _fresh(form: IssueForm) -> IssueForm:
    """Return the form with what was typed, and another attempt: what went wrong may have used the first one up."""
    if form.is_bound:
        form.data = {**form.data.dict(), "attempt": str(uuid4())} if isinstance(form.data, QueryDict) else form.data
    return form


def _replaced(request: Request) -> Code | None:
    """Return the code that a new one is issued instead of."""
    asked = request.GET.get("replaces", "")
    if not asked:
        return None
    found = get_object_or_404(Code.objects.select_related("unit"), pk=_uuid(asked))
    inside(request, Action.ISSUE_CODES, found.unit)
    return found


def _subject(request: Request, replaced: Code | None) -> Subject | None:
    """Return the case that the code is for: the one named, or that of the code before."""
    asked, case = request.GET.get("case", ""), None
    if asked:
        case = _uuid(asked)
    elif replaced is not None:
        case = case_desk().cases_of([replaced]).get(replaced.pk, (None, ""))[0]
    else:
        return None
    found = case_desk().subject(case) if case else None
    if found is None and asked:
        raise Http404
    if found is None:
        return None
    inside(request, Action.ISSUE_CODES, found.unit)
    return found


def _units(request: Request, subject: Subject | None, replaced: Code | None) -> "QuerySet[Unit]":
    if subject is not None:
        return Unit.objects.filter(pk=subject.unit.pk)
    if replaced is not None:
        return Unit.objects.filter(pk=replaced.unit_id)
    return holder_of(request).top_units(Action.ISSUE_CODES)


def _known(request: Request, subject: Subject | None, replaced: Code | None) -> dict[str, object]:
    """Return what the form need not ask: the days and the telephone of the case, or of the code before."""
    today, way = day_of(request), request.GET.get("way", "")
    test_day = (subject.test_day if subject else None) or (replaced.test_day if replaced else None) or today
    onset = (subject.onset_on if subject else None) or (replaced.onset_on if replaced else None)
    recent = timedelta(days=28)
    return {
        "way": way if way in {*Way} - {Way.LABORATORY} else _way_before(replaced),
        "test_day": test_day if today - test_day <= recent else today,
        "onset_on": onset if onset and today - onset <= recent else None,
        "phone": subject.phone if subject else "",
        "language": get_language() if get_language() in LANGUAGES else LANGUAGES[0],
    }


def _way_before(replaced: Code | None) -> Way:
    if replaced is None:
        return Way.ALOUD
    return Way.SMS if replaced.way == Way.LABORATORY else Way(replaced.way)


def _order(given: dict[str, Any], subject: Subject | None, replaced: Code | None) -> Order:
    order = Order(
        id=given["attempt"],
        unit=given["unit"],
        way=given["way"],
        test_day=given["test_day"],
        onset_on=given["onset_on"],
        phone=given["phone"],
        language=given["language"],
        stands_for=given.get("stands_for", StandsFor.CONFIRMED),
    )
    return replace(order, case=subject.id if subject else None, replaces=replaced)


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as wrong:
        raise Http404 from wrong


def _crumbs(subject: Subject | None) -> list[Crumb]:
    crumbs = [Crumb(_("Overview"), "/"), Crumb(_("Codes"), reverse("codes:codes"))]
    if subject is not None:
        crumbs.append(Crumb(subject.label, reverse("cases:case", args=[subject.id])))
    return [*crumbs, Crumb(_("New code"))]
