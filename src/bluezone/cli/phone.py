"""The `bluezone phone` commands: be a phone, look at it, check for exposures, report, erase.

`run` stays; the others come and go beside it on the same diary. Everything that a person reads is in Vietnamese and in
English.
"""

import asyncio
import json
import logging
import secrets
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from bluezone.cli.clock import clock_from
from bluezone.cli.phone_diary import NOT_A_DEMO, Wanted, alone, enrolled_diary, known_diary
from bluezone.cli.phone_doctor import doctor
from bluezone.cli.phone_radio import Choice, IosForm, ProfileFile, RealAir, Transport, profile_in
from bluezone.cli.phone_ui import LAST_PORT, Pages, pages_of, remove_traces
from bluezone.cli.tables import table
from bluezone.config.logs import JSON, JsonLines, log_format
from bluezone.phone.checking import Checked, Status
from bluezone.phone.device import Device
from bluezone.phone.diary import Diary, Enrolment, Warned
from bluezone.phone.diary_key import FILE_NAME as KEY_FILE
from bluezone.phone.http_sync import HttpSync
from bluezone.phone.reporting import ReportPreview, Stage
from bluezone.phone.runtime import Phone, Settings
from bluezone.phone.schedule import Checks, Dummies
from bluezone.phone.sealed_diary import FILE_NAME, remove_files
from bluezone.phone.sequences import Sequences
from bluezone.phone.sync import Sync
from bluezone.phone.wording import Publisher, Said, preview_sentences, sentences, warning, withdrawal
from bluezone.protocol.beacons import BLUEZONE_2020
from bluezone.protocol.clock import Clock
from bluezone.protocol.errors import MalformedMessage, RuleViolation
from bluezone.protocol.intervals import Air
from bluezone.radio.port import Radio

app = typer.Typer(no_args_is_help=True, help="Be a phone: speak, listen, remember, check, report.")
app.command()(doctor)

YES: Final = frozenset({"y", "yes", "c", "có", "co"})

DiaryFolder = Annotated[
    Path, typer.Option("--diary", metavar="DIR", help="The folder of the encrypted diary.", envvar="BLUEZONE_DIARY")
]
DemoClock = Annotated[
    Path | None,
    typer.Option("--demo-clock", metavar="FILE", help="Follow a conducted clock; for a diary that a demo made."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of sentences.")]
Hotline = Annotated[str, typer.Option("--hotline", help="Whom a close contact is to call.", envvar="BLUEZONE_HOTLINE")]
PublisherName = Annotated[
    str,
    typer.Option(
        "--publisher", help="The health authority that speaks; without one it is a trial.", envvar="BLUEZONE_PUBLISHER"
    ),
]


@dataclass(slots=True)
class Teller:
    """Tells the owner what a check found, once."""

    publisher: Publisher
    told: tuple[Warned, ...] = ()

    def __call__(self, found: Checked) -> None:
        """Print each warning that was not printed before, and each that was taken back just now."""
        for warned in found.status.warnings:
            if warned not in self.told:
                _say(warning(warned, self.publisher))
        for withdrawn in found.withdrawn:
            _say(withdrawal(withdrawn, self.publisher))
        self.told = found.status.warnings


@dataclass(frozen=True, slots=True)
class Opened:
    """A phone without its radio, and what it is made of."""

    phone: Phone
    diary: Diary
    sync: Sync
    clock: Clock
    enrolment: Enrolment
    sequences: Sequences | None = None


@app.command()
def run(  # noqa: PLR0913 -- one option each
    diary: DiaryFolder,
    radio: Transport,
    *,
    server: Annotated[str, typer.Option(metavar="URL", help="The key server: https, or http on this machine.")] = "",
    root_key: Annotated[
        str, typer.Option(metavar="FINGERPRINT", help="SHA-256 of the authority's root key, in hex.")
    ] = "",
    air: Annotated[Air | None, typer.Option(help="What the phone speaks; it understands both.")] = None,
    profile: ProfileFile = None,
    real_air: RealAir = False,
    ios_form: IosForm = False,
    check_every: Annotated[
        int, typer.Option(metavar="MINUTES", help="How often to look at the key server; 0 for never.")
    ] = 240,
    ui: Annotated[bool, typer.Option("--ui", help="Serve the citizen's pages to browsers on this machine.")] = False,
    ui_port: Annotated[
        int, typer.Option(metavar="PORT", min=0, max=LAST_PORT, help="Where; without it, where they were before.")
    ] = 0,
    open_browser: Annotated[bool, typer.Option("--open", help="Open the pages in a browser.")] = False,
    site: Annotated[
        str, typer.Option(metavar="URL", help="The public site that the pages name.", envvar="BLUEZONE_SITE")
    ] = "",
    demo_clock: DemoClock = None,
    publisher: PublisherName = "",
    hotline: Hotline = "",
) -> None:
    """Speak and listen until stopped; the first time, --server and --root-key say to whom the phone belongs."""
    _log_to_standard_error()
    choice = Choice(radio, profile_in(profile), real_air, ios_form)
    choice.require_permission(air or Air.BLUEZONE)
    wanted = Wanted(server, root_key, air, demo_clock is not None)
    speaker = Publisher(publisher, hotline)
    pages = Pages(speaker, site.rstrip("/"), ui_port, open_browser) if ui or open_browser else None
    checks = partial(Checks, minutes=check_every, tell=Teller(speaker))
    asyncio.run(_run(diary, wanted, choice, demo_clock=demo_clock, checks=checks, pages=pages))


@app.command()
def status(
    diary: DiaryFolder,
    *,
    demo_clock: DemoClock = None,
    as_json: AsJson = False,
    publisher: PublisherName = "",
    hotline: Hotline = "",
) -> None:
    """Say how the phone is and what its owner has to know."""

    async def told(opened: Opened) -> None:
        _show(opened.phone.status(), Publisher(publisher, hotline), as_json=as_json)

    asyncio.run(_with(diary, demo_clock, told))


@app.command()
def check(
    diary: DiaryFolder,
    *,
    demo_clock: DemoClock = None,
    as_json: AsJson = False,
    publisher: PublisherName = "",
    hotline: Hotline = "",
) -> None:
    """Pull what is new, verify it, match it inside the phone, and say what it means."""

    async def told(opened: Opened) -> None:
        found = await opened.phone.check()
        brought = {"new_exports": found.new_exports, "new_keys": found.new_keys, "demo": found.is_demo}
        _show(found.status, Publisher(publisher, hotline), as_json=as_json, more=brought)

    asyncio.run(_with(diary, demo_clock, told))


@app.command()
def report(  # noqa: PLR0913 -- one option each
    diary: DiaryFolder,
    code: Annotated[str, typer.Argument(metavar="[CODE]", help="The verification code; none to finish a report.")] = "",
    *,
    travelled: Annotated[
        bool, typer.Option("--travelled", help="Say too that you were in another province in these 14 days.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask; only together with --demo-clock.")] = False,
    demo_clock: DemoClock = None,
    as_json: AsJson = False,
) -> None:
    """Show exactly what would leave the phone, ask, and then publish it."""
    if yes and demo_clock is None:
        raise RuleViolation("consent_needed", "--yes is for demos: a person is asked")

    async def told(opened: Opened) -> None:
        await _report(opened, code, travelled=travelled, yes=yes, as_json=as_json)

    asyncio.run(_with(diary, demo_clock, told))


@app.command()
def erase(diary: DiaryFolder, *, yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False) -> None:
    """Destroy everything that the phone remembers, the key too; a damaged or locked diary as well."""
    if not (diary / FILE_NAME).exists() and not (diary / KEY_FILE).exists():
        raise RuleViolation("diary_missing", "there is no diary in this folder")
    if not yes and not _agreed(Said("Xóa hết, không lấy lại được?", "Erase everything, for ever?")):
        typer.echo("Không xóa gì. / Nothing was erased.")
        raise typer.Exit(1)
    try:
        known_diary(diary).erase()
    except (MalformedMessage, RuleViolation):  # whoever may write the folder may destroy what nobody can read
        remove_files(diary)
    remove_traces(diary)
    typer.echo("Đã xóa hết. / Everything is erased.")


async def _run(  # noqa: PLR0913 -- what the command line says
    folder: Path,
    wanted: Wanted,
    choice: Choice,
    *,
    demo_clock: Path | None,
    checks: Callable[..., Checks],
    pages: Pages | None,
) -> None:
    clock = clock_from(demo_clock)
    diary = enrolled_diary(folder, wanted)
    with alone(folder):
        enrolment = diary.enrolment()
        radio = await choice.opened(enrolment.air if enrolment else Air.BLUEZONE, clock)
        async with _opened(diary, clock, radio, choice) as opened:
            device = _device(opened, folder)
            shown = nullcontext() if pages is None else pages_of(device, opened.enrolment, folder, pages)
            checking = checks(opened.phone, clock, device=device, sequences=opened.sequences)
            await _live(opened, radio, checking, shown)


def _device(opened: Opened, folder: Path) -> Device:
    return Device(
        opened.phone,
        opened.diary,
        opened.sync,
        opened.clock,
        secrets.token_bytes,
        is_demo=opened.enrolment.is_demo,
        on_erased=partial(remove_traces, folder),
    )


async def _live(opened: Opened, radio: Radio, checks: Checks, shown: AbstractAsyncContextManager[None]) -> None:
    if opened.enrolment.is_demo:
        typer.echo("*** DEMO: đồng hồ giả, không phải cảnh báo thật. / a conducted clock, no real warnings. ***")
    await opened.phone.start()
    try:
        async with shown:
            typer.echo("Đang phát và nghe. / Speaking and listening.")
            by_itself = [asyncio.create_task(work) for work in _by_itself(opened, checks)]
            try:
                await _until_stopped(opened.phone, stays=not isinstance(shown, nullcontext))
            finally:
                for work in by_itself:
                    work.cancel()
    finally:
        try:
            await opened.phone.stop()
        finally:
            await radio.close()


def _by_itself(opened: Opened, checks: Checks) -> Iterator[Coroutine[Any, Any, None]]:
    """Yield what a phone says to its key server unasked: checks, and dummies where checks are made."""
    yield checks.run()
    if opened.sequences is not None and checks.minutes:
        yield Dummies(opened.phone, opened.clock, opened.sequences, opened.diary.is_erased).run()


async def _until_stopped(phone: Phone, *, stays: bool) -> None:
    """Return once the program is told to stop; without `stays` also once the phone was erased."""
    loop, stopping = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopping.set)
    waits = {asyncio.create_task(stopping.wait()), asyncio.create_task(phone.finished())}
    done, pending = await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    for wait in done:
        wait.result()
    if stays:
        await stopping.wait()  # so that every page of an erased phone is told so
    for wait in pending:
        wait.cancel()


async def _with(folder: Path, demo_clock: Path | None, told: Callable[[Opened], Awaitable[None]]) -> None:
    diary = known_diary(folder)
    async with _opened(diary, clock_from(demo_clock), None) as opened:
        if opened.enrolment.is_demo != (demo_clock is not None):
            raise RuleViolation("not_a_demo", NOT_A_DEMO)
        await told(opened)


@asynccontextmanager
async def _opened(
    diary: Diary, clock: Clock, radio: Radio | None, choice: Choice | None = None
) -> AsyncIterator[Opened]:
    enrolment = diary.enrolment()
    if enrolment is None:
        raise RuleViolation(
            "not_enrolled", "this phone does not know its key server yet: `bluezone phone run` tells it"
        )
    http = HttpSync(enrolment.server, random_bytes=secrets.token_bytes)
    sequences = None if enrolment.is_demo else Sequences(http, clock, secrets.SystemRandom().random)
    sync = sequences or http  # a demo's clock may stand still, and nobody watches its wire
    profile, ios_form = (choice.profile, choice.ios_form) if choice else (BLUEZONE_2020, False)
    settings = Settings(
        enrolment.root_fingerprint, air=enrolment.air, is_demo=enrolment.is_demo, profile=profile, ios_form=ios_form
    )
    phone = Phone(radio=radio, clock=clock, diary=diary, sync=sync, settings=settings, random_bytes=secrets.token_bytes)
    try:
        yield Opened(phone, diary, sync, clock, enrolment, sequences)
    finally:
        if sequences is not None:
            await sequences.finish()
        await http.close()
        diary.close()


async def _report(opened: Opened, code: str, *, travelled: bool, yes: bool, as_json: bool) -> None:
    phone, former = opened.phone, opened.diary.report()
    if not code and former is not None and former.stage in (Stage.BEGUN, Stage.CERTIFIED):
        if travelled:
            raise RuleViolation("consent_given", "this report was agreed to before: finish it without --travelled")
        await phone.resume_report()  # its owner agreed before the phone or the network died
        _reported(None, as_json=as_json)
        return
    preview = await phone.look_up(code) if code and phone.may_revise else phone.preview()
    code = "" if opened.diary.report() != former else code  # it became a token, which the diary keeps
    if not as_json:
        for said in preview_sentences(preview, travelled=travelled):
            _say(said)
    if not yes and not _agreed(Said("Đồng ý gửi?", "Send?"), to_stderr=as_json):
        _say(Said("Không gửi gì.", "Nothing was sent."), to_stderr=as_json)
        raise typer.Exit(1)
    await phone.report(code, preview.agreed(opened.clock.now(), travelled=travelled))
    _reported(preview, as_json=as_json)


def _reported(preview: ReportPreview | None, *, as_json: bool) -> None:
    if not as_json:
        _say(Said("Đã gửi. Cảm ơn bạn.", "Sent. Thank you."))
        return
    facts: dict[str, Any] = {"stage": Stage.PUBLISHED.value}
    if preview is not None:
        spans = [{"start": span.start.isoformat(), "end": span.end.isoformat()} for span in preview.spans]
        facts |= {"recipient": preview.recipient, "keys": spans, "bytes": preview.bytes_leaving, "sightings": 0}
        facts |= {"silent_until": preview.silent_until.isoformat()}
    typer.echo(json.dumps(facts))


def _show(status: Status, publisher: Publisher, *, as_json: bool, more: dict[str, Any] | None = None) -> None:
    if as_json:
        typer.echo(json.dumps(_facts(status) | (more or {})))
        return
    for said in sentences(status, publisher):
        _say(said)
    if status.warnings:
        rows = [(warned.day, warned.near, warned.policy) for warned in status.warnings]
        typer.echo(table(("ngày / day (UTC)", "ở gần / near", "policy"), rows))


def _facts(status: Status) -> dict[str, Any]:
    return {
        "at": status.at.isoformat(),
        "conditions": [condition.value for condition in status.conditions],
        "checked_at": status.checked_at.isoformat() if status.checked_at else None,
        "warnings": [
            {"day": warned.day.isoformat(), "near_minutes": warned.near.total_seconds() / 60, "policy": warned.policy}
            for warned in status.warnings
        ],
        "withdrawn": [{"day": one.day.isoformat(), "at": one.at.isoformat()} for one in status.withdrawn],
        "sightings": status.sightings,
        "own_keys": status.own_keys,
        "silent_until": status.clock.silent_until.isoformat() if status.clock.silent_until else None,
        "report": status.report.value if status.report else None,
    }


def _say(*all_said: Said, to_stderr: bool = False) -> None:
    for said in all_said:
        typer.echo(f"{said.vi}\n  {said.en}", err=to_stderr)


def _agreed(question: Said, *, to_stderr: bool = False) -> bool:
    answer = typer.prompt(f"{question.vi} / {question.en} [c/y/N]", default="", show_default=False, err=to_stderr)
    return answer.strip().lower() in YES


def _log_to_standard_error() -> None:
    lines = logging.StreamHandler()
    form = "%(asctime)s %(levelname)s %(message)s %(code)s%(days)s"
    words = logging.Formatter(form, defaults={"code": "", "days": ""})
    lines.setFormatter(JsonLines(words=True) if log_format() == JSON else words)
    logging.basicConfig(level=logging.WARNING, handlers=[lines])
