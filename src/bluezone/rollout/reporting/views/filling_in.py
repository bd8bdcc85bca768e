"""One way for every page on which figures are entered: show the form, read it, ask again where needed, keep it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bluezone.authority.accounts.access import holder_of
from bluezone.authority.console.crumbs import Crumb
from bluezone.authority.requests import Request
from bluezone.authority.territory.models import Unit
from bluezone.protocol.errors import RuleViolation
from bluezone.rollout.reporting.filling import PART, ReportForm, every_value, first_values
from bluezone.rollout.reporting.identity import new_id
from bluezone.rollout.reporting.models import Submission
from bluezone.rollout.reporting.queries import carried_values, form_on, standing
from bluezone.rollout.reporting.rules.explanations import REMARKS, explained
from bluezone.rollout.reporting.rules.forms import Form, Reading
from bluezone.rollout.reporting.rules.numbers import shown
from bluezone.rollout.reporting.rules.periods import reporting_day
from bluezone.rollout.reporting.rules.versions import Fate, Reason, Source
from bluezone.rollout.reporting.services import Receipt, Report, ReportRefused, read_report, submit

RECENT = 7


@dataclass(frozen=True)
class Entry:
    """A page on which figures of one unit are entered.

    Args:
        unit: Whose figures.
        form_key: Which form.
        source: The way by which they come.
        after: The address that is shown once they are kept, for the report that keeps them.
        crumbs: The way to the page.
        corrects: The report that is corrected, when one is.
        more: What else the template shows.
    """

    unit: Unit
    form_key: str
    source: Source
    after: Callable[[Submission], str]
    crumbs: tuple[Crumb, ...] = ()
    corrects: Submission | None = None
    more: Mapping[str, Any] = field(default_factory=dict)
    template: str = "reporting/fill.html"


def fill(request: Request, entry: Entry) -> HttpResponse:
    """Show the form of an entry, or take what was filled in."""
    definition = form_on(entry.form_key, _day_asked(request, entry))
    if request.method != "POST":
        return _page(request, entry, _empty_form(request, entry, definition))
    form = ReportForm(definition, request.POST)
    receipt = _taken(request, entry, form) if form.is_valid() else None
    if receipt is None:
        return _page(request, entry, form, status=422)
    _say(request, receipt)
    return redirect(entry.after(receipt.submission))


def _taken(request: Request, entry: Entry, form: ReportForm) -> Receipt | None:
    """Return the receipt of what was filled in, or None when the form has something to ask."""
    given = form.cleaned_data
    report = Report(
        id=given["id"],
        form_key=entry.form_key,
        unit=entry.unit,
        day=form.day_spoken_of(),
        values=form.values(),
        source=entry.source,
        part=given.get(PART, ""),
    )
    try:
        reading, before = read_report(report)
        other = before is not None and dict(reading.values) != before.submission.values
        if not _is_settled(form, reading, replaces_something=other):
            return None
        replaces = before.submission_id if before is not None and other else given["replaces"]
        reason = Reason(given["reason"]) if replaces and given["reason"] else None
        return submit(
            report,
            actor=holder_of(request).actor,
            moment=request.moment,
            replaces=replaces if reason else None,
            reason=reason,
        )
    except ReportRefused as refused:
        form.refuse(refused.findings)
    except RuleViolation as refused:
        form.add_error(None, refusal(refused))
    return None


def _is_settled(form: ReportForm, reading: Reading, *, replaces_something: bool) -> bool:
    """Return whether nothing is left to ask; otherwise ask it."""
    if replaces_something:
        form.ask_reason()
    if reading.doubts:
        form.ask_again(reading.doubts)
    missing_reason = replaces_something and not form.cleaned_data["reason"]
    if missing_reason:
        form.add_error("reason", _("Other figures were reported for this period. Please choose a reason."))
    unconfirmed = bool(reading.doubts) and not form.cleaned_data["confirmed"]
    return not missing_reason and not unconfirmed


def _empty_form(request: Request, entry: Entry, definition: Form) -> ReportForm:
    name = new_id(request.moment)
    if entry.corrects is not None:
        first = every_value(definition, entry.corrects.values)
        first |= {"id": name, "day": entry.corrects.last_day, PART: entry.corrects.part, "replaces": entry.corrects.pk}
        form = ReportForm(definition, first=first)
        form.ask_reason()
        return form
    part = request.GET.get(PART, "")
    carried = carried_values(entry.unit.pk, entry.form_key, part)
    first = first_values(definition, name=name, day=reporting_day(request.moment), carried=carried)
    return ReportForm(definition, first=first | {PART: part})


def _page(request: Request, entry: Entry, form: ReportForm, *, status: int = 200) -> HttpResponse:
    context = {
        "crumbs": list(entry.crumbs),
        "unit": entry.unit,
        "form": form,
        "title": form.definition.title.in_language(form.language),
        "purpose": form.definition.purpose.in_language(form.language),
        "corrects": entry.corrects,
        "recent": standing(entry.unit.pk, entry.form_key, limit=RECENT) if not form.is_event else (),
        "headline": [(each.key, each.label.in_language(form.language)) for each in form.definition.fields][:3],
        **entry.more,
    }
    return render(request, entry.template, context, status=status)


def _day_asked(request: Request, entry: Entry) -> date:
    """Return the day whose version of the form is shown."""
    if entry.corrects is not None:
        return entry.corrects.last_day
    try:
        return date.fromisoformat(request.POST.get("day", ""))
    except ValueError:
        return reporting_day(request.moment)


def _say(request: Request, receipt: Receipt) -> None:
    """Tell the reporter what was received, how it was read, and what is strange about it."""
    language = get_language() or "vi"
    if receipt.fate is Fate.KNOWN:
        messages.info(request, _("This report had been received before; nothing was counted twice."))
    else:
        messages.success(request, _("The report was received."))
    for key, remarks in (receipt.reading.remarks if receipt.reading else {}).items():
        words = ", ".join(REMARKS[remark].in_language(language) for remark in remarks if remark != "text")
        value = receipt.submission.values.get(key)
        if words and isinstance(value, int):
            messages.info(request, f"{shown(value, language)}: {words}.")
    for flag in receipt.flags:
        messages.warning(request, explained(flag, language))


def refusal(refused: RuleViolation) -> str:
    """Return a rule's refusal in the reader's language."""
    words = {
        "no_such_form": _("No form of this kind holds on that day."),
        "form_not_for_unit": _("This form is not asked of this unit."),
        "already_corrected": _("Somebody has corrected this report meanwhile. Please open it again."),
        "id_used_before": _("This page was used for another report. Please open it again."),
        "reason_needed": _("A correction needs a reason."),
        "id_not_version_7": _("This page is out of date. Please open it again."),
    }
    return words.get(refused.code, _("The report was refused."))


def one_unit(request: Request, units: list[Unit]) -> Unit | None:
    """Return the unit that a page of events speaks of: the one that was asked for, or the holder's first."""
    asked = request.POST.get("unit") or request.GET.get("unit")
    if not asked:
        return units[0] if units else None
    try:
        wanted = UUID(asked)
    except ValueError:
        return None
    return next((unit for unit in units if unit.pk == wanted), None)
