"""Reviewing texts: each step is a row of its own; a release takes the version before out of use."""

from django.db import transaction

from bluezone.authority.audit.services import record
from bluezone.rollout.studio.models import Review, StudioText
from bluezone.rollout.studio.queries import acts_of
from bluezone.rollout.studio.rules.review import Act, Step, take
from bluezone.rollout.studio.rules.words import State
from bluezone.rollout.studio.services.writing import PURPOSE, Doing

REPLACED = "replaced by version {version}"
"""What stands with a version that a later one took out of use."""


@transaction.atomic
def take_step(text: StudioText, step: Step, doing: Doing, *, native: str = "", remark: str = "") -> StudioText:
    """Take one step with a text and return it as it is then.

    Args:
        text: Which version.
        step: Which step.
        doing: Who, and when.
        native: The language of which the reviewer declares to be a native speaker; empty for none.
        remark: Why, where a reason is needed.

    Raises:
        RuleViolation: Whatever `rules.review.take` refuses.
    """
    row = StudioText.objects.select_for_update().get(pk=text.pk)
    act = Act(step, doing.actor, native, remark.strip())
    state = take(acts_of(row.reviews.all()), act, row.language)
    if state is State.RELEASED:
        _replace_others(row, doing)
    return _taken(row, act, state, doing)


def _replace_others(row: StudioText, doing: Doing) -> None:
    others = StudioText.objects.filter(message=row.message, language=row.language, state=State.RELEASED)
    for other in others:
        act = Act(Step.WITHDRAW, doing.actor, remark=REPLACED.format(version=row.version))
        _taken(other, act, State.WITHDRAWN, doing)


def _taken(row: StudioText, act: Act, state: State, doing: Doing) -> StudioText:
    row.state = state
    if state is State.RELEASED:
        row.released_at = doing.moment
    row.save(update_fields=["state", "released_at"])
    Review.objects.create(
        text=row, step=act.step, actor=act.by, moment=doing.moment, native=act.native, remark=act.remark
    )
    record(doing.actor, f"text.{act.step.value.replace('-', '_')}", row, PURPOSE, doing.moment)
    return row
