"""Pages of codes as an officer, the code desk, an administrator and the policy owner see them."""

from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
import zxingcpp
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pdfplumber import open as open_pdf
from pytest_django import DjangoAssertNumQueries, Settings
from tests.authority.codes.fake_server import FakeServer
from tests.authority.codes.test_desk import file, handed_in
from tests.authority.permissions import World

from bluezone.authority.accounts.rules import Role
from bluezone.authority.audit.models import Entry
from bluezone.authority.cases.models import Case, CaseCode
from bluezone.authority.cases.rules.words import Classification
from bluezone.authority.codes.models import Batch, Code, ExportDecision, Laboratory
from bluezone.authority.codes.queries import laboratory_with
from bluezone.authority.codes.rules.words import CodeState, StandsFor, Way
from bluezone.authority.codes.services import Order, bring_due, issue_code
from bluezone.authority.delivery.models import Message
from bluezone.protocol.totals import HeldBy

TODAY = "2020-08-05"


@pytest.fixture
def no_second_factor(settings: Settings) -> None:
    """Every second factor was shown already."""
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "SecondFactor" not in name]


@pytest.fixture
def desk(world: World, no_second_factor: None) -> Client:
    return as_role(world, Role.CODE_DESK)


def as_role(world: World, role: Role) -> Client:
    client = Client()
    client.force_login(world.holder(role))
    return client


def form(world: World, way: Way, **more: Any) -> dict[str, Any]:
    usual = {"unit": str(world.here.pk), "way": str(way), "test_day": TODAY, "language": "vi", "attempt": str(uuid4())}
    return {**usual, **more}


def stated(client: Client, address: str) -> Any:
    """Open a page that asks why, say it, and come back."""
    asked = client.get(address, follow=True)
    assert "/purpose/" in asked.redirect_chain[-1][0]
    given = {name: asked.context["form"].initial.get(name, "") for name in ("kind", "id", "next")}
    return client.post(asked.redirect_chain[-1][0], {**given, "purpose": "code"}, follow=True)


def many_codes(world: World, many: int) -> None:
    Code.objects.bulk_create(
        Code(
            id=uuid4(),
            unit=world.here,
            way=Way.SMS,
            test_day=world.moment.date(),
            issued_at=world.moment - timedelta(minutes=number),
            issued_by="user:1",
            expires_at=world.moment + timedelta(hours=24),
        )
        for number in range(many)
    )


def test_a_code_is_shown_once_and_never_kept_by_the_browser(desk: Client, world: World, server: FakeServer) -> None:
    asked = form(world, Way.ALOUD)

    shown = desk.post("/codes/new/", asked)
    again = desk.post("/codes/new/", asked)

    [made] = server.made.values()
    assert f"{made.short[:4]} {made.short[4:]}" in shown.content.decode()
    assert shown.headers["Cache-Control"] == "no-store"
    assert again.status_code == 409
    assert made.short[:4] not in again.content.decode()
    assert len(server.made) == 1


def test_a_later_test_and_a_contact_get_codes_of_their_own_kind(desk: Client, world: World, server: FakeServer) -> None:
    negative = desk.post("/codes/new/", form(world, Way.ALOUD, stands_for="negative"))
    unasked = desk.post("/codes/new/", form(world, Way.ALOUD, stands_for="recursive"))
    agreed = desk.post("/codes/new/", form(world, Way.ALOUD, stands_for="recursive", agreed="on"))
    usual = desk.post("/codes/new/", form(world, Way.ALOUD))

    assert [answer.status_code for answer in (negative, unasked, agreed, usual)] == [200, 409, 200, 200]
    assert [wanted.stands_for for wanted in server.asked] == [
        StandsFor.NEGATIVE,
        StandsFor.RECURSIVE,
        StandsFor.CONFIRMED,
    ]


def test_a_confirmed_case_is_given_a_code_for_a_positive_test_only(
    desk: Client, world: World, case: Case, server: FakeServer
) -> None:
    words = stated(desk, f"/codes/new/?case={case.pk}").content.decode()

    desk.post(f"/codes/new/?case={case.pk}", form(world, Way.ALOUD, stands_for="recursive", agreed="on"))

    assert 'name="stands_for"' not in words
    assert [wanted.stands_for for wanted in server.asked] == [StandsFor.CONFIRMED]


def test_the_code_of_a_case_asks_why_and_knows_what_the_case_knows(
    desk: Client, world: World, case: Case, server: FakeServer
) -> None:
    page = stated(desk, f"/codes/new/?case={case.pk}&way=sms")
    words = page.content.decode()

    shown = desk.post(f"/codes/new/?case={case.pk}", form(world, Way.SMS, phone="0912345678"))

    assert 'value="0912345678"' in words
    assert "Mây" not in words
    assert shown.status_code == 200
    assert CaseCode.objects.get().case == case
    assert Entry.objects.filter(action="record.open", subject_id=str(case.pk), purpose="code").exists()


def test_no_code_is_issued_for_a_case_that_is_not_confirmed(desk: Client, world: World, case: Case) -> None:
    Case.objects.update(classification=Classification.SUSPECT)

    refused = desk.post(f"/codes/new/?case={case.pk}", form(world, Way.ALOUD))

    assert (refused.status_code, Code.objects.count()) == (200, 0)
    assert 'name="way"' not in refused.content.decode()


def test_a_code_for_a_case_of_another_commune_is_refused(desk: Client, world: World, case: Case) -> None:
    Case.objects.update(unit=world.elsewhere)

    assert desk.get(f"/codes/new/?case={case.pk}").status_code == 403
    assert desk.post("/codes/new/", form(world, Way.ALOUD, unit=str(world.elsewhere.pk))).status_code == 409
    assert Code.objects.count() == 0


def test_a_keyserver_that_is_away_keeps_what_was_typed(desk: Client, world: World, server: FakeServer) -> None:
    server.away = True
    asked = form(world, Way.SMS, phone="0912345678")

    answer = desk.post("/codes/new/", asked)

    words = answer.content.decode()
    assert (answer.status_code, 'value="0912345678"' in words) == (409, True)
    assert asked["attempt"] not in words


def test_a_slip_carries_the_code_for_people_and_for_phones(desk: Client, world: World, server: FakeServer) -> None:
    shown = desk.post("/codes/new/", form(world, Way.SLIP))
    [made] = server.made.values()

    slip = desk.post(f"/codes/{made.id}/slip/", {"code": made.long})
    wrong = desk.post(f"/codes/{made.id}/slip/", {"code": "<script>"})

    with open_pdf(BytesIO(slip.content)) as pdf:
        words = pdf.pages[0].extract_text()
        pictures = [page.to_image(resolution=150).original for page in pdf.pages]
    assert [code.text for picture in pictures for code in zxingcpp.read_barcodes(picture)] == [
        f"http://localhost:8081/app/#c={made.long}"
    ]
    assert "-".join(made.long[start : start + 4] for start in range(0, 16, 4)) in words
    assert "08:00 06/08" in words
    assert [told for told in ("dương tính", "xét nghiệm", "bệnh", "kết quả", "positive") if told in words.lower()] == []
    assert (slip.headers["Cache-Control"], wrong.status_code) == ("no-store", 400)
    assert "data:image/svg+xml" in shown.content.decode()


def test_the_list_shows_codes_in_few_questions_however_many(
    desk: Client, world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    many_codes(world, 60)
    desk.get("/codes/")

    with django_assert_num_queries(18):
        page = desk.get("/codes/")

    assert page.content.decode().count('<th scope="row">') == 50


@pytest.mark.parametrize(
    ("query", "many"),
    [("state=issued", 3), ("state=claimed", 1), ("way=slip", 0), ("q=muong", 4), ("state=nonsense", 4), ("q=zzz", 0)],
)
def test_the_list_is_narrowed(desk: Client, world: World, query: str, many: int) -> None:
    many_codes(world, 4)
    Code.objects.filter(pk=Code.objects.values("pk")[:1]).update(state=CodeState.CLAIMED)

    assert desk.get(f"/codes/?{query}").context["page"].paginator.count == many


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_the_list_is_saved_without_codes_and_names(desk: Client, world: World, kind: str) -> None:
    many_codes(world, 2)

    answer = desk.get(f"/codes/file/?state=issued&as={kind}")

    assert answer.headers["Content-Disposition"].endswith(f'.{kind}"')
    assert Entry.objects.filter(action="codes.export").count() == 1
    if kind == "csv":
        assert answer.content.decode("utf-8-sig").count("\r\n") == 4


def test_a_code_is_asked_about_and_revoked_from_its_page(desk: Client, world: World, server: FakeServer) -> None:
    claimed, open_still = (
        issue_code(
            Order(uuid4(), world.here, Way.SLIP, world.moment.date()),
            actor="user:7",
            moment=world.moment,
            server=server,
        )
        for _ in range(2)
    )
    server.claim(claimed.code)

    asked = desk.post(f"/codes/{claimed.id}/ask/", follow=True)
    revoked = desk.post(f"/codes/{open_still.id}/revoke/", {"next": "https://evil.example/"})

    assert asked.context["code"].state == CodeState.CLAIMED
    assert revoked.headers["Location"] == f"/codes/{open_still.id}/"
    assert Code.objects.get(pk=open_still.id).state == CodeState.REVOKED


def test_the_desk_says_which_rows_are_wrong_and_hands_nothing_in(desk: Client, world: World) -> None:
    content = b"phone,test_day\n0912345678,2020-08-04\n123,2020-08-04\n"

    def handed(**more: str) -> Any:
        upload = SimpleUploadedFile("ca.csv", content)
        return desk.post("/codes/desk/", {"unit": str(world.here.pk), "file": upload, **more}, follow=True)

    refused = handed()
    before = Batch.objects.count()
    taken = handed(leave_out="on")

    assert (refused.status_code, [place for place, _ in refused.context["faults"]], before) == (409, [3], 0)
    assert taken.context["progress"].waiting == 1
    assert b"0912345678" not in taken.content


def test_a_bulk_issue_shows_its_progress_and_is_stopped_and_gone_on_with(
    desk: Client, world: World, server: FakeServer
) -> None:
    batch = handed_in(world, file(*range(3))).batch

    desk.post(f"/codes/desk/{batch.pk}/stop/")
    bring_due(server, world.moment)
    stopped = desk.get(f"/codes/desk/{batch.pk}/")
    desk.post(f"/codes/desk/{batch.pk}/go-on/")
    going = desk.get(f"/codes/desk/{batch.pk}/progress/")
    bring_due(server, world.moment)
    done = desk.get(f"/codes/desk/{batch.pk}/progress/")

    assert (stopped.context["progress"].sent, "hx-get" in stopped.content.decode()) == (0, False)
    assert "hx-get" in going.content.decode()
    assert (done.context["progress"].sent, "hx-get" in done.content.decode()) == (3, False)


def test_messages_with_a_code_are_for_those_who_issue_codes_only(
    desk: Client, world: World, server: FakeServer
) -> None:
    handed_in(world, file(1))
    bring_due(server, world.moment)
    message = Message.objects.get()

    shown = desk.get("/codes/by-hand/")
    admin = as_role(world, Role.ADMINISTRATOR).get("/outbox/")
    desk.post(f"/codes/by-hand/{message.pk}/sent/")

    assert "+84900000001" in shown.content.decode()
    assert "+84900000001" not in admin.content.decode()
    assert Entry.objects.filter(action="delivery.read").count() == 1
    message.refresh_from_db()
    assert (message.state, message.sealed_recipient) == ("delivered", None)


def test_a_laboratory_s_key_is_shown_once(world: World, no_second_factor: None) -> None:
    admin = as_role(world, Role.ADMINISTRATOR)

    made = admin.post("/codes/laboratories/new/", {"name": "XN", "quota": "50", "unit": str(world.province.pk)})
    key = made.context["key"]
    one = Laboratory.objects.get()
    later = admin.get(f"/codes/laboratories/{one.pk}/")
    twice = admin.post("/codes/laboratories/new/", {"name": " xn ", "quota": "50", "unit": str(world.province.pk)})
    admin.post(f"/codes/laboratories/{one.pk}/quota/", {"quota": "7"})
    admin.post(f"/codes/laboratories/{one.pk}/revoke/")

    assert key in made.content.decode()
    assert made.headers["Cache-Control"] == "no-store"
    assert key not in later.content.decode()
    assert twice.status_code == 409
    one.refresh_from_db()
    assert (one.daily_quota, laboratory_with(key, world.moment)) == (7, None)


def test_the_policy_owner_holds_exports_and_lets_them_go_on(
    world: World, server: FakeServer, no_second_factor: None
) -> None:
    owner = as_role(world, Role.POLICY_OWNER)

    silent = owner.post("/codes/exports/hold/", {}, follow=True)
    held = owner.post("/codes/exports/hold/", {"reason": "stolen_account"}, follow=True)
    gone_on = owner.post("/codes/exports/resume/", {"reason": "checked_and_true"}, follow=True)

    assert [page.context["is_held"] for page in (silent, held, gone_on)] == [False, True, False]
    assert server.state.held_by is HeldBy.NOBODY
    assert [each.actor.split(":")[0] for each in ExportDecision.objects.all()] == ["user", "user"]
    assert owner.post("/codes/exports/other/", {"reason": "exercise"}).status_code == 404


def test_how_exports_stand_is_not_guessed_when_the_keyserver_is_away(
    world: World, server: FakeServer, no_second_factor: None
) -> None:
    server.away = True

    page = as_role(world, Role.POLICY_OWNER).get("/codes/exports/")

    assert (page.status_code, page.context["state"]) == (200, None)
    assert 'action="/codes/exports/' not in page.content.decode()
