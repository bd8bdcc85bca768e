"""What states, modalities and findings are called, in the languages of the catalogs."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bluezone.rollout.directives.reading.pieces import DocumentKind, Modality, RecipientRole
from bluezone.rollout.directives.reading.refusal import Refusal
from bluezone.rollout.directives.rules.comparison import Difference
from bluezone.rollout.directives.rules.states import Act, State

Word = TypeVar("Word", bound=StrEnum)

STATES: Final = {
    State.PROPOSED: _("proposed"),
    State.CONFIRMED: _("confirmed, not yet sent"),
    State.SENT: _("sent"),
    State.ACKNOWLEDGED: _("acknowledged"),
    State.EVIDENCED: _("evidence given"),
    State.DONE: _("done"),
    State.OVERDUE: _("overdue"),
    State.ESCALATED: _("told to those above"),
    State.CANCELLED: _("cancelled"),
}
TAGS: Final = {
    State.PROPOSED: "",
    State.CONFIRMED: "",
    State.SENT: "none",
    State.ACKNOWLEDGED: "",
    State.EVIDENCED: "good",
    State.DONE: "good",
    State.OVERDUE: "warn",
    State.ESCALATED: "bad",
    State.CANCELLED: "none",
}
"""The design system's tag for each state."""
ACTS: Final = {
    Act.CONFIRM: _("confirmed"),
    Act.SEND: _("sent"),
    Act.ACKNOWLEDGE: _("acknowledged"),
    Act.GIVE_EVIDENCE: _("evidence given"),
    Act.ACCEPT: _("evidence accepted"),
    Act.GIVE_BACK: _("given back for better evidence"),
    Act.MISS_DEADLINE: _("the deadline passed"),
    Act.ESCALATE: _("told to those above"),
    Act.CANCEL: _("cancelled"),
}
MODALITIES: Final = {
    Modality.DEMAND: _("demands (yêu cầu)"),
    Modality.INSTRUCT: _("instructs (giao, chỉ đạo, …)"),
    Modality.REQUEST: _("requests (đề nghị)"),
    Modality.ADVISE: _("advises (khuyến nghị)"),
}
DOCUMENT_KINDS: Final = {
    DocumentKind.OFFICIAL_LETTER: _("official letter (công văn)"),
    DocumentKind.CHI_THI: _("directive (chỉ thị)"),
    DocumentKind.QUYET_DINH: _("decision (quyết định)"),
    DocumentKind.KE_HOACH: _("plan (kế hoạch)"),
    DocumentKind.CONG_DIEN: _("urgent dispatch (công điện)"),
    DocumentKind.THONG_BAO: _("notice (thông báo)"),
    DocumentKind.HUONG_DAN: _("guidance (hướng dẫn)"),
}
RECIPIENT_ROLES: Final = {
    RecipientRole.AS_ABOVE: _("as above: the addressees"),
    RecipientRole.COPY: _("copy"),
    RecipientRole.ARCHIVE: _("archive"),
}
REFUSALS: Final = {
    Refusal.EMPTY: _("The document holds no letters. Send the file that holds the text."),
    Refusal.TOO_LARGE: _("The document is larger than a directive may be: 10 MB, 400,000 characters, 200 pages."),
    Refusal.TCVN3: _(
        "The document is written in TCVN3 (fonts .VnTime). Convert it to Unicode, for example with UniKey (Ctrl+Shift+F6), "
        "and send it again."
    ),
    Refusal.VNI: _(
        "The document is written in VNI (fonts VNI-Times). Convert it to Unicode, for example with UniKey (Ctrl+Shift+F6), "
        "and send it again."
    ),
    Refusal.NOT_UNICODE: _("The file is not Unicode text. Save it as UTF-8 and send it again."),
    Refusal.NOT_TEXT: _("The file holds characters that no text has. Send TXT, DOCX or PDF with text."),
    Refusal.SCAN: _(
        "The PDF holds pictures of pages and no text. Ask the sender for the DOCX, or for the PDF made from it, or type the "
        "text in."
    ),
    Refusal.ENCRYPTED: _("The file is locked with a password. Send it without."),
    Refusal.DAMAGED: _("The file is damaged or is not what its name says. Open it, save it again and send that."),
    Refusal.OTHER_FORMAT: _("The file is neither TXT, DOCX nor PDF. Save it as one of these and send it again."),
}
FINDINGS: Final = {
    "misprint": _("Probably a misprint; the text stays as it is."),
    "doubled_words": _("Words written twice; the text stays as it is."),
    "blank_number": _("The number is blank: the clerk gives it at registration."),
    "blank_date": _("The date is blank or incomplete."),
    "joined_item": _("A page break ran through this item; it was joined again."),
    "no_symbol": _("No symbol was found."),
    "no_subject": _("No subject was found."),
    "no_addressees": _("No addressees were found."),
    "no_recipients": _("No recipients were found."),
    "no_items": _("No numbered items were found."),
    "item_without_task": _("This item orders nothing that was recognised."),
    "unknown_actor": _("The list of bodies does not know these words: say whom they mean."),
    "no_actor": _("Nobody is named who should do this: say who."),
    "out_of_sequence": _("The items' numbers have a gap here."),
}
DIFFERENCES: Final = {
    Difference.MODALITY: _("One demands what the other only advises."),
    Difference.DEADLINE: _("They name different last days."),
    Difference.OPPOSITE: _("One stops what the other orders."),
}
VIOLATIONS: Final = {
    "directive_known": _("This document was read before."),
    "directive_sent": _("A confirmed directive is corrected by another directive."),
    "directive_confirmed": _("This directive is confirmed already."),
    "directive_not_confirmed": _("A directive is confirmed before its tasks go out."),
    "nothing_to_do": _("A directive needs at least one task to be confirmed."),
    "act_not_allowed": _("The task does not stand where this is possible; look at it again."),
    "evidence_empty": _("The file is empty."),
    "evidence_too_large": _("A file of evidence has at most 8 MB."),
    "evidence_too_many": _("A task takes at most 10 files from one unit."),
    "evidence_kind": _("Evidence is a picture (JPEG, PNG, WebP), a PDF or a DOCX."),
    "evidence_says_nothing": _("Write what was done, give a link, or add a file."),
}
"""What a rule's refusal says, by its code."""
RHYTHMS: Final = {
    "daily": _("daily"),
    "weekly": _("weekly"),
    "monthly": _("monthly"),
    "quarterly": _("quarterly"),
}


def choices(words: Mapping[Word, Promise | str]) -> list[tuple[str, Promise | str]]:
    """Return the words as a model field wants them."""
    return [(key.value, word) for key, word in words.items()]
