"""`bluezone export`: what an export says, and whether it is signed with a key."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP384R1, derive_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from tests.protocol.export_keys import EXPORT, diagnosis_key, edwards, signer
from tests.protocol.test_exports import EXAMPLE, example_archive
from typer.testing import CliRunner, Result

from bluezone.cli.export import app
from bluezone.protocol.exports import Export, signed

SECRETS = [key.key.secret.hex() for key in EXPORT.keys]


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def pem(public: object) -> bytes:
    text: bytes = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)  # type: ignore[attr-defined]  # any kind of public key
    return text


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    path = tmp_path / "export.zip"
    path.write_bytes(signed(replace(EXPORT, revised_keys=(diagnosis_key(9),)), (signer(2), signer(1))))
    return path


@pytest.fixture
def key(tmp_path: Path) -> Path:
    path = tmp_path / "public.pem"
    path.write_bytes(pem(signer(1).private.public_key()))
    return path


def test_an_export_signed_with_the_key_is_verified(archive: Path, key: Path) -> None:
    result = run("verify", archive, "--key", key)

    assert result.exit_code == 0
    assert result.output == "VERIFIED: export.zip is signed with this key: 4 keys of region VN.\n"


def test_googles_sample_is_verified_with_its_key(tmp_path: Path) -> None:
    sample, public = tmp_path / "sample.zip", tmp_path / "public.pem"
    sample.write_bytes(example_archive())
    public.write_text(EXAMPLE["public_key_pem"])

    result = run("verify", sample, "--key", public)

    assert result.exit_code == 0


def test_an_export_signed_with_another_key_is_refused(archive: Path, key: Path) -> None:
    key.write_bytes(pem(signer(9).private.public_key()))

    result = run("verify", archive, "--key", key)

    assert result.exit_code == 1
    assert result.output == "REFUSED: export.zip: the export's signature does not hold (export_signature_wrong).\n"


def test_a_truncated_export_is_refused(archive: Path, key: Path) -> None:
    archive.write_bytes(archive.read_bytes()[:-1])

    result = run("verify", archive, "--key", key, "--json")

    assert result.exit_code == 1
    assert json.loads(result.output)["verified"] is False
    assert json.loads(result.output)["code"] == "malformed"


def test_the_verdict_is_there_for_machines(archive: Path, key: Path) -> None:
    verdict = json.loads(run("verify", archive, "--key", key, "--json").output)

    assert verdict["verified"] is True
    assert (verdict["keys"], verdict["revised_keys"]) == (3, 1)


@pytest.mark.parametrize(
    "content",
    [b"not a key", pem(edwards().public_key()), pem(derive_private_key(7, SECP384R1()).public_key())],
    ids=["no key", "Ed25519", "P-384"],
)
def test_a_key_of_another_kind_is_a_wrong_call(archive: Path, key: Path, content: bytes) -> None:
    key.write_bytes(content)

    assert run("verify", archive, "--key", key).exit_code == 2


@pytest.mark.parametrize("words", [("show", "none.zip"), ("verify", "none.zip", "--key", "none.pem")])
def test_a_file_that_is_not_there_is_a_wrong_call(words: tuple[str, ...]) -> None:
    result = run(*words)

    assert result.exit_code == 2
    assert "none.zip cannot be read" in result.output


def test_an_export_is_shown_without_its_keys(archive: Path) -> None:
    result = run("show", archive)

    assert result.exit_code == 0
    for word in ("2020-08-20T12:00:00Z", "VN", "EK Export v1", "confirmed_test: 3", "key_version=v2"):
        assert word in result.output
    assert not any(secret in result.output for secret in SECRETS)


def test_what_an_export_says_is_there_for_machines(archive: Path) -> None:
    facts = json.loads(run("show", archive, "--json").output)

    assert facts["by_rolling_period"] == {"144": 2, "75": 1}
    assert facts["by_day"] == {"2020-08-20": 3}
    assert [one["key_version"] for one in facts["signatures"]] == ["v2", "v1"]
    assert "key_list" not in facts


def test_keys_are_shown_when_asked_for(archive: Path) -> None:
    table, facts = run("show", archive, "--keys"), json.loads(run("show", archive, "--keys", "--json").output)

    assert table.exit_code == 0
    assert sorted(one["key"] for one in facts["key_list"]) == sorted(SECRETS)
    assert facts["revised_key_list"][0]["key"] == "09" * 16


def test_a_file_that_is_no_export_is_named_so(archive: Path) -> None:
    archive.write_bytes(b"holiday.jpg")

    result = run("show", archive)

    assert result.exit_code == 1
    assert "export.zip is not an export" in result.output


def test_text_from_outside_does_not_command_the_terminal(tmp_path: Path, key: Path) -> None:
    hostile = Export(EXPORT.start, EXPORT.end, "[bold]\x1b[2J", keys=EXPORT.keys)
    path = tmp_path / "hostile.zip"
    path.write_bytes(signed(hostile, (signer(1),)))

    shown, verified = run("show", path), run("verify", path, "--key", key)

    for result in (shown, verified):
        assert result.exit_code == 0
        assert "\x1b" not in result.output
        assert "[bold]\\u001b" in result.output
