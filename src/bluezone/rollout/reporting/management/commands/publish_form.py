"""`publish_form FILE`: the next campaign's form, from a JSON file; no code."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from bluezone.authority.clock import present_moment
from bluezone.protocol.errors import MalformedMessage
from bluezone.rollout.reporting.services import publish_form


class Command(BaseCommand):
    """Publishes one version of a form; `src/bluezone/rollout/reporting/data` has models to begin with."""

    help = "Publish a form that is defined in a JSON file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the file."""
        parser.add_argument("file", type=Path, help="the form as JSON")

    def handle(self, *_words: str, **options: Any) -> None:  # noqa: ANN401 -- what Django hands over
        """Publish it, or say what is wrong with it.

        Raises:
            MalformedMessage: The file is not JSON, or defines no form.
            RuleViolation: The version exists with another content.
        """
        try:
            document = json.loads(options["file"].read_text(encoding="utf-8"))
        except ValueError as wrong:
            raise MalformedMessage("the file is not JSON") from wrong
        definition = publish_form(document, actor="system", moment=present_moment())
        self.stdout.write(f"{definition} is published")
