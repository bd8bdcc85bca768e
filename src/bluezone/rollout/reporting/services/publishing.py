"""Publishing forms: a new version is a new row, and reports keep the version that they answered."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from bluezone.authority.audit.services import record
from bluezone.protocol.errors import RuleViolation
from bluezone.rollout.reporting.catalogue import shipped_forms
from bluezone.rollout.reporting.models import FormDefinition
from bluezone.rollout.reporting.rules.forms import read_form


@transaction.atomic
def publish_form(document: Mapping[str, Any], *, actor: str, moment: datetime) -> FormDefinition:
    """Publish one version of a form; the same version again changes nothing.

    Raises:
        MalformedMessage: The document defines no form.
        RuleViolation: The version exists with another content.
    """
    form = read_form(document)
    known = FormDefinition.objects.filter(key=form.key, version=form.version).first()
    if known is not None and known.document != document:
        raise RuleViolation("form_version_exists", "this version of the form was published with another content")
    if known is not None:
        return known
    definition = FormDefinition.objects.create(
        key=form.key, version=form.version, valid_from=form.valid_from, document=dict(document), published_at=moment
    )
    record(actor, "form.publish", definition, "campaign", moment)
    return definition


@transaction.atomic
def publish_shipped_forms(*, actor: str, moment: datetime) -> list[FormDefinition]:
    """Publish the forms that come with Bluezone, as far as they are not published yet."""
    return [publish_form(document, actor=actor, moment=moment) for document in shipped_forms()]
