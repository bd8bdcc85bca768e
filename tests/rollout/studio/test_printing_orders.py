"""Orders for many units, and what becomes of their files."""

from dataclasses import replace
from datetime import timedelta
from io import BytesIO, StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader
from pytest_django import Settings
from tests.rollout.studio.stage import MOMENT, Studio, a_publisher, make_studio

from bluezone.protocol.errors import RuleViolation
from bluezone.rollout.studio import keeping
from bluezone.rollout.studio.models import Material, PrintOrder
from bluezone.rollout.studio.producing import forms_of
from bluezone.rollout.studio.queries import places, text_for, value_of
from bluezone.rollout.studio.rules.words import Form, Message
from bluezone.rollout.studio.services import (
    carry_out,
    forget_prints,
    make_materials,
    order_print,
    print_now,
    seconds_for,
)


@pytest.fixture
def studio(db: None, settings: Settings) -> Studio:
    settings.MEDIA_ROOT = settings.FOLDER / "files"
    return make_studio()


def test_a_thousand_places_are_read_with_two_questions(studio: Studio) -> None:
    units = [studio.world.here, studio.world.elsewhere] * 500

    with CaptureQueriesContext(connection) as questions:
        found = places(units, MOMENT.date(), "https://bluezone.example")

    assert len(questions) == 2
    assert found[0].where == "Lai Chau"
    assert found[0].link == "https://bluezone.example/i?u=03445"
    assert [place.code for place in found[:2]] == ["03445", "03463"]


def test_more_than_a_thousand_units_are_refused(studio: Studio) -> None:
    with pytest.raises(RuleViolation) as refused:
        order_print(studio.text(), Form.POSTER_A4, [studio.world.here] * 1001, studio.doing(studio.lead))

    assert refused.value.code == "print_at_most"


def test_an_order_is_carried_out_once_and_forgotten_after_a_day_with_its_file(studio: Studio) -> None:
    order = order_print(studio.text(), Form.STICKER, [studio.world.here], studio.doing(studio.lead))

    carry_out(order.pk, MOMENT)
    order.refresh_from_db()
    carry_out(order.pk, MOMENT + timedelta(hours=1))

    assert PrintOrder.objects.get().finished_at == MOMENT
    assert keeping.content(order.digest).startswith(b"%PDF")
    assert forget_prints(MOMENT + timedelta(hours=23)) == 0
    assert forget_prints(MOMENT + timedelta(hours=24)) == 1
    with pytest.raises(FileNotFoundError):
        keeping.content(order.digest)


def test_an_order_of_a_text_that_was_sent_back_meanwhile_is_refused_in_words(studio: Studio) -> None:
    order = order_print(studio.text(), Form.STICKER, [studio.world.here], studio.doing(studio.lead))
    a_publisher()

    carry_out(order.pk, MOMENT)

    order.refresh_from_db()
    assert (order.state, order.refusal) == (PrintOrder.Progress.REFUSED, "print_refused")


def test_public_files_are_made_once_and_once_more_for_a_publisher(studio: Studio) -> None:
    text = studio.released(studio.text(Message.CHECK_IN))

    made = [make_materials(text.pk, MOMENT), make_materials(text.pk, MOMENT)]
    a_publisher()
    made.append(make_materials(text.pk, MOMENT))

    assert made == [3, 0, 3]
    assert {*Material.objects.values_list("form", flat=True)} == {"loudspeaker", "radio-30", "radio-60"}


def test_a_publisher_configured_after_a_release_gets_the_public_files_without_asking(studio: Studio) -> None:
    text = studio.released(studio.text(Message.CHECK_IN))
    make_materials(text.pk, MOMENT)
    a_publisher()

    call_command("make_public_files", stdout=StringIO())
    call_command("make_public_files", stdout=StringIO())

    assert sorted(Material.objects.values_list("is_trial", flat=True)) == [False] * 3 + [True] * 3


def test_paper_bears_the_day_of_the_release_and_of_printing_while_it_is_a_trial(studio: Studio) -> None:
    later, text, here = MOMENT + timedelta(days=9), studio.text(), [studio.world.here]
    on_trial = print_now(text, Form.STICKER, here, studio.doing(studio.lead, later))
    studio.released(text)
    text.refresh_from_db()

    released = print_now(text, Form.STICKER, here, studio.doing(studio.lead, later))

    assert "14/08/2020" in PdfReader(BytesIO(on_trial.content)).pages[0].extract_text()
    assert "05/08/2020" in PdfReader(BytesIO(released.content)).pages[0].extract_text()


@pytest.mark.parametrize(("units", "seconds"), [(11, 10), (200, 10), (201, 20), (1000, 50)])
def test_how_long_an_order_takes_is_said_in_tens_of_seconds(units: int, seconds: int) -> None:
    assert seconds_for(units) == seconds


def test_a_venue_s_poster_is_never_made_for_everybody(studio: Studio) -> None:
    forms = forms_of(value_of(studio.text(Message.CHECK_IN)))

    assert not {Form.POSTER_A3, Form.POSTER_A4, Form.POSTER_A5, Form.LEAFLET, Form.STICKER, Form.CARD} & {*forms}


def test_others_are_handed_a_text_only_as_far_as_it_may_be_printed(studio: Studio) -> None:
    on_trial = text_for(Message.INSTALL, "vi")
    a_publisher()

    assert on_trial == value_of(studio.text())
    assert text_for(Message.INSTALL, "vi") is None
    assert text_for(Message.INSTALL, "hmn") is None


def test_a_release_takes_the_version_before_out_of_use(studio: Studio) -> None:
    first = studio.released(studio.text())
    value = value_of(first)
    second = studio.write(replace(value, headline="Biết sớm"), 1)

    studio.released(second)

    first.refresh_from_db()
    assert first.state == "withdrawn"
    assert [each.remark for each in first.reviews.all()][-1] == "replaced by version 2"
