"""Provinces take over what the others published: checked like a phone checks, signed anew, each file once, nothing early."""

import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from tests.keyserver.provinces import FINGERPRINT, HOUR, NOON, Province

from bluezone.keyserver import batcher as batcher_module
from bluezone.keyserver.batcher import EXPORTS
from bluezone.keyserver.federation import Taken
from bluezone.keyserver.peers import Peer, fit
from bluezone.keyserver.rules import HeldKey
from bluezone.keyserver.signing import KeyRing, create_keys
from bluezone.keyserver.store import ReviseKeys
from bluezone.protocol.errors import Unavailable
from bluezone.protocol.exports import Export
from bluezone.protocol.intervals import key_interval_at
from bluezone.protocol.keys import RETENTION, DiagnosisKey, ExposureKey, ReportType
from bluezone.protocol.totals import ExportsAct


@pytest.fixture(scope="module")
def rings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, KeyRing]:
    names = ("VN-LCH", "VN-DBN", "VN-SLA")
    return {name: create_keys(tmp_path_factory.mktemp(name), at=NOON - timedelta(days=30)) for name in names}


@pytest.fixture
def lai_chau(tmp_path: Path, rings: dict[str, KeyRing]) -> Province:
    return Province(tmp_path, "VN-LCH", rings["VN-LCH"])


@pytest.fixture
def dien_bien(tmp_path: Path, rings: dict[str, KeyRing]) -> Province:
    return Province(tmp_path, "VN-DBN", rings["VN-DBN"])


@pytest.fixture
def son_la(tmp_path: Path, rings: dict[str, KeyRing]) -> Province:
    return Province(tmp_path, "VN-SLA", rings["VN-SLA"])


def test_a_phone_of_one_province_finds_what_was_reported_in_the_next(lai_chau: Province, dien_bien: Province) -> None:
    lai_chau.knows(dien_bien)
    lai_chau.report(1)
    dien_bien.report(2, 3)
    dien_bien.hour(NOON)

    (taken,) = lai_chau.hour(NOON)

    assert lai_chau.found(NOON) == {"VN-LCH": [1], "VN-DBN": [2, 3]}
    assert (taken.files, taken.waiting, taken.trouble) == (1, 0, "")
    assert taken.keys >= 1000  # with the peer's own filler


def test_what_was_taken_is_taken_once_however_often_one_looks(lai_chau: Province, dien_bien: Province) -> None:
    lai_chau.knows(dien_bien)
    dien_bien.report(2)
    dien_bien.hour(NOON)
    lai_chau.hour(NOON)

    again = lai_chau.hour(NOON)
    dien_bien.hour(NOON + HOUR)
    later = lai_chau.hour(NOON + HOUR)

    assert [look.files for look in (*again, *later)] == [0, 0]
    assert lai_chau.found(NOON + HOUR) == {"VN-DBN": [2]}


def test_a_province_may_take_only_what_travellers_reported(
    lai_chau: Province, dien_bien: Province, son_la: Province
) -> None:
    dien_bien.batcher = replace(dien_bien.batcher, travellers=True)
    lai_chau.knows(dien_bien, travellers_only=True)
    son_la.knows(dien_bien)
    dien_bien.report(2)
    dien_bien.report(3, traveller=True)
    dien_bien.hour(NOON)

    lai_chau.hour(NOON)
    son_la.hour(NOON)

    assert dien_bien.found(NOON) == {"VN-DBN": [2], "VN-DBN-T": [3]}
    assert lai_chau.found(NOON) == {"VN-DBN-T": [3]}
    assert son_la.found(NOON) == {"VN-DBN": [2], "VN-DBN-T": [3]}
    sizes = [len(export.keys) for export in dien_bien.exports(NOON)]
    assert min(sizes) >= 1000


def test_an_hour_without_travellers_has_no_file_of_theirs(dien_bien: Province) -> None:
    dien_bien.batcher = replace(dien_bien.batcher, travellers=True)
    dien_bien.report(2)

    dien_bien.hour(NOON)

    assert dien_bien.found(NOON) == {"VN-DBN": [2]}


def test_what_is_found_late_in_an_hour_still_gets_a_name_of_its_own(lai_chau: Province, dien_bien: Province) -> None:
    lai_chau.knows(dien_bien)
    dien_bien.report(2)
    dien_bien.hour(NOON)
    lai_chau.hour(NOON + HOUR)
    dien_bien.report(3, at=NOON + HOUR)
    dien_bien.hour(NOON + HOUR)

    lai_chau.hour(NOON + HOUR)

    assert lai_chau.found(NOON + HOUR) == {"VN-DBN": [2, 3]}
    ends = [record.export.end for record in lai_chau.store.exports()]
    assert len({*ends}) == 2


def test_our_own_hours_go_on_beside_those_of_the_others(lai_chau: Province, dien_bien: Province) -> None:
    lai_chau.knows(dien_bien)
    dien_bien.report(2)
    dien_bien.hour(NOON)
    lai_chau.hour(NOON)
    lai_chau.report(1)

    lai_chau.hour(NOON)

    assert lai_chau.found(NOON) == {"VN-DBN": [2], "VN-LCH": [1]}


def test_nothing_goes_round_in_circles(lai_chau: Province, dien_bien: Province, son_la: Province) -> None:
    for one, others in (
        (lai_chau, (dien_bien, son_la)),
        (dien_bien, (lai_chau, son_la)),
        (son_la, (lai_chau, dien_bien)),
    ):
        one.knows(*others)
    for number, province in enumerate((lai_chau, dien_bien, son_la), start=1):
        province.report(number)

    for hours in range(4):
        for province in (lai_chau, dien_bien, son_la):
            province.hour(NOON + hours * HOUR)

    expected = {"VN-LCH": [1], "VN-DBN": [2], "VN-SLA": [3]}
    assert [province.found(NOON + 3 * HOUR) for province in (lai_chau, dien_bien, son_la)] == [expected] * 3
    assert len(lai_chau.store.exports()) == 3


def test_a_key_that_a_peer_published_too_early_is_passed_on_when_its_time_has_come(
    lai_chau: Province, dien_bien: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    lai_chau.knows(dien_bien)
    dien_bien.report(2, at=NOON + 2 * HOUR)
    monkeypatch.setattr(
        dien_bien.store,
        "releasable",
        lambda _: [row.held.key for row in dien_bien.store._kept.keys.rows.values() if not row.batch],
    )
    monkeypatch.setattr(batcher_module, "releasable", lambda keys, _: tuple(keys))
    dien_bien.hour(NOON)

    (early,) = lai_chau.hour(NOON)
    (late,) = lai_chau.hour(NOON + 2 * HOUR)

    assert (early.files, early.waiting) == (0, 1)
    assert (late.files, late.waiting) == (1, 0)


EARLY = (DiagnosisKey(ExposureKey(bytes(16), key_interval_at(NOON) - 144)),)
EMPTY = Export(NOON - HOUR, NOON, "VN-DBN")


@pytest.mark.parametrize("export", [replace(EMPTY, keys=EARLY), replace(EMPTY, revised_keys=EARLY)])
def test_an_export_with_a_key_too_early_waits_and_is_taken_when_it_may(export: Export) -> None:
    known = {bytes(16)}

    assert fit(export, at=NOON, known=known).export is None
    assert fit(export, at=NOON + 3 * HOUR, known=known).export == export


def test_a_peer_takes_back_and_raises_only_what_it_published_itself() -> None:
    own, foreign = (DiagnosisKey(ExposureKey(bytes((n,)) * 16, EARLY[0].key.rolling_start)) for n in (1, 2))
    revoked = [replace(key, report_type=ReportType.REVOKED) for key in (own, foreign)]
    export = replace(EMPTY, keys=(replace(foreign, report_type=ReportType.REVOKED),), revised_keys=tuple(revoked))

    found = fit(export, at=NOON + 9 * HOUR, known={own.key.secret})

    assert found.export == replace(EMPTY, revised_keys=(revoked[0],))
    assert found.left_out == 2


def test_what_a_peer_takes_back_is_taken_back_here(lai_chau: Province, dien_bien: Province) -> None:
    lai_chau.knows(dien_bien)
    dien_bien.report(2, report_type=ReportType.CLINICAL_DIAGNOSIS)
    dien_bien.hour(NOON)
    lai_chau.hour(NOON)
    (key,) = (key for export in dien_bien.exports(NOON) for key in export.keys if int.from_bytes(key.key.secret) == 2)
    revoked = HeldKey(replace(key, report_type=ReportType.REVOKED), NOON + HOUR)
    dien_bien.store.prepare([ReviseKeys((revoked,), NOON)])
    dien_bien.store.commit()
    dien_bien.hour(NOON + HOUR)

    lai_chau.hour(NOON + HOUR)

    revised = [key for export in lai_chau.exports(NOON + HOUR) for key in export.revised_keys]
    assert revoked.key in revised


def test_probes_and_warnings_of_the_second_order_stay_at_home(lai_chau: Province, dien_bien: Province) -> None:
    lai_chau.knows(dien_bien)
    dien_bien.report(2)
    dien_bien.report(3, report_type=ReportType.RECURSIVE)
    dien_bien.report(4, report_type=ReportType.UNKNOWN)
    dien_bien.hour(NOON)

    lai_chau.hour(NOON)

    assert lai_chau.found(NOON) == {"VN-DBN": [2]}


def test_while_exports_are_held_nothing_is_taken_over(lai_chau: Province, dien_bien: Province) -> None:
    lai_chau.knows(dien_bien)
    dien_bien.report(2)
    dien_bien.hour(NOON)
    lai_chau.store.decide_exports(ExportsAct.HOLD, None, NOON)

    assert lai_chau.hour(NOON) == ()

    lai_chau.store.decide_exports(ExportsAct.RESUME, None, NOON)
    lai_chau.hour(NOON + HOUR)
    assert lai_chau.found(NOON + HOUR) == {"VN-DBN": [2]}


def test_one_lying_peer_stops_nobody_else(lai_chau: Province, dien_bien: Province, son_la: Province) -> None:
    lai_chau.knows(dien_bien, son_la)
    for number, province in enumerate((dien_bien, son_la), start=2):
        province.report(number)
        province.hour(NOON)
    (file,) = (dien_bien.published / EXPORTS).glob("*.zip")
    content = file.read_bytes()
    file.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))

    liar, honest = lai_chau.hour(NOON)

    assert (liar.files, liar.trouble) == (0, "file_hash_wrong")
    assert (honest.files, honest.trouble) == (1, "")
    assert lai_chau.found(NOON) == {"VN-SLA": [3]}


def test_a_peer_that_goes_back_is_noticed(lai_chau: Province, dien_bien: Province, tmp_path: Path) -> None:
    lai_chau.knows(dien_bien)
    dien_bien.report(2)
    dien_bien.hour(NOON)
    shutil.copytree(dien_bien.published, tmp_path / "before")
    dien_bien.hour(NOON + HOUR)
    lai_chau.hour(NOON + HOUR)
    shutil.rmtree(dien_bien.published)
    shutil.copytree(tmp_path / "before", dien_bien.published)

    (look,) = lai_chau.hour(NOON + 2 * HOUR)

    assert look.trouble == "index_rolled_back"


def test_a_peer_under_another_root_key_is_not_believed(lai_chau: Province, dien_bien: Province) -> None:
    lai_chau.knows(dien_bien)
    (peer,) = lai_chau.federation.peers
    stranger = Peer(name=peer.name, region=peer.region, address=peer.address, fingerprint=FINGERPRINT)
    lai_chau.federation = replace(lai_chau.federation, peers=(stranger,))
    dien_bien.hour(NOON)

    (look,) = lai_chau.hour(NOON)

    assert look.trouble == "keys_fingerprint_wrong"


def test_a_flood_of_keys_waits_for_a_person(lai_chau: Province, dien_bien: Province) -> None:
    lai_chau.knows(dien_bien, most_keys=500)
    dien_bien.report(2)
    dien_bien.hour(NOON)

    (look,) = lai_chau.hour(NOON)

    assert look == Taken("vn-dbn", 0, 0, 1, "too_many_keys")
    assert lai_chau.found(NOON) == {}


def test_a_peer_that_is_away_is_asked_again(lai_chau: Province, dien_bien: Province) -> None:
    lai_chau.knows(dien_bien)

    (away,) = lai_chau.hour(NOON)
    dien_bien.report(2)
    dien_bien.hour(NOON)
    (back,) = lai_chau.hour(NOON + HOUR)

    assert (away.trouble, back.trouble, back.files) == ("unavailable", "", 1)


def test_power_gone_before_the_record_publishes_nothing_twice(
    lai_chau: Province, dien_bien: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    lai_chau.knows(dien_bien)
    dien_bien.report(2)
    dien_bien.hour(NOON)

    def gone(*_: object, **__: object) -> None:
        raise Unavailable("the power is gone")

    with monkeypatch.context() as cut:
        cut.setattr(lai_chau.store, "record_exports", gone)
        with pytest.raises(Unavailable):
            lai_chau.hour(NOON)
    lai_chau.hour(NOON)

    assert lai_chau.found(NOON) == {"VN-DBN": [2]}
    assert len(list((lai_chau.published / EXPORTS).glob("*.zip"))) == 1


def test_what_is_past_its_time_is_dropped_and_not_taken_again(lai_chau: Province, dien_bien: Province) -> None:
    lai_chau.knows(dien_bien)
    dien_bien.report(2)
    dien_bien.hour(NOON)
    lai_chau.hour(NOON)
    later = NOON + RETENTION + HOUR

    (look,) = lai_chau.hour(later)

    assert look.files == 0
    assert lai_chau.found(later) == {}
