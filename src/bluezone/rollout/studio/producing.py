"""Making a form of a text: the printing room's files, and scripts as plain text and as a document that an office edits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Final

import docx
from docx.shared import Pt

from bluezone.authority.documents.document import TRIAL
from bluezone.authority.documents.docx_writer import FONT
from bluezone.protocol.errors import RuleViolation
from bluezone.rollout.studio.printing import card, notice, sheet
from bluezone.rollout.studio.rules.filling import filled
from bluezone.rollout.studio.rules.speaking import spoken
from bluezone.rollout.studio.rules.words import Form, Imprint, Message, Place, Text

PRINTED: Final = (Form.POSTER_A3, Form.POSTER_A4, Form.POSTER_A5, Form.LEAFLET, Form.STICKER)
SCRIPTS: Final = {Form.LOUDSPEAKER: "loudspeaker", Form.RADIO_30: "radio_30", Form.RADIO_60: "radio_60"}
MESSAGES: Final = {Form.SMS_ACCENTED: "sms_accented", Form.SMS_PLAIN: "sms_plain"}
FIELDS: Final = {**SCRIPTS, **MESSAGES}
PUBLIC: Final = (*PRINTED, Form.CARD, Form.WEB_NOTICE, *SCRIPTS)
"""What of a released text everybody may take away."""
PDF: Final = "application/pdf"
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PLAIN: Final = "text/plain; charset=utf-8"
KINDS: Final = {
    **dict.fromkeys(PRINTED, ("pdf", PDF)),
    **dict.fromkeys(FIELDS, ("txt", PLAIN)),
    Form.CARD: ("png", "image/png"),
    Form.WEB_NOTICE: ("html", "text/html; charset=utf-8"),
}
"""The ending and the media type of each form's file."""
TITLES: Final = {
    "vi": {"loudspeaker": "Bài phát loa", "radio_30": "Bài phát thanh 30 giây", "radio_60": "Bài phát thanh 60 giây"},
    "en": {
        "loudspeaker": "Loudspeaker script",
        "radio_30": "Radio script, 30 seconds",
        "radio_60": "Radio, 60 seconds",
    },
}
READ_IN: Final = {
    "vi": "Đọc khoảng {seconds} giây ({count} âm tiết). Bản {version}.",
    "en": "About {seconds} seconds to read ({count} words). Version {version}.",
    "": "Người đọc tự bấm giờ. Bản {version}.",
}
ON_TRIAL: Final = {"vi": TRIAL, "en": "TRIAL"}


@dataclass(frozen=True, slots=True)
class Made:
    """One file."""

    content: bytes
    ending: str
    sort: str


def forms_of(text: Text, *, public: bool = False) -> tuple[Form, ...]:
    """Return the forms that a text can take: what it left empty has none, and a venue's poster is made with its code only."""
    has = {form: getattr(text, field) != "" for form, field in FIELDS.items()}
    forms = PUBLIC if public else (*PUBLIC, *MESSAGES)
    on_paper = text.message is not Message.CHECK_IN
    return tuple(form for form in forms if has.get(form, on_paper))


def made(form: Form, text: Text, imprint: Imprint, places: Sequence[Place] = (), *, day: date | None = None) -> Made:
    """Return the file of a form, of one place of nobody's when none is given; paper bears the day beside the version.

    Raises:
        RuleViolation: The text has no such form, or the printing room refuses.
    """
    if form not in forms_of(text):
        raise RuleViolation("form_not_printed", "this text has no such form")
    ending, sort = KINDS[form]
    return Made(_content(form, filled(text, imprint), imprint, places or (no_place(imprint),), day), ending, sort)


def no_place(imprint: Imprint) -> Place:
    """Return the place of a poster for anywhere: its code opens the short address without a unit."""
    return Place(name="", where="", code="", link=f"{imprint.site}/i")


def script(form: Form, text: Text, imprint: Imprint) -> str:
    """Return a script or a text message as plain text, with how long it takes and that it is a trial where it is."""
    said = filled(text, imprint)
    words = str(getattr(said, FIELDS[form]))
    if form not in SCRIPTS:
        return words
    marks = [_on_trial(said)] if imprint.trial else []
    return "\n\n".join([*marks, _titled(form, said), words, *([imprint.publisher] if imprint.publisher else [])]) + "\n"


def document(form: Form, text: Text, imprint: Imprint) -> bytes:
    """Return a script as DOCX, so that an editor can mark it up."""
    said = filled(text, imprint)
    file = docx.Document()
    style = file.styles["Normal"]
    style.font.name, style.font.size, style.paragraph_format.line_spacing = FONT, Pt(16), 1.5
    file.core_properties.title, file.core_properties.author = said.headline, imprint.publisher or "Bluezone"
    if imprint.trial:
        file.sections[0].header.paragraphs[0].add_run(_on_trial(said)).bold = True
    words = str(getattr(said, SCRIPTS[form]))
    file.add_paragraph().add_run(f"{_title(form, said)}: {said.headline}").bold = True
    file.add_paragraph(duration(words, said))
    for line in [*words.split("\n"), *([imprint.publisher] if imprint.publisher else [])]:
        file.add_paragraph(line)
    stream = BytesIO()
    file.save(stream)
    return stream.getvalue()


def duration(words: str, text: Text) -> str:
    """Return how long some words take to read, in the text's language."""
    taken = spoken(words, text.language)
    pattern = READ_IN[text.language if taken else ""]
    return pattern.format(
        seconds=round(taken.seconds) if taken else 0, count=taken.count if taken else 0, version=text.version
    )


def _content(form: Form, said: Text, imprint: Imprint, places: Sequence[Place], day: date | None) -> bytes:
    if form is Form.CARD:
        return card(said, imprint)
    if form is Form.WEB_NOTICE:
        return notice(said, imprint).encode()
    if form in FIELDS:
        return script(form, said, imprint).encode()
    return sheet(form, said, imprint, places, day=day)


def _titled(form: Form, said: Text) -> str:
    return f"{_title(form, said)}: {said.headline}\n{duration(getattr(said, SCRIPTS[form]), said)}"


def _title(form: Form, said: Text) -> str:
    return TITLES["en" if said.language == "en" else "vi"][SCRIPTS[form]]


def _on_trial(said: Text) -> str:
    return ON_TRIAL["en" if said.language == "en" else "vi"]
