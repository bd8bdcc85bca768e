"""A series of totals is what reporting says, however it is reckoned."""

from datetime import timedelta
from uuid import UUID

from tests.rollout.overview.conftest import DAY

from bluezone.authority.territory.models import Unit
from bluezone.authority.territory.queries import communes
from bluezone.rollout.overview.queries import past
from bluezone.rollout.reporting.models import Latest
from bluezone.rollout.reporting.queries import ground_on, series
from bluezone.rollout.reporting.rules.forms import Measure


def test_a_series_is_the_same_as_adding_up_each_day(province: Unit) -> None:
    silent_for_days = communes(DAY).order_by("stat_code")[0]
    Latest.objects.filter(unit=silent_for_days, last_day__range=(DAY - timedelta(9), DAY - timedelta(3))).delete()
    ground = ground_on(DAY)
    places = {UUID(place.unit) for place in ground.inside(province.pk)}

    found = past(ground, province, "commune_day", days=20)

    first = DAY - timedelta(19)
    assert found.declared == series(places, "commune_day", Measure.DECLARED, first, DAY)
    assert found.visited == series(places, "commune_day", Measure.VISITED, first, DAY)
    assert found.declared[-1][1] == ground.coverage(province.pk).declared


def test_a_commune_that_never_spoke_has_an_empty_series(province: Unit) -> None:
    quiet = communes(DAY).order_by("stat_code").last()
    assert quiet is not None

    found = past(ground_on(DAY), quiet, "commune_day")

    assert {total for _, total in found.declared} == {None}
