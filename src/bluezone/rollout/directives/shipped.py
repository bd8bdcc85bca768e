"""Documents from above that are shipped as facts, so that what they order is not forgotten below."""

import json
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from django.db import transaction

from bluezone.authority.audit.services import record
from bluezone.rollout.directives.models import Addressee, Directive, Task

FOLDER: Final = Path(__file__).with_name("data")
NAMES: Final = ("2841-btttt-thh",)
"""Letters whose measures are shipped, by the name of their file."""


@transaction.atomic
def keep_shipped(name: str, *, actor: str, moment: datetime) -> Directive:
    """Keep a document from above with its measures, once; it orders nothing of our units by itself."""
    facts: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    text = "\n".join(f"{each['label']}. {each['text']}" for each in facts["measures"])
    issued = date.fromisoformat(facts["issued_on"])
    directive, made = Directive.objects.get_or_create(
        digest=sha256(text.encode()).hexdigest(),
        defaults={
            **{field: facts[field] for field in ("kind", "issuer", "number", "code", "subject", "place", "source")},
            "issued_on": issued,
            "structure_day": issued,
            "text": text,
            "state": "confirmed",
            "read_at": moment,
            "confirmed_at": moment,
        },
    )
    if made:
        for place, measure in enumerate(facts["measures"]):
            _keep_measure(directive, place, measure)
        record(actor, "directive.keep_shipped", directive, "campaign", moment)
    return directive


def _keep_measure(directive: Directive, place: int, measure: dict[str, Any]) -> None:
    task = Task.objects.create(
        directive=directive,
        place=place,
        label=measure["label"],
        text=measure["text"],
        modality=measure["modality"],
    )
    Addressee.objects.bulk_create(
        Addressee(
            directive=directive,
            task=task,
            part="actor",
            phrase=actor["phrase"],
            kinds=",".join(actor.get("kinds", [])),
            sector=actor.get("sector", ""),
        )
        for actor in measure["actors"]
    )
