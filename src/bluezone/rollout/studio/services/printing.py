"""Printing: for a few units at once, for up to 1,000 as an order that the worker carries out, for everybody at a release."""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from math import ceil
from typing import Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from bluezone.authority.audit.services import record
from bluezone.authority.console.queries import publisher
from bluezone.authority.territory.models import Unit
from bluezone.protocol.errors import RuleViolation
from bluezone.rollout.studio.keeping import drop, keep
from bluezone.rollout.studio.models import Material, PrintOrder, StudioText
from bluezone.rollout.studio.producing import Made, forms_of, made
from bluezone.rollout.studio.queries import imprint, may_be_printed, places, units_by_id, value_of, version_day
from bluezone.rollout.studio.rules.words import Form, State
from bluezone.rollout.studio.services.writing import PURPOSE, Doing

logger = logging.getLogger(__name__)

AT_MOST: Final = 1000
"""Units of one order."""
AT_ONCE: Final = 10
"""Units that are printed while the person waits."""
KEPT: Final = timedelta(days=1)
"""How long an order with its file is kept; it can be printed again."""
SECONDS_A_UNIT: Final = 0.05
"""A thousand leaflets took 51 seconds on two cores; posters and stickers take less."""
Progress = PrintOrder.Progress


def seconds_for(units: int) -> int:
    """Return about how long an order takes to set, in seconds, rounded up to tens; nothing is told while it is set."""
    return 10 * ceil(units * SECONDS_A_UNIT / 10)


def check_order(text: StudioText, form: Form, units: Sequence[Unit]) -> None:
    """Refuse what may not be printed.

    Raises:
        RuleViolation: `print_refused`, `form_not_printed`, `print_no_unit` or `print_at_most`.
    """
    if not may_be_printed(text):
        raise RuleViolation("print_refused", "text: it may not be printed on this installation now")
    if form not in forms_of(value_of(text)):
        raise RuleViolation("form_not_printed", "form: this text has no such form")
    if not units:
        raise RuleViolation("print_no_unit", "units: at least one is needed")
    if len(units) > AT_MOST:
        raise RuleViolation("print_at_most", f"units: at most {AT_MOST} are printed at once")


def print_now(text: StudioText, form: Form, units: Sequence[Unit], doing: Doing) -> Made:
    """Return the sheets of some units.

    Raises:
        RuleViolation: The order or the printing room refuses.
    """
    check_order(text, form, units)
    file = _printed(text, form, units, doing.moment)
    record(doing.actor, "text.print", text, PURPOSE, doing.moment)
    return file


@transaction.atomic
def order_print(text: StudioText, form: Form, units: Sequence[Unit], doing: Doing) -> PrintOrder:
    """Note what is to be printed for many units; the worker prints it.

    Raises:
        RuleViolation: The order is refused.
    """
    check_order(text, form, units)
    order = PrintOrder.objects.create(
        text=text,
        form=form.value,
        units=[str(unit.pk) for unit in units],
        actor=doing.actor,
        created_at=doing.moment,
    )
    record(doing.actor, "text.print", text, PURPOSE, doing.moment)
    return order


def carry_out(order_id: UUID, moment: datetime) -> None:
    """Print an order that waits; one that is printed, refused or forgotten is left as it is."""
    taken = PrintOrder.objects.filter(pk=order_id, state=Progress.WAITING).update(state=Progress.PRINTING)
    order = PrintOrder.objects.select_related("text").filter(pk=order_id).first()
    if not taken or order is None:
        return
    try:
        check_order(order.text, Form(order.form), units := units_by_id(order.units))
        order.digest = keep(_printed(order.text, Form(order.form), units, moment).content)
        order.state = Progress.DONE
    except RuleViolation as refused:
        order.state, order.refusal = Progress.REFUSED, refused.code
    order.finished_at = moment
    order.save(update_fields=["state", "refusal", "digest", "finished_at"])
    logger.info("sheets printed", extra={"units": len(order.units), "state": order.state})


def forget_prints(moment: datetime) -> int:
    """Forget orders of more than a day ago with their files, and return how many."""
    old = list(PrintOrder.objects.filter(created_at__lte=moment - KEPT))
    for digest in {order.digest for order in old if order.digest}:
        if not Material.objects.filter(digest=digest).exists():
            drop(digest)
    PrintOrder.objects.filter(pk__in=[order.pk for order in old]).delete()
    return len(old)


def make_missing_materials(moment: datetime) -> int:
    """Make the public files of every released text that has none in the name of the present publisher; return how many.

    So a publisher that is configured after a release, or a trial that begins again, needs nobody to ask for the files.
    """
    has = Material.objects.filter(is_trial=publisher() is None)
    waiting = StudioText.objects.filter(state=State.RELEASED).exclude(pk__in=has.values("text"))
    return sum(make_materials(key, moment) for key in waiting.order_by("pk").values_list("pk", flat=True))


def make_materials(text_id: UUID, moment: datetime) -> int:
    """Make the public files of a released text, each once in the name of the present publisher; return how many.

    A form that the printing room refuses is left out and logged; the others are there.
    """
    text = StudioText.objects.filter(pk=text_id, state=State.RELEASED).first()
    if text is None:
        return 0
    speaks, trial, count = imprint(), publisher() is None, 0
    value = value_of(text)
    known = set(text.materials.filter(is_trial=trial).values_list("form", flat=True))
    for form in forms_of(value, public=True):
        if form.value in known:
            continue
        try:
            file = made(form, value, speaks, day=version_day(text, timezone.localdate(moment)))
        except RuleViolation as refused:
            logger.warning("a form was refused", extra={"form": form.value, "code": refused.code})
            continue
        _kept(text, form, file, moment=moment, trial=trial)
        count += 1
    return count


def _kept(text: StudioText, form: Form, file: Made, *, moment: datetime, trial: bool) -> None:
    digest = keep(file.content)
    mark = "-trial" if trial else ""
    name = f"bluezone-{text.message}-{text.language}-v{text.version}-{form.value}{mark}.{file.ending}"
    Material.objects.create(
        text=text, form=form.value, name=name, digest=digest, size=len(file.content), is_trial=trial, made_at=moment
    )


def _printed(text: StudioText, form: Form, units: Sequence[Unit], moment: datetime) -> Made:
    day = timezone.localdate(moment)
    wanted = places(units, day, settings.SITE_ORIGIN)
    return made(form, value_of(text), imprint(), wanted, day=version_day(text, day))
