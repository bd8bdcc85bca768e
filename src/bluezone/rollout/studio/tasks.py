"""What the worker does for the studio; a task is enqueued in the transaction that caused it."""

from uuid import UUID

from django_tasks import task

from bluezone.authority.clock import present_moment
from bluezone.rollout.studio.services import carry_out, make_materials


@task()
def print_order(order_id: str) -> None:
    """Print what was ordered for many units."""
    carry_out(UUID(order_id), present_moment())


@task()
def make_public_files(text_id: str) -> None:
    """Make the files of a released text that everybody may take away."""
    make_materials(UUID(text_id), present_moment())
