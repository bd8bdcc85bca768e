"""The batcher: every key that is due is published exactly once, whenever the power goes."""

import json
import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.keyserver.logged import all_is_logged, log_in, tiles_in

from bluezone.keyserver import announcing, log_folder
from bluezone.keyserver import batcher as batcher_module
from bluezone.keyserver.batcher import EXPORTS, FEEDS, INDEX, INDEX_TEXT, KEYS, Batch, Batcher
from bluezone.keyserver.batches import INDEX_LIFE
from bluezone.keyserver.memory_store import MemoryStore
from bluezone.keyserver.rules import HeldKey
from bluezone.keyserver.signing import KeyRing, create_keys
from bluezone.keyserver.store import HoldKeys
from bluezone.protocol import trust
from bluezone.protocol.errors import Unavailable
from bluezone.protocol.exports import Export
from bluezone.protocol.intervals import key_interval_at
from bluezone.protocol.keys import RETENTION, DiagnosisKey, ExposureKey, day_key
from bluezone.protocol.trust import Index, TrustState, accept_export, accept_index, accept_keys

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


class PowerCut(Exception):
    """The machine stops here."""


@pytest.fixture(scope="module")
def ring(tmp_path_factory: pytest.TempPathFactory) -> KeyRing:
    return create_keys(tmp_path_factory.mktemp("keys"), at=NOON - timedelta(days=30))


def made(folder: Path, ring: KeyRing, *, store: MemoryStore | None = None, most: int = 500_000) -> Batcher:
    return Batcher(folder, store or MemoryStore(), ring, "VN", Random(1).randbytes, most)


def held(number: int, *, release: datetime = NOON) -> HeldKey:
    """A key whose identifiers are past replaying at its release."""
    start = key_interval_at(release) - 12 - 144
    return HeldKey(DiagnosisKey(ExposureKey(number.to_bytes(16), start), days_since_onset=number % 5), release)


def hold(batcher: Batcher, *keys: HeldKey) -> None:
    assert isinstance(batcher.store, MemoryStore)
    batcher.store.prepare([HoldKeys(keys)])
    batcher.store.commit()


def pulled(batcher: Batcher, *, at: datetime) -> tuple[Index, list[Export]]:
    """What a phone that is given the fingerprint finds in the folder."""
    state, keys = accept_keys(TrustState(batcher.ring.root_fingerprint), (batcher.folder / KEYS).read_bytes(), at=at)
    _, index = accept_index(state, (batcher.folder / EXPORTS / INDEX).read_bytes(), keys=keys, at=at)
    for file in index.feeds:
        trust.check_file(file, (batcher.folder / FEEDS / file.name).read_bytes())
    assert all_is_logged(batcher.folder)
    archives = [(file, (batcher.folder / EXPORTS / file.name).read_bytes()) for file in index.exports]
    return index, [accept_export(file, archive, keys=keys, at=at) for file, archive in archives]


def real_keys(exports: list[Export]) -> list[int]:
    """The numbers of the keys of `held` that are published, as often as they are."""
    numbers = [int.from_bytes(key.key.secret) for export in exports for key in export.keys]
    return sorted(number for number in numbers if number < 2**64)


def test_a_phone_finds_what_is_published(tmp_path: Path, ring: KeyRing) -> None:
    batcher = made(tmp_path, ring)
    hold(batcher, held(1), held(2))

    batch = batcher.run(NOON)

    index, [export] = pulled(batcher, at=NOON)
    assert batch == Batch((index.exports[0].name,), keys=2, withheld=0, purged=0)
    assert (export.start, export.end, export.region) == (NOON - HOUR, NOON, "VN")
    assert real_keys([export]) == [1, 2]
    assert index.expires == NOON + INDEX_LIFE
    assert trust.names_in((tmp_path / EXPORTS / INDEX_TEXT).read_bytes()) == (index.exports[0].name,)


def test_a_small_batch_hides_among_a_thousand(tmp_path: Path, ring: KeyRing) -> None:
    batcher = made(tmp_path, ring)
    hold(batcher, held(1))

    batcher.run(NOON)

    _, [export] = pulled(batcher, at=NOON)
    assert 1000 <= len(export.keys) <= 1100
    assert len({key.key.secret for key in export.keys}) == len(export.keys)


def test_feed_and_export_compared_tell_nothing(tmp_path: Path, ring: KeyRing) -> None:
    batcher = made(tmp_path, ring)
    hold(batcher, *map(held, range(5)))

    batcher.run(NOON)

    index, [export] = pulled(batcher, at=NOON)
    feed = json.loads((tmp_path / FEEDS / index.feeds[0].name).read_bytes())["data"]
    assert [entry["daily_key"] for entry in feed] == [day_key(key.key).hex().upper() for key in export.keys]
    assert json.loads((tmp_path / FEEDS / INDEX).read_bytes()) == {"feeds": [index.feeds[0].name]}


def test_fillers_are_kept_like_real_keys(tmp_path: Path, ring: KeyRing) -> None:
    store = MemoryStore()
    batcher = made(tmp_path, ring, store=store)
    hold(batcher, held(1))

    batcher.run(NOON)

    _, [export] = pulled(batcher, at=NOON)
    assert {secret for secret, row in store._kept.keys.rows.items() if row.batch} == {
        key.key.secret for key in export.keys
    }


def test_a_key_is_published_once(tmp_path: Path, ring: KeyRing) -> None:
    batcher = made(tmp_path, ring)
    hold(batcher, held(1))
    batcher.run(NOON)
    hold(batcher, held(2, release=NOON + HOUR))

    batcher.run(NOON + HOUR)

    _, exports = pulled(batcher, at=NOON + HOUR)
    assert [real_keys([export]) for export in exports] == [[1], [2]]
    assert [(export.start, export.end) for export in exports] == [(NOON - HOUR, NOON), (NOON, NOON + HOUR)]
    assert not {key.key.secret for key in exports[0].keys} & {key.key.secret for key in exports[1].keys}


def test_an_hour_without_keys_refreshes_the_index_only(tmp_path: Path, ring: KeyRing) -> None:
    batcher = made(tmp_path, ring)
    batcher.run(NOON)
    before, _ = pulled(batcher, at=NOON)

    batch = batcher.run(NOON + HOUR)

    index, exports = pulled(batcher, at=NOON + HOUR)
    assert batch == Batch((), keys=0, withheld=0, purged=0)
    assert exports == []
    assert index.sequence > before.sequence


def test_two_looks_in_one_second_still_count_up(tmp_path: Path, ring: KeyRing) -> None:
    batcher = made(tmp_path, ring)
    batcher.run(NOON)
    before, _ = pulled(batcher, at=NOON)

    batcher.run(NOON)

    assert pulled(batcher, at=NOON)[0].sequence == before.sequence + 1


@pytest.mark.parametrize("content", [b"", b"damaged", None])
def test_a_lost_index_is_made_anew(tmp_path: Path, ring: KeyRing, content: bytes | None) -> None:
    batcher = made(tmp_path, ring)
    hold(batcher, held(1))
    batcher.run(NOON)
    before, _ = pulled(batcher, at=NOON)
    path = tmp_path / EXPORTS / INDEX
    path.unlink() if content is None else path.write_bytes(content)

    batcher.run(NOON + timedelta(minutes=1))

    index, exports = pulled(batcher, at=NOON + timedelta(minutes=1))
    assert index.sequence > before.sequence
    assert real_keys(exports) == [1]


def test_keys_that_could_be_replayed_are_held_back_whatever_the_records_say(tmp_path: Path, ring: KeyRing) -> None:
    batcher = made(tmp_path, ring)
    fresh = ExposureKey(bytes(16), key_interval_at(NOON) - 144)
    hold(batcher, HeldKey(DiagnosisKey(fresh), NOON), held(1))

    batch = batcher.run(NOON)
    later = batcher.run(NOON + 2 * HOUR)

    assert (batch.keys, batch.withheld) == (1, 1)
    assert (later.keys, later.withheld) == (1, 0)
    assert real_keys(pulled(batcher, at=NOON + 2 * HOUR)[1]) == [0, 1]


def test_a_batch_of_keys_that_all_came_too_early_makes_no_file(tmp_path: Path, ring: KeyRing) -> None:
    batcher = made(tmp_path, ring)
    hold(batcher, HeldKey(DiagnosisKey(ExposureKey(bytes(16), key_interval_at(NOON) - 144)), NOON))

    batch = batcher.run(NOON)

    assert batch == Batch((), keys=0, withheld=1, purged=0)


def test_a_large_batch_is_split_into_files_that_no_phone_confuses(tmp_path: Path, ring: KeyRing) -> None:
    batcher = made(tmp_path, ring, most=400)
    hold(batcher, *map(held, range(7)))

    batcher.run(NOON)

    index, exports = pulled(batcher, at=NOON)
    assert len(exports) == 3
    assert real_keys(exports) == list(range(7))
    assert [export.end - NOON for export in exports] == [timedelta(seconds=number) for number in range(3)]
    assert [file.name[-9:] for file in index.exports] == ["00001.zip", "00002.zip", "00003.zip"]


def test_exports_older_than_fourteen_days_are_gone_and_the_records_say_so(tmp_path: Path, ring: KeyRing) -> None:
    store = MemoryStore()
    batcher = made(tmp_path, ring, store=store)
    hold(batcher, held(1))
    batcher.run(NOON)
    late = NOON + RETENTION

    still = batcher.run(late - HOUR)
    batch = batcher.run(late)

    assert (still.purged, batch.purged) == (0, 1)
    assert pulled(batcher, at=late)[1] == []
    assert [path.name for path in (tmp_path / EXPORTS).iterdir() if path.suffix == ".zip"] == []
    assert [path.name for path in (tmp_path / FEEDS).iterdir()] == [INDEX]
    assert [record.exports for record in store.purges()] == [1]


def test_files_that_no_record_names_are_swept_away(tmp_path: Path, ring: KeyRing) -> None:
    batcher = made(tmp_path, ring)
    for part in (EXPORTS, FEEDS):
        (tmp_path / part).mkdir()
        (tmp_path / part / "left over.zip.unfinished").write_bytes(b"half")

    batcher.run(NOON)

    assert {path.name for path in (tmp_path / EXPORTS).iterdir()} == {INDEX, INDEX_TEXT}


def test_a_full_disk_publishes_nothing_and_the_next_run_does_it_all(
    tmp_path: Path, ring: KeyRing, monkeypatch: pytest.MonkeyPatch
) -> None:
    batcher = made(tmp_path, ring)
    hold(batcher, held(1))
    batcher.run(NOON - HOUR)

    def full(path: Path, content: bytes) -> None:
        if path.suffix == ".zip":
            raise OSError(28, "No space left on device")
        write(path, content)

    write: Callable[[Path, bytes], None] = vars(batcher_module)["write_whole"]
    with monkeypatch.context() as broken:
        broken.setattr(batcher_module, "write_whole", full)
        with pytest.raises(OSError, match="No space left"):
            batcher.run(NOON)
    nothing = pulled(batcher, at=NOON)[1]
    batcher.run(NOON)

    assert nothing == []
    assert real_keys(pulled(batcher, at=NOON)[1]) == [1]


def test_records_that_cannot_be_written_publish_nothing(
    tmp_path: Path, ring: KeyRing, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = MemoryStore()
    batcher = made(tmp_path, ring, store=store)
    batcher.run(NOON - HOUR)
    hold(batcher, held(1))

    def refuse(*_: object, **__: object) -> None:
        raise Unavailable("the records cannot be written")

    with monkeypatch.context() as broken:
        broken.setattr(store, "record_exports", refuse)
        with pytest.raises(Unavailable):
            batcher.run(NOON)
    nothing = pulled(batcher, at=NOON)[1]
    batcher.run(NOON)

    assert nothing == []
    assert real_keys(pulled(batcher, at=NOON)[1]) == [1]


def cut(monkeypatch: pytest.MonkeyPatch, store: MemoryStore, step: int) -> None:
    """Let the power go just before the change of disk or records numbered `step`, which is just after the one before."""
    done = iter(range(1_000_000))

    def failing(real: Callable[..., object]) -> Callable[..., object]:
        def change(*arguments: object, **named: object) -> object:
            if next(done) == step:
                raise PowerCut
            return real(*arguments, **named)

        return change

    for target, name in (
        (batcher_module, "write_whole"),
        (batcher_module, "remove"),
        (announcing, "write_whole"),
        (log_folder, "write_whole"),
        (log_folder, "remove"),
        (store, "append_leaves"),
        (store, "record_exports"),
        (store, "forget_exports"),
    ):
        monkeypatch.setattr(target, name, failing(getattr(target, name)))


STEPS = 14
"""Changes of disk and records in the run that is cut short below."""


@pytest.mark.parametrize("step", range(STEPS + 1))
def test_a_power_cut_at_any_step_neither_loses_nor_doubles_a_key(
    tmp_path: Path, ring: KeyRing, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    store = MemoryStore()
    batcher = made(tmp_path, ring, store=store, most=700)
    hold(batcher, held(1, release=NOON - RETENTION))
    batcher.run(NOON - RETENTION)
    batcher.run(NOON - HOUR)
    hold(batcher, held(2), held(3))

    with monkeypatch.context() as broken:
        cut(broken, store, step)
        try:
            batcher.run(NOON)
            survived = True
        except PowerCut:
            survived = False
    hold(batcher, held(4, release=NOON + HOUR))
    between, head = real_keys(pulled(batcher, at=NOON)[1]), log_in(tmp_path).head
    batcher.run(NOON + HOUR)

    assert survived == (step == STEPS)
    assert between in ([1], [2, 3])
    assert real_keys(pulled(batcher, at=NOON + HOUR)[1]) == [2, 3, 4]
    assert tiles_in(tmp_path).root(head.size) == head.root
    named = {file.name for file in pulled(batcher, at=NOON + HOUR)[0].exports}
    assert {path.name for path in (tmp_path / EXPORTS).iterdir()} == {INDEX, INDEX_TEXT, *named}


@settings(max_examples=15, deadline=None)
@given(st.data())
def test_whatever_happens_every_due_key_is_published_exactly_once(
    tmp_path_factory: pytest.TempPathFactory, ring: KeyRing, data: st.DataObject
) -> None:
    store = MemoryStore()
    batcher = made(tmp_path_factory.mktemp("published"), ring, store=store)
    numbers = iter(range(1000))
    released: list[int] = []
    moment = NOON

    for _ in range(data.draw(st.integers(1, 5), label="hours")):
        for number, late in zip(
            numbers, data.draw(st.lists(st.integers(0, 3), max_size=3), label="keys"), strict=False
        ):
            hold(batcher, held(number, release=moment + late * HOUR))
            released.append(number)
        with pytest.MonkeyPatch.context() as broken:
            if (step := data.draw(st.none() | st.integers(0, 13), label="cut")) is not None:
                cut(broken, store, step)
            with suppress(PowerCut):
                batcher.run(moment)
        moment += data.draw(st.integers(0, 2), label="passes") * HOUR
    batcher.run(moment + 4 * HOUR)

    assert real_keys(pulled(batcher, at=moment + 4 * HOUR)[1]) == sorted(released)


def test_the_log_holds_counts_and_no_key(tmp_path: Path, ring: KeyRing, caplog: pytest.LogCaptureFixture) -> None:
    batcher = made(tmp_path, ring)
    planted = ExposureKey(b"planted secret!!", key_interval_at(NOON) - 200)
    hold(batcher, HeldKey(DiagnosisKey(planted), NOON))

    with caplog.at_level(logging.DEBUG):
        batcher.run(NOON)

    [record] = caplog.records
    assert vars(record)["keys"] == 1
    assert "planted" not in str(vars(record))
    assert planted.secret.hex() not in str(vars(record))


def test_the_index_names_files_by_their_hash(tmp_path: Path, ring: KeyRing) -> None:
    batcher = made(tmp_path, ring)
    hold(batcher, held(1))
    batcher.run(NOON)

    [file] = pulled(batcher, at=NOON)[0].exports

    archive = (tmp_path / EXPORTS / file.name).read_bytes()
    assert (file.size, file.sha256) == (len(archive), sha256(archive).hexdigest())
