"""The Caddy file in front of the three origins says what it should; Caddy itself is asked where it is installed."""

import json
import re
import subprocess
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import pytest
from tests.tools import required_tool

from bluezone.cli import people
from bluezone.cli.keyserver import PORT as KEYS_PORT
from bluezone.keyserver.app import ENDPOINTS, INTERNAL

FILE = Path(__file__).parent.parent.parent / "deploy" / "Caddyfile"


@dataclass
class Block:
    """A directive with its words, and the directives inside its braces."""

    words: list[str]
    inside: list["Block"] = field(default_factory=list)

    def find(self, *words: str) -> list["Block"]:
        """Every directive inside, at any depth, that begins with these words."""
        found = [each for each in self.inside if each.words[: len(words)] == [*words]]
        return [*found, *(deeper for each in self.inside for deeper in each.find(*words))]


def parsed(text: str) -> Block:
    """The file as a tree; a brace that opens ends a line, one that closes stands alone."""
    stack = [Block([])]
    for number, raw in enumerate(text.splitlines(), start=1):
        words = re.sub(r"(^|\s)#.*", "", raw).split()
        if words == ["}"]:
            assert len(stack) > 1, f"line {number} closes what was never opened"
            stack.pop()
        elif words:
            opens = words[-1] == "{"
            block = Block(words[:-1] if opens else words)
            stack[-1].inside.append(block)
            stack += [block] if opens else []
    assert len(stack) == 1, "a brace is not closed"
    return stack[0]


@pytest.fixture
def whole() -> Block:
    return parsed(FILE.read_text())


def hosts(whole: Block) -> dict[str, Block]:
    """The blocks of the three host names, by the name of the variable that sets each."""
    named = {re.fullmatch(r"{\$(\w+):([\w.]+)}", block.words[0]): block for block in whole.inside if block.words}
    return {match[1]: block for match, block in named.items() if match}


def test_there_are_three_host_names_and_each_leads_to_its_own_program(whole: Block) -> None:
    leads = {name: block.find("import", "door")[0].words[2] for name, block in hosts(whole).items()}

    assert leads == {
        "BLUEZONE_SITE_HOST": f"{{$BLUEZONE_SITE_UPSTREAM:127.0.0.1:{people.SITE_PORT}}}",
        "BLUEZONE_KEYS_HOST": f"{{$BLUEZONE_KEYS_UPSTREAM:127.0.0.1:{KEYS_PORT}}}",
        "BLUEZONE_CONSOLE_HOST": f"{{$BLUEZONE_CONSOLE_UPSTREAM:127.0.0.1:{people.CONSOLE_PORT}}}",
    }


def test_nothing_is_served_without_encryption(whole: Block) -> None:
    text = FILE.read_text()

    assert "http://" not in text
    assert "auto_https" not in text
    assert not whole.find("tls", "internal")


def test_nobody_writes_down_who_came(whole: Block) -> None:
    assert whole.find("log") == []
    assert whole.find("log_append") == []


def test_the_programs_learn_the_scheme_and_the_host(whole: Block) -> None:
    (proxy,) = whole.find("reverse_proxy")

    sent = [each.words[1:] for each in proxy.find("header_up")]
    assert ["X-Forwarded-Proto", "{scheme}"] in sent
    assert ["Host", "{host}"] in sent


def test_no_cookie_reaches_or_leaves_the_keyserver(whole: Block) -> None:
    keys = hosts(whole)["BLUEZONE_KEYS_HOST"]

    assert keys.find("request_header", "-Cookie")
    assert keys.find("header", "-Set-Cookie")


def test_answers_of_the_keyserver_keep_their_size(whole: Block) -> None:
    compressed = {name for name, block in hosts(whole).items() if block.find("encode")}

    assert compressed == {"BLUEZONE_SITE_HOST", "BLUEZONE_CONSOLE_HOST"}
    assert not next(block for block in whole.inside if block.words == ["(door)"]).find("encode")


def test_what_only_the_authority_asks_of_the_keyserver_is_not_found_from_outside(whole: Block) -> None:
    keys = hosts(whole)["BLUEZONE_KEYS_HOST"]
    (hidden,) = keys.find("@internal", "path")

    assert keys.find("respond", "@internal", "404")
    assert {path for path in INTERNAL if not any(fnmatchcase(path, each) for each in hidden.words[2:])} == set()
    assert {
        endpoint.path
        for endpoint in ENDPOINTS
        if not endpoint.admin and any(fnmatchcase(endpoint.path, each) for each in hidden.words[2:])
    } == set()


def test_what_only_machines_inside_ask_of_the_doors_is_not_found_from_outside(whole: Block) -> None:
    for name in ("BLUEZONE_SITE_HOST", "BLUEZONE_CONSOLE_HOST"):
        door = hosts(whole)[name]

        assert door.find("@watch", "path", "/ready", "/metrics")
        assert door.find("respond", "@watch", "404")


def test_every_door_limits_what_is_uploaded(whole: Block) -> None:
    (snippet,) = [block for block in whole.inside if block.words == ["(door)"]]

    assert snippet.find("max_size", "{args.1}")
    assert all(re.fullmatch(r"\d+[KM]B", block.find("import", "door")[0].words[3]) for block in hosts(whole).values())


@pytest.mark.parametrize("broken", ["{\n", "}\n", "site {\n\treverse_proxy x {\n}\n"])
def test_a_brace_too_many_or_too_few_is_noticed(broken: str) -> None:
    with pytest.raises(AssertionError):
        parsed(broken)


def handlers(routes: list[dict[str, Any]]) -> list[tuple[str, dict[str, Any]]]:
    """Every handler in the order in which Caddy asks them, with what its route matches."""
    found = list[tuple[str, dict[str, Any]]]()
    for route in routes:
        for each in route.get("handle", []):
            found += handlers(each["routes"]) if each["handler"] == "subroute" else [(each["handler"], route)]
    return found


def test_caddy_itself_finds_no_fault_and_hides_before_it_passes_on() -> None:
    checked = subprocess.run(
        [required_tool("caddy"), "adapt", "--validate", "--adapter", "caddyfile", "--config", str(FILE)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert checked.returncode == 0, checked.stderr
    (server,) = json.loads(checked.stdout)["apps"]["http"]["servers"].values()
    (keys,) = [route for route in server["routes"] if route["match"][0]["host"] == ["keys.localhost"]]
    asked = [(name, route.get("match", [{}])[0].get("path", [])) for name, route in handlers([keys])]
    names = [name for name, _paths in asked]
    assert names.index("static_response") < names.index("reverse_proxy")
    assert "/api/mail*" in dict(asked)["static_response"]
