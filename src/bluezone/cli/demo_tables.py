"""What a demo shows on the terminal at its end."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from rich.console import Console
from rich.table import Table

from bluezone.lab.evaluation import CLOSE_CONTACT, Evaluation, Outcome
from bluezone.lab.results import Results

MARKS: Final = {
    Outcome.WARNED: "[green]✓ warned, rightly[/]",
    Outcome.MISSED: "[red]! missed[/]",
    Outcome.WRONGLY_WARNED: "[yellow]? warned wrongly[/]",
    Outcome.LEFT_ALONE: "[dim]· left alone, rightly[/]",
}
OTHERS_SHOWN: Final = 5
"""How many people who were left alone are in the table; the report has them all."""


def show_results(results: Results, console: Console) -> None:
    """Show the closing table of a demo: people or pairs, totals, seconds."""
    if len(results.evaluations) == 1:
        _show_one(results.shown, console)
    else:
        _show_all(results.evaluations, console)
    totals = results.totals
    truth = totals[Outcome.WARNED] + totals[Outcome.MISSED]
    console.print(
        f"\n[bold]{truth}[/] had 15 minutes or more in the trace: [bold]{totals[Outcome.WARNED]}[/] warned, "
        f"[bold]{totals[Outcome.MISSED]}[/] missed; [bold]{totals[Outcome.WRONGLY_WARNED]}[/] warned wrongly."
    )
    seconds = Table("stage", "seconds", title="\nReal time", title_justify="left")
    seconds.columns[1].justify = "right"
    for stage, taken in results.seconds.items():
        seconds.add_row(stage, f"{taken:.1f}")
    seconds.add_row("[bold]together[/]", f"[bold]{sum(results.seconds.values()):.1f}[/]")
    console.print(seconds)


def _show_one(one: Evaluation, console: Console) -> None:
    title = f"\n{one.day:%A %d %B %Y}: person {one.index_person} tests positive"
    table = Table("person", "near, by the trace", "near, by the phone", "and so", title=title, title_justify="left")
    told = [companion for companion in one.companions if companion.outcome is not Outcome.LEFT_ALONE]
    alone = [companion for companion in one.companions if companion.outcome is Outcome.LEFT_ALONE]
    for companion in [*told, *alone[:OTHERS_SHOWN]]:
        table.add_row(companion.person, minutes(companion.near), minutes(companion.word.near), MARKS[companion.outcome])
    console.print(table)
    if len(alone) > OTHERS_SHOWN:
        console.print(f"[dim]and {len(alone) - OTHERS_SHOWN} more who were near for less and were left alone[/]")


def _show_all(evaluations: Sequence[Evaluation], console: Console) -> None:
    table = Table(
        "day",
        "pair",
        "near, by the trace",
        "each of the other",
        title="\nEverybody tests positive",
        title_justify="left",
    )
    found = {
        (one.day.isoformat(), one.index_person, companion.person): companion
        for one in evaluations
        for companion in one.companions
        if companion.outcome is not Outcome.LEFT_ALONE
    }
    for (day, one, other), companion in sorted(found.items()):
        back = found.get((day, other, one))
        if back is None or one < other:
            words = MARKS[companion.outcome], MARKS[back.outcome] if back else MARKS[Outcome.LEFT_ALONE]
            table.add_row(day, f"{one} and {other}", minutes(companion.near), " / ".join(dict.fromkeys(words)))
    console.print(table)
    console.print(
        f"[dim]A close contact is {minutes(CLOSE_CONTACT)} or more within 2 metres, added up over the day.[/]"
    )


def minutes(length: timedelta) -> str:
    """Return a length in minutes and seconds, such as `15 min 20 s`."""
    whole, seconds = divmod(round(length.total_seconds()), 60)
    return f"{whole} min {seconds:02d} s"
