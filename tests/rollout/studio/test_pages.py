"""The studio's pages: what each person sees and does, and how often the database is asked."""

import re
import struct
from collections.abc import Callable
from http import HTTPStatus

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings
from tests.authority.register.session import with_second_factor
from tests.rollout.studio.stage import MOMENT, Studio, a_publisher, make_studio

from bluezone.authority.accounts.models import User
from bluezone.rollout.reporting.identity import new_id
from bluezone.rollout.reporting.rules.versions import Source
from bluezone.rollout.reporting.services import Report, publish_shipped_forms, submit
from bluezone.rollout.studio.models import DownloadCount, Material, PrintOrder, ScanCount, StudioText
from bluezone.rollout.studio.rules.words import Form, Message, State
from bluezone.rollout.studio.services import count_download, count_scan, order_print

Enter = Callable[[User], Client]


class PresentClock:
    """Eight in the morning of 5 August 2020."""

    def now(self) -> object:
        return MOMENT


def present_clock() -> PresentClock:
    return PresentClock()


@pytest.fixture
def studio(db: None, settings: Settings) -> Studio:
    settings.BLUEZONE_CLOCK = "tests.rollout.studio.test_pages.present_clock"
    settings.MEDIA_ROOT = settings.FOLDER / "files"
    return make_studio()


def entered(user: User) -> Client:
    """A browser that speaks English, bound to its session by two requests."""
    client = with_second_factor(Client(headers={"accept-language": "en"}), user)
    for _ in range(2):
        assert client.get("/studio/").status_code == HTTPStatus.OK
    return client


def asked(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as questions:
        assert client.get(path).status_code == HTTPStatus.OK
    return len(questions)


def step(client: Client, text: StudioText, name: str, **more: str) -> str:
    """Take a step on the page, and return what it says afterwards."""
    answer = client.post(f"/studio/texts/{text.pk}/step/", {"step": name, **more}, follow=True)
    return answer.content.decode()


def test_the_matrix_says_what_is_missing_and_invents_nothing(studio: Studio) -> None:
    page = entered(studio.lead).get("/studio/").content.decode()

    assert page.count("missing: waits for a native reviewer") == 9
    assert page.count("written, waits for the language") == 2 * 4
    assert {*StudioText.objects.values_list("language", flat=True)} == {"vi", "en"}
    assert {*StudioText.objects.values_list("state", flat=True)} == {State.WRITTEN.value}


def test_the_first_author_finds_the_texts_that_come_with_bluezone(studio: Studio) -> None:
    StudioText.objects.all().delete()

    page = entered(studio.editor).get("/studio/").content.decode()

    assert StudioText.objects.count() == 8
    assert "written, waits for the language" in page


def test_a_text_passes_its_people_page_by_page_and_is_public(studio: Studio, settings: Settings) -> None:
    a_publisher()
    text = studio.text(language="en")

    assert "This is noted." in step(entered(studio.reader), text, "language")
    assert "This is noted." in step(entered(studio.doctor), text, "health")
    assert "This is noted." in step(entered(studio.lead), text, "release")

    text.refresh_from_db()
    assert text.state == State.RELEASED
    assert {*Material.objects.values_list("is_trial", flat=True)} == {False}
    assert Material.objects.filter(form="poster-a4", name="bluezone-install-en-v1-poster-a4.pdf").exists()
    settings.DOOR, settings.ROOT_URLCONF = "site", settings.SITE_URLS
    page = Client().get("/en/materials/")
    file = Client().get("/en/materials/bluezone-install-en-v1-loudspeaker.txt")
    assert "bluezone-install-en-v1-poster-a4.pdf" in page.content.decode()
    assert "Sở Y tế tỉnh Lai Châu" in file.content.decode()
    assert "TRIAL" not in file.content.decode()
    assert not page.cookies
    assert not file.cookies
    assert DownloadCount.objects.get().count == 1


def test_a_withdrawn_material_is_gone(studio: Studio, settings: Settings) -> None:
    text = studio.released(studio.text())
    Material.objects.create(
        text=text, form="radio-30", name="a.txt", digest="0" * 64, size=1, is_trial=True, made_at=MOMENT
    )

    step(entered(studio.lead), text, "withdraw", remark="Nói sai một câu")

    settings.DOOR, settings.ROOT_URLCONF = "site", settings.SITE_URLS
    assert Client().get("/materials/a.txt").status_code == HTTPStatus.GONE
    assert "a.txt" not in Client().get("/materials/").content.decode()


def test_files_of_a_trial_are_not_offered_once_somebody_publishes(studio: Studio, settings: Settings) -> None:
    text = studio.released(studio.text())
    Material.objects.create(
        text=text, form="radio-30", name="a.txt", digest="0" * 64, size=1, is_trial=True, made_at=MOMENT
    )
    a_publisher()

    settings.DOOR, settings.ROOT_URLCONF = "site", settings.SITE_URLS
    assert Client().get("/materials/a.txt").status_code == HTTPStatus.NOT_FOUND


def test_whoever_took_a_step_is_told_that_another_has_to_take_the_next(studio: Studio) -> None:
    lead, text = entered(studio.lead), studio.text()
    lead.post(
        "/studio/write/install/vi/",
        {**form_of(text), "headline": "Biết sớm, giữ gìn cho nhau"},
    )
    newest = studio.text()
    assert newest.version == 2
    step(entered(studio.reader), newest, "language")
    step(entered(studio.doctor), newest, "health")

    assert "Another person has to take this one." in step(lead, newest, "release")
    assert studio.text().state == State.HEALTH_REVIEWED


def form_of(text: StudioText) -> dict[str, object]:
    names = ("headline", "lead", "promise", "loudspeaker", "radio_30", "radio_60", "sms_accented", "sms_plain")
    return {"version": text.version, "steps": "\n".join(text.steps), **{name: getattr(text, name) for name in names}}


def test_an_sms_that_is_too_long_is_refused_beside_its_field(studio: Studio) -> None:
    editor, text = entered(studio.editor), studio.text()

    answer = editor.post("/studio/write/install/vi/", {**form_of(text), "sms_accented": "ế" * 71})

    assert answer.status_code == HTTPStatus.CONFLICT
    assert "Too long for one SMS." in answer.content.decode()
    assert "71 of 70 characters" in answer.content.decode()
    assert studio.text().version == 1


def test_two_editors_of_one_text_do_not_overwrite_each_other(studio: Studio) -> None:
    editor, text = entered(studio.editor), studio.text()
    first = {**form_of(text), "headline": "Biết sớm"}
    editor.post("/studio/write/install/vi/", first)

    answer = editor.post("/studio/write/install/vi/", {**first, "headline": "Biết trước"})

    assert "Somebody wrote a newer version meanwhile." in answer.content.decode()
    assert studio.text().headline == "Biết sớm"


def test_the_difference_to_the_version_before_is_shown(studio: Studio) -> None:
    editor, text = entered(studio.editor), studio.text()
    editor.post("/studio/write/install/vi/", {**form_of(text), "headline": f"{text.headline} nhé"})

    page = editor.get(f"/studio/texts/{studio.text().pk}/").content.decode()

    assert "<ins>bệnh nhé</ins>" in page


def test_what_is_typed_is_counted(studio: Studio) -> None:
    editor = entered(studio.editor)

    answer = editor.post("/studio/counts/", {"language": "vi", "sms_plain": "den noi", "radio_30": "bà con " * 45})

    assert "7 of 160 characters" in answer.content.decode()
    assert "27 of 30 seconds" in answer.content.decode()


def test_a_message_without_a_translation_is_not_printed_in_another_language(studio: Studio) -> None:
    words = {**form_of(studio.text()), "version": 0, "headline": "…"}
    lead = entered(studio.lead)
    lead.post("/studio/write/install/hmn/", words)
    text = studio.text(language="hmn")

    page = lead.get(f"/studio/texts/{text.pk}/").content.decode()

    assert "Waits for a native reviewer" in page
    assert lead.get(f"/studio/texts/{text.pk}/preview/poster-a5/").status_code == HTTPStatus.NOT_FOUND
    assert lead.get(f"/studio/texts/{text.pk}/take/radio-30/").status_code == HTTPStatus.NOT_FOUND
    assert text.pk not in [row.pk for row in lead.get("/studio/print/").context["texts"]]
    assert "Only a native speaker" in step(entered(studio.reader), text, "language")
    assert "This is noted." in step(entered(studio.reader), text, "language", native="on")


def test_a_script_says_how_long_it_takes_and_that_it_is_a_trial(studio: Studio) -> None:
    lead, text = entered(studio.lead), studio.text()

    script = lead.get(f"/studio/texts/{text.pk}/take/radio-30/").content.decode()
    document = lead.get(f"/studio/texts/{text.pk}/take/radio-30/?as=docx").content

    assert script.startswith("TÀI LIỆU THỬ NGHIỆM")
    assert re.search(r"\nĐọc khoảng (2[4-9]|30) giây \(\d+ âm tiết\)\. Bản 1\.\n", script)
    assert document.startswith(b"PK")


def test_a_few_units_are_printed_at_once_and_many_as_an_order(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bluezone.rollout.studio.views.printing.AT_ONCE", 1)
    lead, text = entered(studio.lead), studio.text()
    asked_for = {"text": str(text.pk), "form": "poster-a5", "scope": "list"}

    one = lead.post("/studio/print/", {**asked_for, "codes": "03445"})
    two = lead.post("/studio/print/", {**asked_for, "codes": "03445, 03463"}, follow=True)
    file = lead.get(f"/studio/orders/{PrintOrder.objects.get().pk}/file/")

    assert one.content.startswith(b"%PDF")
    assert "The file is ready" in two.content.decode()
    assert file.content.startswith(b"%PDF")


def test_an_order_that_waits_says_about_how_long_it_takes(studio: Studio) -> None:
    lead, units = entered(studio.lead), [studio.world.here, studio.world.elsewhere]
    order = order_print(studio.text(), Form.LEAFLET, units, studio.doing(studio.lead))

    few = lead.get(f"/studio/orders/{order.pk}/").content.decode()

    assert "about 10 seconds" in few
    assert "looks again by itself" in few


@pytest.mark.parametrize(
    ("codes", "said"),
    [("", "Choose at least one unit."), ("99999", "nobody bears its code"), ("1 " * 2, "nobody bears its code")],
)
def test_a_list_with_a_wrong_code_prints_nothing(studio: Studio, codes: str, said: str) -> None:
    lead, text = entered(studio.lead), studio.text()

    answer = lead.post("/studio/print/", {"text": str(text.pk), "form": "poster-a5", "scope": "list", "codes": codes})

    assert said in answer.content.decode()


def test_nothing_but_what_is_released_is_printed_once_somebody_publishes(studio: Studio) -> None:
    a_publisher()
    lead, text = entered(studio.lead), studio.text()

    page = lead.get("/studio/print/").content.decode()

    assert "No text may be printed yet" in page
    assert lead.get(f"/studio/texts/{text.pk}/take/poster-a5/").status_code == HTTPStatus.NOT_FOUND


def test_a_broadcast_of_a_version_stands_on_its_page(studio: Studio) -> None:
    publish_shipped_forms(actor="system", moment=MOMENT)
    station = studio.world.here
    station.kind = "newspaper"
    station.save()
    values = {"medium": "radio", "language": "vi", "at": "2020-08-04T18:30", "text": "install", "text_version": 1}
    report = Report(new_id(MOMENT), "broadcast", station, MOMENT.date(), values, Source.FORM)
    submit(report, actor="system", moment=MOMENT)

    shown = entered(studio.lead).get(f"/studio/texts/{studio.text().pk}/").context["broadcasts"]
    others = entered(studio.lead).get(f"/studio/texts/{studio.text(Message.WIFI).pk}/").context["broadcasts"]

    assert [row.unit for row in shown] == [station]
    assert others == []


def test_the_short_address_counts_its_unit_and_leads_on_whatever_it_says(studio: Studio, settings: Settings) -> None:
    settings.DOOR, settings.ROOT_URLCONF = "site", settings.SITE_URLS
    client = Client()

    answers = [client.get(f"/i{query}") for query in ("?u=03445", "?u=03445", "?u=nobody", "", "?u=" + "9" * 400)]

    assert {(answer.status_code, answer.headers["Location"]) for answer in answers} == {(302, "/install/")}
    assert not client.cookies
    assert [(row.unit, row.count) for row in ScanCount.objects.all()] == [(studio.world.here, 2)]


def test_small_numbers_of_openings_are_not_told(studio: Studio) -> None:
    lead = entered(studio.lead)
    for _ in range(9):
        count_scan(studio.world.here, MOMENT.date())

    before, file = lead.get("/studio/openings/"), lead.get("/studio/openings/?file=csv")
    count_scan(studio.world.here, MOMENT.date())

    assert "below 10" in before.content.decode()
    assert "9" not in file.content.decode().splitlines()[-1].split(",")[-1]
    assert ">10<" in lead.get("/studio/openings/").content.decode()


def test_a_text_says_how_often_its_language_was_taken_away_small_numbers_withheld(studio: Studio) -> None:
    lead, day = entered(studio.lead), MOMENT.date()
    path = f"/studio/texts/{studio.text().pk}/"
    for _ in range(10):
        count_download("card", "vi", day)
    count_download("poster-a4", "vi", day)
    count_download("leaflet", "en", day)

    said = re.findall(r"<li>([^<:]+: [^<]+)</li>", lead.get(path).content.decode())

    assert [line.split(": ")[1] for line in said if line.endswith((": 10", ": below 10"))] == ["below 10", "10"]


def test_a_card_is_taken_as_a_square_or_as_a_story(studio: Studio) -> None:
    lead, path = entered(studio.lead), f"/studio/texts/{studio.text().pk}/"

    files = [lead.get(f"{path}take/card/"), lead.get(f"{path}take/card/?as=story")]

    assert [struct.unpack(">II", file.content[16:24]) for file in files] == [(1080, 1080), (1080, 1920)]
    assert "-story.png" in files[1].headers["Content-Disposition"]
    assert f"{path}take/card/?as=story" in lead.get(path).content.decode()


def test_the_matrix_is_handed_out_as_a_file(studio: Studio) -> None:
    file = entered(studio.lead).get("/studio/export/?file=csv").content.decode()

    assert len(file.splitlines()) == 2 + 11 * 4
    assert "missing: waits for a native reviewer" in file


@pytest.mark.parametrize(
    ("path", "most"),
    [("/studio/", 10), ("/studio/texts/{}/", 15), ("/studio/write/install/vi/", 10), ("/studio/print/", 14)],
)
def test_pages_ask_the_database_as_often_as_they_say(studio: Studio, path: str, most: int) -> None:
    lead = entered(studio.lead)

    assert asked(lead, path.format(studio.text().pk)) <= most
