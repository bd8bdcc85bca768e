"""Real boundaries where somebody hands them in; nothing else is taken for them."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from tests.rollout.overview.conftest import DAY
from tests.rollout.overview.test_pages import address_of, page

from bluezone.authority.territory.models import Unit
from bluezone.authority.territory.queries import communes
from bluezone.protocol.errors import MalformedMessage
from bluezone.rollout.overview.models import Boundary
from bluezone.rollout.overview.rules.boundaries import WIDTH, paths, read_boundaries


def square(code: str, x: float, y: float, side: float = 0.05) -> dict[str, object]:
    ring = [[x, y], [x + side, y], [x + side, y + side], [x, y + side], [x, y]]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "properties": {"code": code}, "geometry": geometry}


def collection(*features: dict[str, object]) -> str:
    return json.dumps({"type": "FeatureCollection", "features": features})


@given(st.text() | st.binary().map(lambda each: each.decode("latin-1")))
def test_any_text_is_boundaries_or_malformed(text: str) -> None:
    try:
        shapes = read_boundaries(text)
    except MalformedMessage:
        shapes = {}

    assert shapes == {} or all(shapes.values())


@pytest.mark.parametrize(
    "broken",
    [
        collection(),
        collection(square("1", 103, 22), square("1", 104, 22)),
        collection(square("1", 1030, 22)),
        collection({"properties": {"code": "1"}, "geometry": {"type": "Point", "coordinates": [1, 2]}}),
        collection({"properties": {}, "geometry": {"type": "Polygon", "coordinates": []}}),
        collection({"properties": {"code": "1"}, "geometry": {"type": "Polygon", "coordinates": []}}),
        collection(square("1", 103, 22)).replace("103", "1" + "0" * 400),
        collection({"properties": {"code": "1"}, "geometry": {"type": "Polygon", "coordinates": [[[]]]}}),
    ],
)
def test_boundaries_that_contradict_themselves_are_malformed(broken: str) -> None:
    with pytest.raises(MalformedMessage):
        read_boundaries(broken)


def test_east_is_right_and_north_is_up() -> None:
    shapes = read_boundaries(collection(square("west", 103, 22), square("east", 103.5, 22), square("north", 103, 22.5)))

    drawn, (width, height) = paths(shapes)

    first = {code: [float(number) for number in path[1:].split("L")[0].split()] for code, path in drawn.items()}
    assert first["west"][0] < first["east"][0]
    assert first["north"][1] < first["west"][1]
    assert (width, height > WIDTH) == (WIDTH, True)
    assert all(-1 <= number <= max(width, height) + 1 for one in first.values() for number in one)


def test_with_boundaries_communes_have_their_true_shapes(lead: Client, province: Unit, tmp_path: Path) -> None:
    file = tmp_path / "communes.geojson"
    units = list(communes(DAY))
    features = [square(unit.stat_code, unit.longitude or 0, unit.latitude or 0) for unit in units]
    file.write_text(collection(*features))

    call_command("boundaries", str(file), day=DAY, source="Sở Nông nghiệp và Môi trường")

    shown = page(lead, address_of(province))
    assert shown.count('<path class="tile ') == 106
    assert Boundary.objects.count() == 106


def test_boundaries_of_unknown_codes_are_refused_whole(province: Unit, tmp_path: Path) -> None:
    file = tmp_path / "communes.geojson"
    file.write_text(collection(square("03445", 102.8, 22.4), square("99999", 103, 22)))

    with pytest.raises(CommandError, match="1 of 2 codes"):
        call_command("boundaries", str(file), day=DAY, source="Một nguồn")

    assert not Boundary.objects.exists()
