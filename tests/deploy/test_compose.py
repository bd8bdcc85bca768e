"""The image's file and the compose file: read by docker-compose, held against the repository; nothing is built."""

import re
import subprocess
from functools import cache
from typing import Any

import pytest
import yaml
from tests.deploy.words import DEPLOY, ROOT, VARIABLE, checked_call, variables_read
from tests.tools import required_tool

COMPOSE = DEPLOY / "compose"
PROGRAMS = ("keyserver", "prepare", "site", "console", "worker", "feeds")


def instructions() -> list[tuple[str, str]]:
    """The instructions of the Dockerfile, each with what follows it."""
    text = re.sub(r"^#.*\n", "", (COMPOSE / "Dockerfile").read_text(), flags=re.MULTILINE).replace("\\\n", " ")
    found = [line.partition(" ") for line in text.splitlines() if line.strip()]
    return [(word, rest.strip()) for word, _, rest in found]


@cache
def services() -> dict[str, Any]:
    """The services as docker-compose reads them, with everything that is repeated filled in."""
    words = [required_tool("docker-compose"), "--env-file", "example.env", "--file", "compose.yml", "config"]
    done = subprocess.run(words, cwd=COMPOSE, capture_output=True, text=True, timeout=300, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    found: dict[str, Any] = yaml.safe_load(done.stdout)["services"]
    return found


def test_what_the_image_copies_is_there() -> None:
    copied = [rest.split()[:-1] for word, rest in instructions() if word == "COPY" and not rest.startswith("--from")]

    assert copied
    assert [path for row in copied for path in row if not (ROOT / path).exists()] == []


def test_the_image_installs_what_the_locks_say_and_checks_every_hash() -> None:
    steps = " ".join(rest for word, rest in instructions() if word == "RUN")

    assert "python3 dev run true" in steps
    assert all("--require-hashes" in step for step in re.findall(r"pip install[^&]*", steps))
    assert not re.search(r"curl|wget|https?://|apt-get", steps)


def test_the_lock_of_the_bucket_s_library_is_that_of_the_developers() -> None:
    entry = (DEPLOY / "objects.lock").read_text()

    assert entry.startswith("obstore==")
    assert entry in (ROOT / "requirements-dev.lock").read_text()
    assert "://" not in entry


def test_the_image_runs_as_nobody_in_particular() -> None:
    words = [word for word, _ in instructions()]
    users = [rest for word, rest in instructions() if word == "USER"]

    assert users == ["10001:10001"]
    assert words.index("USER") > len(words) - words[::-1].index("RUN") - 1
    assert dict(instructions())["FROM"] == "${BASE}"
    assert not any(rest.endswith(":latest") for _, rest in instructions())


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_calls_a_command_that_there_is_and_is_shut_in(name: str) -> None:
    service = services()[name]

    checked_call(service["command"])
    assert (service["user"], service["read_only"], service["cap_drop"]) == ("10001:10001", True, ["ALL"])
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "ports" not in service, "only Caddy is reached from outside"


def test_each_half_reaches_its_own_records_only() -> None:
    networks = {name: set(service["networks"]) for name, service in services().items()}

    assert networks["keys-database"] == {"keys"}
    assert networks["people-database"] == {"people"}
    assert {name for name, joined in networks.items() if "keys" in joined} == {"keyserver", "keys-database"}
    assert "people" not in networks["keyserver"] | networks["caddy"]


def test_the_only_door_is_caddy_and_it_alone_tells_where_requests_come_from() -> None:
    (trusted,) = (services()[name]["environment"]["FORWARDED_ALLOW_IPS"] for name in ("keyserver",))

    assert [name for name, service in services().items() if "ports" in service] == ["caddy"]
    assert services()["caddy"]["networks"]["front"]["ipv4_address"] == trusted
    assert {value for key, value in services()["caddy"]["environment"].items() if key.endswith("UPSTREAM")} == {
        "site:8081",
        "console:8082",
        "keyserver:8080",
    }


def test_variables_are_read_by_somebody_and_no_password_stands_in_the_files() -> None:
    text = (COMPOSE / "compose.yml").read_text() + (COMPOSE / "example.env").read_text()
    of_caddy = set(VARIABLE.findall((DEPLOY / "Caddyfile").read_text()))

    assert set(VARIABLE.findall(text)) <= variables_read() | of_caddy
    assert not re.search(r"://[^/@\s]+:[^/@\s]+@", text)
    assert "secrets/" in (COMPOSE / ".gitignore").read_text()
