"""The words for roles that people read; pure text, so that forms, pages and sheets say the same."""

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from bluezone.authority.accounts.rules import Role

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

ROLES: Final[dict[Role, "StrPromise"]] = {
    Role.LEAD: _("province lead"),
    Role.REPORTER: _("focal point"),
    Role.GATE_KEEPER: _("gate keeper"),
    Role.VISITOR: _("door-to-door visitor"),
    Role.VENUE_OWNER: _("venue owner"),
    Role.PRESS: _("press desk"),
    Role.HELP_DESK: _("help desk"),
    Role.STEERING: _("Steering Committee"),
    Role.MOVEMENT_LEAD: _("movement lead"),
    Role.TRACER: _("contact tracer"),
    Role.CDC_DOCTOR: _("CDC doctor"),
    Role.CODE_DESK: _("code desk"),
    Role.EPIDEMIOLOGIST: _("epidemiologist"),
    Role.POLICY_OWNER: _("owner of the risk policy"),
    Role.EDITOR: _("editor of news and advice"),
    Role.LANGUAGE_REVIEWER: _("language reviewer"),
    Role.INSPECTOR: _("inspector"),
    Role.DATA_PROTECTION: _("data protection officer"),
    Role.ADMINISTRATOR: _("administrator"),
}
