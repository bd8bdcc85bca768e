"""Saying who publishes here, and going back to a trial."""

from datetime import datetime
from typing import Final

from django.db import transaction

from bluezone.authority.audit.services import Subject, record
from bluezone.authority.console.models import Publisher

PURPOSE: Final = "administration"


@transaction.atomic
def configure_publisher(name: str, short_name: str, basis: str, *, actor: str, moment: datetime) -> Publisher:
    """Say in whose name this installation speaks, and by which decision; from now on it is no trial."""
    publisher, _made = Publisher.objects.update_or_create(
        id=1, defaults={"name": name, "short_name": short_name, "basis": basis, "configured_at": moment}
    )
    record(actor, "publisher.configure", publisher, PURPOSE, moment)
    return publisher


@transaction.atomic
def back_to_trial(*, actor: str, moment: datetime) -> None:
    """Take the publisher away, so that everything says again that it is a trial."""
    Publisher.objects.all().delete()
    record(actor, "publisher.remove", Subject("console.publisher", "1"), PURPOSE, moment)
