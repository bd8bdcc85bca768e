"""Writing texts: a new version, and the texts that come with Bluezone."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from bluezone.authority.audit.services import record
from bluezone.protocol.errors import RuleViolation
from bluezone.rollout.studio.models import Review, StudioText
from bluezone.rollout.studio.queries import imprint, value_of, versions_of
from bluezone.rollout.studio.rules.checking import faults, tidy
from bluezone.rollout.studio.rules.review import Step
from bluezone.rollout.studio.rules.words import Text
from bluezone.rollout.studio.shipped import shipped_texts

PURPOSE = "campaign"
SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Doing:
    """Who acts, and when."""

    actor: str
    moment: datetime


class TextRefused(RuleViolation):
    """A text breaks rules, by field."""

    def __init__(self, by_field: Mapping[str, RuleViolation]) -> None:
        """Keep what is wrong with which field."""
        first = next(iter(by_field.values()))
        super().__init__(first.code, str(first))
        self.by_field = by_field


@transaction.atomic
def write_text(text: Text, doing: Doing, *, after: int) -> StudioText:
    """Keep a text as the next version after one, or after none (0); it begins at WRITTEN.

    Raises:
        TextRefused: A field breaks a rule.
        RuleViolation: `text_changed`: there is a newer version than the writer knew; `text_same`: nothing changed.
    """
    before = versions_of(text.message, text.language).select_for_update().first()
    if (before.version if before else 0) != after:
        raise RuleViolation("text_changed", "version: a newer one was written meanwhile")
    wanted = replace(tidy(text), version=after + 1)
    if before is not None and value_of(before) == replace(wanted, version=before.version):
        raise RuleViolation("text_same", "text: nothing was changed")
    wrong = faults(wanted, imprint())
    if wrong:
        raise TextRefused(wrong)
    return _kept(wanted, doing)


@transaction.atomic
def bring_shipped(doing: Doing) -> int:
    """Keep the texts that come with Bluezone where a message has none in the language, unread; return how many.

    Nobody here wrote them, so whoever reads them first may be anybody.
    """
    known = set(StudioText.objects.values_list("message", "language"))
    missing = [text for text in shipped_texts() if (text.message.value, text.language) not in known]
    for text in missing:
        _kept(text, Doing(SYSTEM, doing.moment))
    return len(missing)


def _kept(text: Text, doing: Doing) -> StudioText:
    words = {name: getattr(text, name) for name in text.__slots__}
    row = StudioText.objects.create(
        **{**words, "message": text.message.value, "steps": list(text.steps)},
        author=doing.actor,
        written_at=doing.moment,
    )
    Review.objects.create(text=row, step=Step.WRITE, actor=doing.actor, moment=doing.moment)
    record(doing.actor, "text.write", row, PURPOSE, doing.moment)
    return row
