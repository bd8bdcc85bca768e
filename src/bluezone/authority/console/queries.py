"""Reading who answers for this installation."""

from bluezone.authority.console.models import Publisher


def publisher() -> Publisher | None:
    """Return the body in whose name this installation speaks; None while it is a trial."""
    return Publisher.objects.first()


def is_trial() -> bool:
    """Return whether nothing here is official yet: pages and documents have to say so."""
    return publisher() is None
