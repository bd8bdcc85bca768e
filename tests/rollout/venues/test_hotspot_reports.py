"""What `bluezone portal check` posts, posted over HTTP to the province's real site."""

import json
from pathlib import Path

import pytest
from pytest_django.live_server_helper import LiveServer
from tests.rollout.venues.conftest import NOW, Town

from bluezone.portal.reporting import PATH, Register, Report, deliver
from bluezone.portal.rules.reports import RANDOM_BYTES, report, report_id
from bluezone.portal.rules.verdicts import Finding, Outcome, Verdict
from bluezone.protocol.errors import RuleViolation
from bluezone.rollout.venues.models import HotspotCheck, HotspotDay
from bluezone.rollout.venues.services import HotspotFacts, add_hotspot

SSID = "Bluezone \u2013 Bến xe Lai Châu"


def made(filling: int, tier: int = 3) -> Report:
    """What the check of this morning says."""
    return report(
        report_id(NOW, bytes([filling] * RANDOM_BYTES)),
        NOW,
        network_name=SSID,
        tier=tier,
        verdict=Verdict.GOOD,
        findings=[Finding("apple captive.apple.com", Outcome.NOTICE), Finding("page", Outcome.FITS)],
        page_bytes=5_119,
        program="bluezone 1.0",
    )


@pytest.mark.usefixtures("site")
def test_the_province_s_site_takes_what_a_check_posts_once_and_refuses_strangers(
    live_server: LiveServer, town: Town, tmp_path: Path
) -> None:
    _hotspot, key = add_hotspot(HotspotFacts(SSID, "Viettel Lai Châu", town.here, 3), town.doing())
    waiting = tmp_path / "waiting"
    pauses = list[float]()
    own, stranger = (Register(live_server.url, each, pauses.append) for each in (key, "bzwifi_nobody"))

    statuses = [own._posted(json.dumps(each).encode()) for each in (made(1), made(1), made(2, tier=5))]
    left = deliver(Register(f"{live_server.url}{PATH}", key, pauses.append), made(3), waiting)
    with pytest.raises(RuleViolation) as unknown:
        deliver(stranger, made(4), waiting)
    with pytest.raises(RuleViolation) as refused:
        deliver(own, made(5, tier=5), waiting)

    assert statuses == [201, 200, 422]
    assert (unknown.value.code, refused.value.code) == ("hotspot_key_unknown", "report_refused")
    assert (left, pauses, waiting.exists()) == (0, [], False)
    assert all(check.same_network for check in HotspotCheck.objects.all())
    assert HotspotCheck.objects.count() == HotspotDay.objects.get().good == 2
