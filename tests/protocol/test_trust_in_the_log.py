"""The index and the log: it says of each file where it stands, and a phone that has seen a log takes none without it."""

from dataclasses import replace

import msgspec
import pytest
from tests.protocol.export_keys import NOON
from tests.protocol.test_trust import INDEX, INDEX_JSON, INDEX_KEY, KEYS, STATE, code_of

from bluezone.protocol.errors import MalformedMessage
from bluezone.protocol.log_tiles import TreeHead
from bluezone.protocol.transparency import Log
from bluezone.protocol.trust import accept_index, signed_index


def logged(**changes: object) -> bytes:
    log = msgspec.structs.replace(Log(size=3, root="00" * 32, exports=(2,), keys=(0,)), **changes)
    return signed_index(msgspec.structs.replace(INDEX, log=log), INDEX_KEY, key_id="index-1")


def test_an_index_says_of_each_file_where_in_the_log_it_is() -> None:
    _, index = accept_index(STATE, logged(signed={"news.json": (1,)}), keys=KEYS, at=NOON)
    assert index.log is not None
    assert index.log.exports == (2,)

    for wrong in ({"exports": ()}, {"exports": (3,)}, {"feeds": (1,)}, {"keys": (9,)}, {"signed": {"news.json": (3,)}}):
        with pytest.raises(MalformedMessage, match="where in the log"):
            accept_index(STATE, logged(**wrong), keys=KEYS, at=NOON)


def test_a_phone_that_has_seen_a_log_takes_no_index_without_one_and_none_with_a_shorter_one() -> None:
    seen = replace(STATE, log=TreeHead(4, bytes(32)))

    assert code_of(lambda: accept_index(seen, INDEX_JSON, keys=KEYS, at=NOON)) == "log_missing"
    assert code_of(lambda: accept_index(seen, logged(), keys=KEYS, at=NOON)) == "log_shrunken"
