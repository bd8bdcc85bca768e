"""The targets of the fuzz campaigns hold over what campaigns kept, and leave out no parser of the protocol."""

import ast
import inspect
from collections.abc import Iterator
from random import Random

import pytest
from benchmarks.fuzzing.mutation import mutated
from benchmarks.fuzzing.target import CORPUS, ReadsBackDifferently, Target, same
from benchmarks.fuzzing.targets import TARGETS
from tests.deploy.words import ROOT

from bluezone.protocol.errors import MalformedMessage

PROTOCOL = ROOT / "src" / "bluezone" / "protocol"
MOST_BYTES = 300_000
CHANGED = 40
"""Changes to kept inputs that are tried here; a campaign tries millions."""

ELSEWHERE = {
    "legacy/files.py": "each is reached through a whole file",
    "signed_files.py": "reached through the files that are signed",
    "protobuf.py": "each is reached through `fields`",
}


@pytest.mark.parametrize("name", sorted(TARGETS))
def test_a_parser_takes_or_refuses_what_campaigns_kept_and_changes_to_it(name: str) -> None:
    target, random = TARGETS[name], Random(name)
    kept = target.kept()

    for data in kept:
        target.attempt(data)
    for _ in range(CHANGED):
        target.attempt(mutated(random.choice(kept or [b""]), random, target.longest))


def test_something_is_kept_for_each_target_and_all_of_it_is_small() -> None:
    sizes = {path.stem: path.stat().st_size for path in CORPUS.iterdir()}

    assert set(sizes) == set(TARGETS) - {"form"}, "its documents are longer than what is kept"
    assert min(sizes.values()) > 0
    assert sum(sizes.values()) <= MOST_BYTES


def test_every_target_begins_with_something_right() -> None:
    assert {name for name, target in TARGETS.items() if not target.seeds()} == set()


def parsers() -> Iterator[tuple[str, str]]:
    """Every public function of the protocol that is handed bytes or text first and can find them malformed."""
    for path in PROTOCOL.rglob("*.py"):
        for each in ast.parse(path.read_text()).body:
            if not isinstance(each, ast.FunctionDef) or each.name.startswith("_") or not each.args.args:
                continue
            first = each.args.args[0].annotation
            is_given = isinstance(first, ast.Name) and first.id in {"bytes", "str"}
            if is_given and "MalformedMessage:" in (ast.get_docstring(each) or ""):
                yield path.relative_to(PROTOCOL).as_posix(), each.name


def test_no_parser_of_the_protocol_is_left_out() -> None:
    fuzzed = {
        (inspect.getsourcefile(parser), parser.__name__) for target in TARGETS.values() for parser in target.parsers
    }
    found = list(parsers())

    missing = {
        f"{file}: {name}"
        for file, name in found
        if (str(PROTOCOL / file), name) not in fuzzed and file not in ELSEWHERE
    }
    assert (len(found) > 20, missing) == (True, set())


def test_a_crash_a_refusal_and_a_change_on_the_way_are_told_apart() -> None:
    def refuse(data: bytes) -> None:
        raise MalformedMessage("no")

    assert not Target("refuses", refuse, ()).attempt(b"")
    assert Target("takes", bytes, ()).attempt(b"")
    with pytest.raises(ZeroDivisionError):
        Target("crashes", lambda data: 1 // len(data), ()).attempt(b"")
    with pytest.raises(ReadsBackDifferently):
        same(1, 2)
