"""The console's own pages, log-in, the site's first page and personal links, the outbox."""

from collections.abc import Mapping
from typing import Any

from allauth.mfa.models import Authenticator
from tests.authority.permissions import BEGINNING, Everybody, Row, World

from bluezone.authority.accounts.models import Assignment, User
from bluezone.authority.accounts.rules import Action, Role
from bluezone.authority.delivery.services import send
from bluezone.authority.territory.models import Unit

PARTS = Mapping[str, Any]


def somebody(world: World, _unit: Unit) -> PARTS:
    person, _made = User.objects.get_or_create(
        username="somebody", defaults={"full_name": "Somebody", "created_at": world.moment}
    )
    return {"person_id": person.pk}


def an_assignment(world: World, unit: Unit) -> PARTS:
    person = User.objects.get(pk=somebody(world, unit)["person_id"])
    row, _made = Assignment.objects.get_or_create(
        user=person, role=Role.REPORTER, unit=unit, defaults={"valid_from": BEGINNING}
    )
    return {"assignment_id": row.pk}


def a_message(world: World, unit: Unit) -> PARTS:
    key = f"{unit.pk}:{User.objects.count()}"
    message = send("0912345678", "Nhac", key=key, purpose="reminder", actor="system", moment=world.moment, unit=unit)
    return {"message_id": message.pk}


def a_wrong_token(_world: World, _unit: Unit) -> PARTS:
    return {"token": "wrong"}


def a_wrong_invitation(_world: World, _unit: Unit) -> PARTS:
    return {"who": "AAAA", "token": "wrong"}


def second_factors(_world: World, _unit: Unit) -> PARTS:
    """A second factor of each kind for everybody."""
    for person in User.objects.all():
        for kind, data in {"totp": {"secret": "x"}, "recovery_codes": {"seed": "x", "used_mask": 0}}.items():
            Authenticator.objects.get_or_create(user_id=person.pk, type=kind, defaults={"data": data})
    return {}


OPEN, OWN, TOKEN = Everybody.OPEN, Everybody.LOGGED_IN, Everybody.TOKEN
ROWS = [
    Row("console", "console:home", OWN),
    Row("console", "console:me", OWN),
    Row("console", "console:second_factor", OWN),
    Row("console", "console:log_out_everywhere", OWN, method="POST"),
    Row("console", "console:purpose", OWN),
    Row("console", "console:set_up", TOKEN),
    Row("console", "console:invitation", TOKEN, a_wrong_invitation),
    Row("console", "set_language", OPEN, method="POST", body={"language": "en"}),
    Row("console", "style", OPEN),
    Row("console", "console:publisher", Action.CONFIGURE),
    Row("console", "console:publisher", Action.CONFIGURE, method="POST"),
    Row("console", "console:audit", Action.READ_AUDIT),
    Row("console", "console:people", Action.ADMINISTER_ACCOUNTS),
    Row("console", "console:new_person", Action.ADMINISTER_ACCOUNTS),
    Row("console", "console:new_person", Action.ADMINISTER_ACCOUNTS, method="POST"),
    Row("console", "console:find_units", Action.ADMINISTER_ACCOUNTS, body={"unit_text": "Muong"}),
    Row("console", "console:person", Action.ADMINISTER_ACCOUNTS, somebody),
    Row("console", "console:add_assignment", Action.ADMINISTER_ACCOUNTS, somebody, method="POST"),
    Row("console", "console:invite_again", Action.ADMINISTER_ACCOUNTS, somebody, method="POST"),
    Row("console", "console:switch_login", Action.ADMINISTER_ACCOUNTS, somebody, method="POST"),
    Row("console", "console:close_assignment", Action.ADMINISTER_ACCOUNTS, an_assignment, method="POST"),
    Row("console", "delivery:outbox", Action.READ_OUTBOX),
    Row("console", "delivery:mark_delivered", Action.READ_OUTBOX, a_message, scoped=True, method="POST"),
    Row("console", "account_login", OPEN),
    Row("console", "account_logout", OPEN),
    Row("console", "account_reauthenticate", OWN),
    Row("console", "account_change_password", OWN),
    Row("console", "account_inactive", OPEN),
    Row("console", "mfa_index", OWN),
    Row("console", "mfa_authenticate", OWN),
    Row("console", "mfa_reauthenticate", OWN),
    Row("console", "mfa_activate_totp", OWN),
    Row("console", "mfa_deactivate_totp", OWN, second_factors),
    Row("console", "mfa_view_recovery_codes", OWN, second_factors),
    Row("console", "mfa_generate_recovery_codes", OWN),
    Row("console", "mfa_download_recovery_codes", OWN, second_factors),
    Row("console", "mfa_list_webauthn", OWN),
    Row("console", "mfa_add_webauthn", OWN),
    Row("console", "mfa_reauthenticate_webauthn", OWN),
    Row("console", "mfa_remove_webauthn", OWN, lambda _world, _unit: {"pk": 1}),
    Row("console", "mfa_edit_webauthn", OWN, lambda _world, _unit: {"pk": 1}),
    Row("console", "mfa_login_webauthn", OWN),  # the script asks it; a person is sent to log in
    Row("site", "public:open_link", TOKEN, a_wrong_token),
    Row("site", "public:desk", OWN),
    Row("site", "public:leave_desk", OPEN, method="POST"),
    Row("site", "set_language", OPEN, method="POST", body={"language": "en"}),
]
