"""Where a bucket is, with whose credentials, and how long anybody may keep a copy of what lies there."""

import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.keyserver.bucket import Address, address_in, caching, kind_of
from bluezone.keyserver.bucket_place import opened, profile_in
from bluezone.protocol.errors import MalformedMessage, RuleViolation, Unavailable


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("s3://exports", Address("exports", "")),
        ("s3://exports/lai-chau/", Address("exports", "lai-chau")),
        (
            "s3://exports/a/b?endpoint=http://127.0.0.1:9000&region=hanoi",
            Address("exports", "a/b", "http://127.0.0.1:9000", "hanoi"),
        ),
        ("file:///srv/mirror", Address("", "/srv/mirror")),
    ],
)
def test_an_address_says_where_a_bucket_is(text: str, address: Address) -> None:
    assert address_in(text) == address


@pytest.mark.parametrize(
    "text",
    [
        "",
        "exports",
        "https://exports.example/",
        "s3://",
        "s3://key:secret@exports",
        "s3://exports?acl=public",
        "s3://exports?endpoint=ftp://store",
        "s3://exports?endpoint",
        "file://host/folder",
        "file:///folder?region=x",
        "s3://[exports",
    ],
)
def test_another_address_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(MalformedMessage) as refused:
        address_in(text)

    assert "secret" not in str(refused.value)


@given(st.text())
def test_any_text_is_an_address_or_malformed(text: str) -> None:
    try:
        address_in(text)
    except MalformedMessage:
        return


def test_credentials_stand_in_the_usual_file() -> None:
    text = "[default]\naws_access_key_id = A\naws_secret_access_key = b%c\n[other]\naws_session_token=t\nregion=x\n"

    assert profile_in(text, "default") == {"aws_access_key_id": "A", "aws_secret_access_key": "b%c"}
    assert profile_in(text, "other") == {"aws_session_token": "t"}
    with pytest.raises(MalformedMessage, match="lacks the profile"):
        profile_in(text, "third")
    with pytest.raises(MalformedMessage, match="no such file"):
        profile_in("no section", "default")


def test_credentials_that_cannot_be_read_are_said_at_the_start(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="credentials cannot be read"):
        opened("s3://exports", {"AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "none")})


def test_a_missing_library_is_said_at_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "bluezone.keyserver.object_store", None)

    with pytest.raises(RuleViolation, match="objects"):
        opened("file:///srv", {})


def test_caches_keep_what_never_changes() -> None:
    assert "immutable" in caching("exports/1-2-00001.zip")
    assert "immutable" in caching("feeds/1-2-00001.json")
    assert "no-cache" in caching("feeds/index.json")
    assert "no-cache" in caching("keys.json")
    assert kind_of("exports/1-2-00001.zip") == "application/zip"
    assert kind_of("log/0-0000000000-001.tile") == "application/octet-stream"
