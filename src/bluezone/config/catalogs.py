"""Catalogs of translations, compiled from their sources without the gettext tools.

Each application keeps `locale/<language>/LC_MESSAGES/django.po`. At start all of one language become one compiled
catalog in a folder named after the digest of its sources, so that nothing is compiled twice and nothing stale is read.
Sources: GNU gettext manual, "The Format of PO Files" and "The Format of GNU MO Files".
"""

import ast
import os
import struct
from collections.abc import Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Final

from bluezone.protocol.errors import MalformedMessage

MAGIC: Final = 0x950412DE
HEADER_WORDS: Final = 7
CONTEXT: Final = "\x04"
PLURAL: Final = "\x00"
PLURAL_FORMS: Final = {"vi": "nplurals=1; plural=0;"}
KEYWORDS: Final = ("msgctxt", "msgid_plural", "msgid", "msgstr")


@dataclass(slots=True)
class Entry:
    """One message of a source: what is said in English, and in the other language, one text a plural form."""

    parts: dict[str, str] = field(default_factory=dict)
    fuzzy: bool = False

    @property
    def key(self) -> str:
        """The message as compiled catalogs name it."""
        context = self.parts["msgctxt"] + CONTEXT if "msgctxt" in self.parts else ""
        plural = PLURAL + self.parts["msgid_plural"] if "msgid_plural" in self.parts else ""
        return context + self.parts.get("msgid", "") + plural

    @property
    def texts(self) -> list[str]:
        """The translations, one a plural form."""
        return [text for name, text in sorted(self.parts.items()) if name.startswith("msgstr")]


def messages(source: str) -> dict[str, str]:
    """Return the translated messages of a PO source by their key; fuzzy and empty ones are left out.

    Raises:
        MalformedMessage: A line is none of PO; the message names its number.
    """
    finished = (entry for entry in _entries(source) if entry.parts.get("msgid") is not None)
    return {
        entry.key: PLURAL.join(entry.texts)
        for entry in finished
        if not entry.fuzzy and entry.texts and all(entry.texts)
    }


def compiled(catalog: Mapping[str, str]) -> bytes:
    """Return the MO bytes of a catalog."""
    rows = sorted((key.encode(), text.encode()) for key, text in catalog.items())
    start = HEADER_WORDS * 4 + len(rows) * 16
    ids = b"".join(key + b"\0" for key, _ in rows)
    index_of_ids, index_of_texts = list[int](), list[int]()
    id_at, text_at = start, start + len(ids)
    for key, text in rows:
        index_of_ids += [len(key), id_at]
        index_of_texts += [len(text), text_at]
        id_at, text_at = id_at + len(key) + 1, text_at + len(text) + 1
    words = [MAGIC, 0, len(rows), HEADER_WORDS * 4, HEADER_WORDS * 4 + len(rows) * 8, 0, start]
    head = struct.pack(f"<{HEADER_WORDS + 4 * len(rows)}I", *words, *index_of_ids, *index_of_texts)
    return head + ids + b"".join(text + b"\0" for _, text in rows)


def sources(packages: Iterable[str], root: Path, language: str) -> list[Path]:
    """Return the sources of a language that packages of ours have, first package first."""
    folders = (root.joinpath(*name.split(".")[1:]) for name in packages if name.startswith("bluezone."))
    files = (folder / "locale" / language / "LC_MESSAGES" / "django.po" for folder in folders)
    return [file for file in files if file.exists()]


def compiled_folder(packages: Iterable[str], root: Path, languages: Iterable[str], cache: Path) -> Path:
    """Return a folder with the compiled catalogs, made when the sources have changed.

    Args:
        packages: The applications, first before later; of one message's translations the first one counts.
        root: The folder of the package `bluezone`.
        languages: Language codes.
        cache: Where folders of compiled catalogs lie.
    """
    packages = [*packages]
    texts = {
        language: [file.read_text(encoding="utf-8") for file in sources(packages, root, language)]
        for language in languages
    }
    digest = sha256(repr(texts).encode()).hexdigest()[:16]
    folder = cache / digest
    for language, parts in texts.items():
        file = folder / language / "LC_MESSAGES" / "django.mo"
        if parts and not file.exists():
            merged = {"": _header(language)}
            for part in reversed(parts):
                merged |= {key: text for key, text in messages(part).items() if key}
            _write_whole(file, compiled(merged))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _header(language: str) -> str:
    plural = PLURAL_FORMS.get(language, "nplurals=2; plural=(n != 1);")
    return f"Language: {language}\nContent-Type: text/plain; charset=UTF-8\nPlural-Forms: {plural}\n"


def _entries(source: str) -> Iterator[Entry]:
    entry, place = Entry(), ""
    for number, raw in enumerate(source.splitlines(), start=1):
        line = raw.strip()
        if line.startswith("#"):
            if line.startswith("#,") and "fuzzy" in line:
                entry = (yield from _ended(entry)) if entry.parts else entry
                entry.fuzzy = True
            continue
        if not line:
            continue
        keyword = next((word for word in KEYWORDS if line.startswith(word)), None)
        if keyword is not None:
            name, _, quoted = line.partition(" ")
            begins = name in {"msgctxt", "msgid"} and "msgstr" in "".join(entry.parts)
            entry = (yield from _ended(entry)) if begins else entry
            place = name
        else:
            quoted = line
        entry.parts[place] = entry.parts.get(place, "") + _unquoted(quoted, number)
    yield entry


def _ended(entry: Entry) -> Generator[Entry, None, Entry]:
    yield entry
    return Entry()


def _unquoted(text: str, number: int) -> str:
    try:
        value = ast.literal_eval(text)
    except (SyntaxError, ValueError) as wrong:
        raise MalformedMessage(f"line {number} of a catalog is not a quoted text") from wrong
    if not isinstance(value, str) or not text.startswith('"'):
        raise MalformedMessage(f"line {number} of a catalog is not a quoted text")
    return value


def _write_whole(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    draft.write_bytes(content)
    draft.replace(file)
