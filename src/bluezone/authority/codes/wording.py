"""What the words of the code desk are called, in the languages of the catalogs."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from bluezone.authority.codes.rules.words import CodeState, RowState, Way

WAYS: Final = {
    Way.ALOUD: _("read aloud"),
    Way.SMS: _("by SMS"),
    Way.SLIP: _("on a printed slip"),
    Way.LABORATORY: _("by the laboratory"),
}
CODE_STATES: Final = {
    CodeState.ISSUED: _("issued"),
    CodeState.CLAIMED: _("claimed"),
    CodeState.EXPIRED: _("expired"),
    CodeState.REVOKED: _("revoked"),
}
ROW_STATES: Final = {
    RowState.WAITING: _("waiting"),
    RowState.SENT: _("sent"),
    RowState.REFUSED: _("refused"),
}
