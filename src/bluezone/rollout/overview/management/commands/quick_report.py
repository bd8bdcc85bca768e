"""`quick_report`: the morning's report of each province, made and, on demand, written to a folder."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from bluezone.authority.clock import present_moment
from bluezone.authority.documents.document import heard
from bluezone.authority.documents.docx_writer import docx_bytes
from bluezone.authority.documents.pdf_writer import pdf_bytes
from bluezone.authority.territory.kinds import Kind
from bluezone.authority.territory.queries import on
from bluezone.rollout.overview.rules.days import due_day
from bluezone.rollout.overview.services import make_morning_report


class Command(BaseCommand):
    """Makes the report of the last day whose reports are due; run every morning at eight."""

    help = "Make the quick report of the morning."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the day and the folder."""
        parser.add_argument("--day", type=date.fromisoformat, help="last day that counts, YYYY-MM-DD")
        parser.add_argument("--folder", type=Path, help="where DOCX and PDF are written")

    def handle(self, *_words: str, **options: Any) -> None:  # noqa: ANN401 -- what Django hands over
        """Make one report a province."""
        moment = present_moment()
        day: date = options["day"] or due_day(moment)
        for province in on(day).filter(kind=Kind.TINH.value).order_by("stat_code"):
            report = make_morning_report(province, day, actor="system", moment=moment)
            self.stdout.write(f"{province.name}: {report}")
            if options["folder"]:
                _write(options["folder"], f"bao-cao-nhanh-{province.stat_code}-{day.isoformat()}", report.document)


def _write(folder: Path, name: str, words: dict[str, Any]) -> None:
    document = heard(words)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.docx").write_bytes(docx_bytes(document))
    (folder / f"{name}.pdf").write_bytes(pdf_bytes(document))
