"""A database restored from an old copy never publishes a key twice."""

import shutil
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from tests.keyserver import enx_client
from tests.keyserver.desk import HOUR, NOON, POLICY, opened_desk
from tests.keyserver.logged import all_is_logged, log_in, tiles_in
from tests.keyserver.processes import bluezone, serving
from tests.keyserver.test_revision import sent

from bluezone.cli.clock import Conductor
from bluezone.keyserver.premises import CODES_KEY, PUBLISHED, ROWS_KEY, enter
from bluezone.keyserver.records import DATABASE
from bluezone.protocol.errors import BluezoneError, RuleViolation, Unavailable
from bluezone.protocol.keys import RETENTION
from bluezone.protocol.transparency import encoded, keys_leaf

LATER = NOON + 3 * HOUR
KEY_FILES = (ROWS_KEY, CODES_KEY)


def published_after_a_copy(folder: Path, *, demo: bool = False) -> list[bytes]:
    """Hold keys, copy the database, publish, put the copy back; returns the keys."""
    with opened_desk(folder, demo=demo) as desk:
        teks = enx_client.fresh_teks(desk.today)
        enx_client.report(desk.post, desk.code(), teks)
    shutil.copy(folder / DATABASE, folder.parent / "copy")
    with opened_desk(folder, at=NOON + HOUR) as desk:
        desk.publish_hour()
        assert len(desk.export_names()) == 1
    shutil.copy(folder.parent / "copy", folder / DATABASE)
    return [tek.key for tek in teks]


def test_a_database_older_than_what_was_published_is_refused(tmp_path: Path) -> None:
    published_after_a_copy(tmp_path / "data")

    with pytest.raises(RuleViolation, match="--restored") as refused:
        enter(tmp_path / "data", at=LATER, policy=POLICY)

    assert refused.value.code == "database_older"


def test_a_restored_database_takes_over_what_was_published_and_publishes_no_key_twice(tmp_path: Path) -> None:
    keys = published_after_a_copy(tmp_path / "data")
    enter(tmp_path / "data", at=LATER, policy=POLICY, restored=True).close()

    with opened_desk(tmp_path / "data", at=LATER) as desk:
        desk.publish_hour()
        again = Counter(desk.exported_keys())
        names = desk.export_names()

    assert {again[key] for key in keys} == {1}
    assert len(names) == 1


def test_a_copy_so_old_that_its_keys_were_published_and_dropped_again_publishes_none_of_them(tmp_path: Path) -> None:
    keys = published_after_a_copy(tmp_path / "data")
    late = NOON + RETENTION + 2 * HOUR  # the export is past its time; the keys are not purged yet
    enter(tmp_path / "data", at=late, policy=POLICY, restored=True).close()

    with opened_desk(tmp_path / "data", at=late) as desk:
        desk.publish_hour()
        again = Counter(desk.exported_keys())

    assert {again[key] for key in keys} == {0}


def test_a_revision_that_was_published_after_the_copy_is_not_published_again(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with opened_desk(folder) as desk:
        teks = enx_client.fresh_teks(desk.today)
        token = sent(desk, teks, "likely").json()["revisionToken"]
        desk.later(HOUR)
        desk.publish_hour()
        sent(desk, teks, "negative", token)
    shutil.copy(folder / DATABASE, tmp_path / "copy")
    with opened_desk(folder, at=NOON + 2 * HOUR) as desk:
        desk.publish_hour()
    shutil.copy(tmp_path / "copy", folder / DATABASE)

    enter(folder, at=LATER, policy=POLICY, restored=True).close()

    with opened_desk(folder, at=LATER) as desk:
        desk.publish_hour()
        said = [key.key.secret for export in desk.exported() for key in export.revised_keys]
        assert len(said) == len(set(said)) >= 100
        assert {tek.key for tek in teks} <= set(said)
        assert sent(desk, teks, "confirmed", token).json()["code"] == "key_already_revised"


def test_what_was_taken_over_is_forgotten_in_its_time(tmp_path: Path) -> None:
    published_after_a_copy(tmp_path / "data")
    enter(tmp_path / "data", at=LATER, policy=POLICY, restored=True).close()

    with opened_desk(tmp_path / "data", at=LATER + timedelta(days=16)) as desk:
        desk.publish_hour()
        gone = desk.premises.store.purge(desk.clock.moment)

        assert (desk.export_names(), gone.keys >= 1000) == ([], True)


def test_an_old_export_whose_time_is_over_is_missed_by_nobody_but_its_place_in_the_log_is(tmp_path: Path) -> None:
    published_after_a_copy(tmp_path / "data")
    late = LATER + timedelta(days=15)

    with pytest.raises(RuleViolation, match="--restored") as refused:
        enter(tmp_path / "data", at=late, policy=POLICY)

    assert refused.value.code == "log_older"
    enter(tmp_path / "data", at=late, policy=POLICY, restored=True).close()
    enter(tmp_path / "data", at=late, policy=POLICY).close()


def test_a_restored_database_goes_on_with_the_log_as_it_was_published(tmp_path: Path) -> None:
    published_after_a_copy(tmp_path / "data")
    before = log_in(tmp_path / "data" / PUBLISHED).head
    enter(tmp_path / "data", at=LATER, policy=POLICY, restored=True).close()

    with opened_desk(tmp_path / "data", at=LATER) as desk:
        desk.publish_hour()

    assert tiles_in(tmp_path / "data" / PUBLISHED).root(before.size) == before.root
    assert all_is_logged(tmp_path / "data" / PUBLISHED)


def test_a_database_with_another_log_than_the_published_one_signs_nothing(tmp_path: Path) -> None:
    published_after_a_copy(tmp_path / "data")
    with opened_desk(tmp_path / "other") as desk:
        desk.publish_hour()
        desk.batcher.store.append_leaves([encoded(keys_leaf(str(n).encode(), NOON)) for n in range(9)])
    for file in (*KEY_FILES, DATABASE):
        shutil.copy(tmp_path / "other" / file, tmp_path / "data" / file)

    for restored in (True, False):
        with pytest.raises(RuleViolation, match="forked log") as refused:
            enter(tmp_path / "data", at=LATER + timedelta(days=15), policy=POLICY, restored=restored)
        assert refused.value.code == "log_forked"


@pytest.mark.parametrize("restored", [False, True])
def test_an_ordinary_start_takes_nothing_over(tmp_path: Path, *, restored: bool) -> None:
    with opened_desk(tmp_path / "data") as desk:
        enx_client.report(desk.post, desk.code(), enx_client.fresh_teks(desk.today))
        desk.later(HOUR)
        desk.publish_hour()

    premises = enter(tmp_path / "data", at=LATER, policy=POLICY, restored=restored)
    premises.close()

    assert premises.folder == tmp_path / "data"


def damaged(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


@pytest.mark.parametrize(("harm", "error"), [(damaged, RuleViolation), (Path.unlink, Unavailable)])
def test_a_published_file_that_cannot_be_believed_is_not_taken_over(
    tmp_path: Path, harm: Callable[[Path], None], error: type[BluezoneError]
) -> None:
    published_after_a_copy(tmp_path / "data")
    [archive] = (tmp_path / "data" / "published" / "exports").glob("*.zip")
    harm(archive)

    with pytest.raises(error):
        enter(tmp_path / "data", at=LATER, policy=POLICY, restored=True)
    with pytest.raises(RuleViolation):
        enter(tmp_path / "data", at=LATER, policy=POLICY)


def test_a_damaged_index_says_nothing_about_age(tmp_path: Path) -> None:
    published_after_a_copy(tmp_path / "data")
    (tmp_path / "data" / "published" / "exports" / "index.json").write_bytes(b"garbage")

    enter(tmp_path / "data", at=LATER, policy=POLICY).close()


def test_an_administrator_is_told_what_to_do_with_a_restored_database(tmp_path: Path) -> None:
    published_after_a_copy(tmp_path / "data", demo=True)
    clock = ("--demo-clock", str(tmp_path / "clock"))
    with Conductor(tmp_path / "clock") as conductor:
        conductor.start(LATER)

        refused = bluezone("keyserver", "--data", str(tmp_path / "data"), "--port", "0", *clock)
        with serving(tmp_path, "--restored", *clock) as running:
            connection = running.connected()
            connection.request("GET", "/exports/index.txt")
            names = connection.getresponse().read().split()
            connection.close()

    assert (refused.returncode, "Start once with --restored" in refused.stderr) == (3, True)
    assert len(names) == 1
