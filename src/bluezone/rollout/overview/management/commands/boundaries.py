"""`boundaries`: real outlines of communes from a GeoJSON that the province hands in."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from bluezone.authority.clock import present_moment
from bluezone.protocol.errors import MalformedMessage, RuleViolation
from bluezone.rollout.overview.services import keep_boundaries


class Command(BaseCommand):
    """Keeps outlines; dashboards then draw communes in their true shapes instead of tiles."""

    help = "Keep boundaries of communes from a GeoJSON; each feature names its unit by the property code."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file, the day on which its codes hold, and where it comes from."""
        parser.add_argument("file", type=Path)
        parser.add_argument("--day", type=date.fromisoformat, required=True, help="a day on which the codes hold")
        parser.add_argument("--source", required=True, help="who drew the boundaries, where they can be read")

    def handle(self, *_words: str, **options: Any) -> None:  # noqa: ANN401 -- what Django hands over
        """Keep them all, or none."""
        text = options["file"].read_text(encoding="utf-8")
        try:
            kept = keep_boundaries(
                text, options["day"], source=options["source"], actor="system", moment=present_moment()
            )
        except (MalformedMessage, RuleViolation) as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"{kept} boundaries")
