"""The words for messages, forms, states, steps and fields that people read."""

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from bluezone.rollout.studio.rules.review import Step
from bluezone.rollout.studio.rules.words import Form, Message, State

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

MESSAGES: Final[dict[Message, "StrPromise"]] = {
    Message.INSTALL: _("Install Bluezone"),
    Message.CHECK_IN: _("Check in at a place"),
    Message.KEEP_ON: _("Keep it working"),
    Message.WIFI: _("Public wifi"),
}
FORMS: Final[dict[Form, "StrPromise"]] = {
    Form.POSTER_A3: _("poster A3"),
    Form.POSTER_A4: _("poster A4"),
    Form.POSTER_A5: _("poster A5"),
    Form.LEAFLET: _("door leaflets, four on A4"),
    Form.STICKER: _("vehicle stickers"),
    Form.CARD: _("picture for Zalo and Facebook"),
    Form.WEB_NOTICE: _("web notice"),
    Form.LOUDSPEAKER: _("loudspeaker script"),
    Form.RADIO_30: _("radio script, 30 seconds"),
    Form.RADIO_60: _("radio script, 60 seconds"),
    Form.SMS_ACCENTED: _("SMS with diacritics"),
    Form.SMS_PLAIN: _("SMS without diacritics"),
}
STATES: Final[dict[State, "StrPromise"]] = {
    State.WRITTEN: _("written, waits for the language"),
    State.LANGUAGE_REVIEWED: _("language read, waits for health"),
    State.HEALTH_REVIEWED: _("health read, waits for release"),
    State.RELEASED: _("released"),
    State.WITHDRAWN: _("withdrawn"),
}
STEPS: Final[dict[Step, "StrPromise"]] = {
    Step.WRITE: _("text written"),
    Step.LANGUAGE: _("language approved"),
    Step.HEALTH: _("approved for health"),
    Step.RELEASE: _("released"),
    Step.SEND_BACK: _("sent back"),
    Step.WITHDRAW: _("withdrawn"),
}
FIELDS: Final[dict[str, "StrPromise"]] = {
    "headline": _("Headline"),
    "lead": _("Below the headline"),
    "steps": _("Steps"),
    "promise": _("What happens with people's data"),
    "loudspeaker": _("Loudspeaker"),
    "radio_30": _("Radio, 30 seconds"),
    "radio_60": _("Radio, 60 seconds"),
    "sms_accented": _("SMS with diacritics"),
    "sms_plain": _("SMS without diacritics"),
}
MISSING: Final = _("missing: waits for a native reviewer")
NOT_WRITTEN: Final = _("not written yet")
