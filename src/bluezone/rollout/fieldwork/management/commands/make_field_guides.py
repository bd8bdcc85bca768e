"""Writes the guides of one page into a folder, in the name of the present publisher."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand

from bluezone.rollout.fieldwork.printing.guides import Guide, file_name, guide_sheet
from bluezone.rollout.fieldwork.printing.setting import LANGUAGES
from bluezone.rollout.studio.queries import imprint


class Command(BaseCommand):
    """Write every guide in every language as a PDF of one page of A4."""

    help = "Write the one-page guides for teams, gate keepers and teachers as PDF files."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Ask for the folder."""
        parser.add_argument("folder", type=Path)

    def handle(self, *_args: object, **options: Path) -> None:
        """Write them, and say how many."""
        folder = options["folder"]
        folder.mkdir(parents=True, exist_ok=True)
        made = [(guide, language) for guide in Guide for language in LANGUAGES]
        for guide, language in made:
            content = guide_sheet(guide, imprint(), language=language)
            (folder / file_name(guide, language)).write_bytes(content)
        self.stdout.write(f"made {len(made)}")
