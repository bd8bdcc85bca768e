"""Guides of one page: for teams that visit, for gate keepers, for class teachers, in Vietnamese and English."""

import tomllib
from enum import StrEnum
from functools import cache
from typing import Any, Final

from bluezone.rollout.fieldwork.printing.setting import DATA, LANGUAGES, set_in_type, shared
from bluezone.rollout.studio.printing.glyphs import printable
from bluezone.rollout.studio.rules.words import Imprint

KEPT: Final = 12
"""How many finished guides are kept in memory: two imprints of each."""


class Guide(StrEnum):
    """For whom a guide is."""

    VISITOR = "visitor"
    KEEPER = "keeper"
    TEACHER = "teacher"


@cache
def words_of(guide: Guide, language: str) -> dict[str, Any]:
    """Return what a guide says: title, lead, steps, the screen's words, what to do when, a promise."""
    said = tomllib.loads((DATA / "guides" / f"{guide.value}.{_known(language)}.toml").read_text(encoding="utf-8"))
    return {key: _printable(value) for key, value in said.items()}


_MADE: dict[tuple[Guide, str, Imprint], bytes] = {}


def guide_sheet(guide: Guide, imprint: Imprint, *, language: str) -> bytes:
    """Return a guide as a PDF of one page of A4; the last few are kept, because everybody may ask for them.

    Raises:
        RuleViolation: `glyph_missing`.
    """
    key = (guide, _known(language), imprint)
    if key not in _MADE:
        while len(_MADE) >= KEPT:
            _MADE.pop(next(iter(_MADE)), None)
        _MADE[key] = _made(guide, imprint, _known(language))
    return _MADE[key]


def file_name(guide: Guide, language: str) -> str:
    """Return what a guide's file is called."""
    return f"bluezone-{guide.value}-{_known(language)}.pdf"


def _made(guide: Guide, imprint: Imprint, language: str) -> bytes:
    said = words_of(guide, language)
    return set_in_type("guide.typ", shared(imprint, language=language, title=said["title"]) | {"said": said})


def _known(language: str) -> str:
    return language if language in LANGUAGES else LANGUAGES[0]


def _printable(value: Any) -> Any:  # noqa: ANN401 -- what TOML holds
    match value:
        case str():
            return printable(value)
        case list():
            return [_printable(each) for each in value]
        case dict():
            return {key: _printable(each) for key, each in value.items()}
    return value
