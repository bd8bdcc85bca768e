"""Which forms are asked, of whom, on a day."""

from datetime import date

from bluezone.authority.territory.models import Unit
from bluezone.protocol.errors import RuleViolation
from bluezone.rollout.reporting.models import FormDefinition
from bluezone.rollout.reporting.rules.forms import Form, read_form


def published(key: str, day: date) -> FormDefinition:
    """Return the definition of a form that holds on a day: the highest version that has begun.

    Raises:
        RuleViolation: There is none.
    """
    found = FormDefinition.objects.filter(key=key, valid_from__lte=day).order_by("-version").first()
    if found is None:
        raise RuleViolation("no_such_form", "no form of that name holds on that day")
    return found


def form_on(key: str, day: date) -> Form:
    """Return the form that holds on a day.

    Raises:
        RuleViolation: There is none.
    """
    return read_definition(published(key, day))


def read_definition(definition: FormDefinition) -> Form:
    """Return a published definition as a value."""
    return read_form(definition.document)


def forms_for(unit: Unit, day: date) -> list[Form]:
    """Return the forms that a unit is asked on a day, demanded ones first, in the order of their keys."""
    newest: dict[str, FormDefinition] = {}
    for definition in FormDefinition.objects.filter(valid_from__lte=day).order_by("key", "version"):
        newest[definition.key] = definition
    asked = [form for form in map(read_definition, newest.values()) if unit.kind in form.kinds]
    return sorted(asked, key=lambda form: (form.modality.value != "must", form.key))
