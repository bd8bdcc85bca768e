"""Makes the public files that are missing, such as after a publisher was configured."""

from django.core.management.base import BaseCommand

from bluezone.authority.clock import present_moment
from bluezone.authority.delivery.services import lease
from bluezone.rollout.studio.services import make_missing_materials


class Command(BaseCommand):
    """Make the public files of released texts that have none in the name of the present publisher."""

    help = "Make the public files of released texts that have none in the name of the present publisher."

    def handle(self, *_args: object, **_options: object) -> None:
        """Make them, and say how many."""
        moment = present_moment()
        with lease("make_public_files", moment):
            count = make_missing_materials(moment)
        self.stdout.write(f"made {count}")
