"""A phone behind the pages that does what a test tells it: the device port, version 1, with data made up beforehand."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final, TypeAlias

Document: TypeAlias = Any
"""What JSON can say."""
Answer: TypeAlias = tuple[int, Document]
"""A status of HTTP and a document."""

NOW: Final = datetime(2026, 11, 24, 2, 30, tzinfo=UTC)
"""The moment at which the scripted phone, and the browser of a journey, live: half past nine in Viet Nam."""
ENCOUNTERS: Final = (
    (7, 95, 20, 45, 30),
    (11, 210, 75, 90, 45),
    (9, 180, 40, 80, 60),
    (4, 60, 0, 25, 35),
    (0, 0, 0, 0, 0),
    (13, 320, 110, 150, 60),
    (8, 140, 30, 70, 40),
)
"""Of a day: encounters, minutes, and the minutes near, middle and far; repeated for the fourteen days."""


@dataclass(slots=True)
class ScriptedDevice:
    """Answers of a phone, each of which a test may change, and what the page asked.

    Args:
        now: The phone's moment.
        host: `agent` with a radio; `browser` has none.
        asked: Every call, as (method, name, body), in the order of arrival.
        refusals: Answers by name that come before anything else, such as {"check": (503, {...})}.
    """

    now: datetime = NOW
    host: str = "agent"
    status: dict[str, Document] = field(default_factory=dict)
    days: list[Document] = field(default_factory=list)
    exposures: list[Document] = field(default_factory=list)
    checkins: list[Document] = field(default_factory=list)
    settings: dict[str, Document] = field(default_factory=dict)
    preview: Document = None
    report: Document = None
    letter: Document = None
    refusals: dict[str, Answer] = field(default_factory=dict)
    asked: list[tuple[str, str, Document]] = field(default_factory=list)
    erased: bool = False

    def __post_init__(self) -> None:
        """Fill what was left out with an ordinary phone's answers."""
        self.status = {**ordinary_status(self.now, self.host), **self.status}
        self.days = self.days or ordinary_days(self.now, measured=self.host == "agent")
        self.preview = self.preview or ordinary_preview(self.now)

    def answer(self, method: str, name: str, body: Document) -> Answer:
        """Answer one call of the port by its name, such as `report/preview`."""
        self.asked.append((method, name, body))
        if name in self.refusals:
            return self.refusals[name]
        if self.erased:
            return 410, {"error": "erased", "message": "everything was erased"}
        head, _, rest = name.partition("/")
        found = ROUTES.get((method, name)) or ROUTES.get((method, head))
        return found(self, rest, body) if found else (404, {"error": "unknown", "message": "no such name"})

    def _check(self, _: str, __: Document) -> Answer:
        self.status |= {"checked": moment(self.now), "check_error": None}
        return 200, self.status

    def _pause(self, _: str, body: Document) -> Answer:
        until = body["until"]
        self.status |= {"paused_until": until, "radio": "paused" if until else "listening"}
        return 200, self.status

    def _erase(self, _: str, __: Document) -> Answer:
        self.erased = True
        self.settings.clear()
        return 200, {}

    def _save(self, name: str, body: Document) -> Answer:
        self.settings[name] = body
        return 200, {}

    def _check_in(self, _: str, body: Document) -> Answer:
        end = moment(self.now + timedelta(hours=2))
        place = {"name": "Chợ Lai Châu", "type": 8, "commune": "03387", "start": moment(self.now), "end": end}
        self.checkins.insert(
            0, {"id": f"c{len(self.checkins)}", **place, "automatic": True, "version": 1, "code": body}
        )
        return 200, [{name: value for name, value in each.items() if name != "code"} for each in self.checkins]

    def _change(self, name: str, body: Document) -> Answer:
        self.checkins = [{**each, **body, "automatic": False} if each["id"] == name else each for each in self.checkins]
        return 200, self.checkins

    def _remove(self, name: str, _: Document) -> Answer:
        self.checkins = [each for each in self.checkins if each["id"] != name]
        return 200, self.checkins

    def _send(self, _: str, body: Document) -> Answer:
        self.report = {"stage": "published", "days": body["days"], "kind": self.preview.get("kind", "report")}
        return 200, self.report

    def _letter(self, _: str, body: Document) -> Answer:
        chosen = [each for each in self.exposures if each["id"] in body["exposures"]]
        encounters = [{key: each[key] for key in ("day", "minutes", "band", "kind", "place")} for each in chosen]
        written = {"version": 1, "id": "AAECAwQFBgcICQoLDA0ODw==", "written": self.now.date().isoformat()}
        said = {name: body[name] for name in ("symptoms", "reach", "commune", "note")}
        self.letter = {**written, "encounters": encounters, **said}
        return 200, {"report": self.letter, "recipient": "Sở Y tế Lai Châu", "bytes": 4096, "mark": "letter-1"}

    def _letter_sent(self, _: str, __: Document) -> Answer:
        self.exposures = [{**each, "reported": True} for each in self.exposures]
        return 200, {"arrived": True}


ROUTES: Final[Mapping[tuple[str, str], Callable[[ScriptedDevice, str, Document], Answer]]] = {
    ("GET", "status"): lambda phone, _, __: (200, phone.status),
    ("GET", "days"): lambda phone, _, __: (200, phone.days),
    ("GET", "exposures"): lambda phone, _, __: (200, phone.exposures),
    ("GET", "checkins"): lambda phone, _, __: (200, phone.checkins),
    ("POST", "checkins"): ScriptedDevice._check_in,
    ("PUT", "checkins"): ScriptedDevice._change,
    ("DELETE", "checkins"): ScriptedDevice._remove,
    ("POST", "report/preview"): lambda phone, _, __: (200, phone.preview),
    ("POST", "report/send"): ScriptedDevice._send,
    ("GET", "report"): lambda phone, _, __: (200, phone.report),
    ("POST", "report/resume"): lambda phone, _, __: (200, phone.report),
    ("POST", "letter/preview"): ScriptedDevice._letter,
    ("POST", "letter/send"): ScriptedDevice._letter_sent,
    ("GET", "settings"): lambda phone, name, _: (200, phone.settings.get(name)),
    ("PUT", "settings"): ScriptedDevice._save,
    ("POST", "pause"): ScriptedDevice._pause,
    ("POST", "check"): ScriptedDevice._check,
    ("POST", "erase"): ScriptedDevice._erase,
}


def moment(value: datetime) -> str:
    """Return a moment as the port writes it."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def ordinary_status(now: datetime, host: str) -> dict[str, Document]:
    """Return the status of a phone that works and has checked twenty minutes ago."""
    works = {"version": 1, "host": host, "radio": "listening" if host == "agent" else "none", "paused_until": None}
    checked = {"checked": moment(now - timedelta(minutes=20)), "check_error": None}
    since = (now - timedelta(days=13)).date().isoformat() if host == "agent" else None
    return {**works, **checked, "now": moment(now), "demo": False, "counting_since": since}


def ordinary_days(now: datetime, *, measured: bool) -> list[Document]:
    """Return fourteen days, newest first, with encounters only where they are measured."""
    nothing = (0, 0, 0, 0, 0)
    names = ("encounters", "minutes", "near", "middle", "far")
    return [
        {
            "day": (now - timedelta(days=back)).date().isoformat(),
            **dict(zip(names, ENCOUNTERS[back % len(ENCOUNTERS)] if measured else nothing, strict=True)),
            "measured": measured,
        }
        for back in range(14)
    ]


def ordinary_preview(now: datetime) -> Document:
    """Return what a report would send: ten days of the phone, to the province's health authority."""
    noon = now.replace(hour=0, minute=0)
    days = [
        {
            "day": (noon - timedelta(days=back)).date().isoformat(),
            "start": moment(noon - timedelta(days=back)),
            "end": moment(noon - timedelta(days=back - 1)),
        }
        for back in range(10)
    ]
    about = {"recipient": "Sở Y tế Lai Châu", "bytes": 2048, "silent_until": None, "mark": "report-1"}
    return {"stage": "begun", "days": days, **about}
