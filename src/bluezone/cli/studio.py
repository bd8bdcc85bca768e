"""The `bluezone studio` commands: print the campaign's texts for many units at once, where the registry is."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from bluezone.cli.project import DATA, enter_project
from bluezone.protocol.errors import MalformedMessage, RuleViolation
from bluezone.rollout.studio.rules.words import Form, Message

if TYPE_CHECKING:
    from bluezone.authority.territory.models import Unit
    from bluezone.rollout.studio.models import StudioText

app = typer.Typer(no_args_is_help=True, help="Print the campaign's texts.")

ACTOR: Final = "system"


@app.callback()
def studio() -> None:
    """Print the campaign's texts."""


@app.command()
def posters(  # noqa: PLR0913 -- one option each
    *,
    out: Annotated[Path, typer.Option(help="The PDF to write.", metavar="FILE")],
    units: Annotated[Path | None, typer.Option(help="Codes of units, one a line.", metavar="FILE")] = None,
    everywhere: Annotated[bool, typer.Option("--all", help="Every unit of today that has a code.")] = False,
    form: Annotated[Form, typer.Option(help="Which paper.")] = Form.POSTER_A4,
    message: Annotated[Message, typer.Option(help="Which message.")] = Message.INSTALL,
    language: Annotated[str, typer.Option(help="A language whose text may be printed.")] = "vi",
    data: Annotated[Path, typer.Option(help="The data folder.")] = DATA,
) -> None:
    """Print one message for many units as one PDF: a page a unit, each with its own code."""
    if (units is None) != everywhere:
        raise typer.BadParameter("say either --units FILE or --all")
    enter_project(data)
    from django.utils import timezone  # noqa: PLC0415 -- Django is loaded above

    from bluezone.authority.audit.services import record  # noqa: PLC0415 -- the same
    from bluezone.authority.clock import present_moment  # noqa: PLC0415 -- the same
    from bluezone.rollout.studio.services.printing import check_order  # noqa: PLC0415 -- the same
    from bluezone.rollout.studio.services.writing import PURPOSE  # noqa: PLC0415 -- the same

    moment = present_moment()
    day = timezone.localdate(moment)
    text, chosen = _text(message, language), _units(units, day)
    check_order(text, form, chosen)
    file = _printed(text, form, chosen, day)
    record(ACTOR, "text.print", text, PURPOSE, moment)
    out.write_bytes(file)
    print(f"{out.name}: {len(chosen)} units, {out.stat().st_size / 1e6:.1f} MB")


def _text(message: Message, language: str) -> "StudioText":
    from bluezone.authority.console.queries import is_trial  # noqa: PLC0415 -- Django is loaded by the caller
    from bluezone.rollout.studio.queries import printable  # noqa: PLC0415 -- the same

    for text in printable(trial=is_trial()):
        if (text.message, text.language) == (message, language):
            return text
    raise RuleViolation("print_refused", "there is no text of this message and language that may be printed now")


def _units(listed: Path | None, day: date) -> "list[Unit]":
    from bluezone.authority.territory.queries import on  # noqa: PLC0415 -- Django is loaded by the caller
    from bluezone.rollout.studio.queries import units_by_code  # noqa: PLC0415 -- the same

    if listed is None:
        return list(on(day).exclude(stat_code="").order_by("stat_code"))
    try:
        lines = listed.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as wrong:
        raise MalformedMessage("the list of units is a text file with one code a line") from wrong
    codes = [line.strip() for line in lines if line.strip()]
    found = units_by_code(codes, day)
    for number, code in enumerate(codes, start=1):
        if code not in found:
            raise MalformedMessage(f"no unit of today has the code of entry {number} of the list")
    return [found[code] for code in codes]


def _printed(text: "StudioText", form: Form, units: "list[Unit]", day: date) -> bytes:
    from django.conf import settings  # noqa: PLC0415 -- Django is loaded by the caller

    from bluezone.rollout.studio.printing import sheet  # noqa: PLC0415 -- the same
    from bluezone.rollout.studio.queries import imprint, places, value_of  # noqa: PLC0415 -- the same
    from bluezone.rollout.studio.rules.filling import filled  # noqa: PLC0415 -- the same

    speaks = imprint()
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as shown:
        bar = shown.add_task("Codes drawn, pages set at the end", total=len(units))
        wanted = places(units, day, settings.SITE_ORIGIN)
        said = filled(value_of(text), speaks)
        return sheet(form, said, speaks, wanted, day=day, told=lambda count: shown.update(bar, completed=count))
