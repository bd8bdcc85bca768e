"""The Kubernetes files hold before the schemas of Kubernetes, and what they name is there; no cluster is asked."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import kubernetes_validate  # type: ignore[import-untyped]  # it comes without annotations
import pytest
import yaml
from tests.deploy.words import DEPLOY, VARIABLE, checked_call, variables_read
from tests.tools import required_tool

from bluezone.keyserver.app import ENDPOINTS, INTERNAL

BASE = DEPLOY / "kustomize" / "base"
OVERLAY = DEPLOY / "kustomize" / "overlays" / "lai-chau"
VERSION = ".".join(kubernetes_validate.latest_version().split(".")[:2])
KUBECTL = shutil.which("kubectl")
BY_HAND = {"keyserver-database", "people-database", "keyserver-credential", "bluezone-tls"}
"""Secrets that an administrator makes; their values stand nowhere in the files."""

Document = dict[str, Any]


def documents(folder: Path) -> Iterator[Document]:
    """What a folder's kustomization gathers, read by this small hand: its resources and those of the folders below."""
    whole = yaml.safe_load((folder / "kustomization.yaml").read_text())
    for name in whole["resources"]:
        place = folder / name
        yield from documents(place) if place.is_dir() else yaml.safe_load_all(place.read_text())


def read(source: str, folder: Path) -> list[Document]:
    if source == "hand":
        return list(documents(folder))
    done = subprocess.run([str(KUBECTL), "kustomize", str(folder)], capture_output=True, text=True, check=True)
    return list(yaml.safe_load_all(done.stdout))


KUBECTL_TOO = [("kubectl", OVERLAY)] if KUBECTL else []
"""Debian has no kubectl that reads these files, so that a small hand gathers them where it is missing."""


@pytest.mark.parametrize(
    ("source", "folder"), [("hand", OVERLAY), *KUBECTL_TOO], ids=lambda each: str(each).split("/")[-1]
)
def test_every_resource_is_what_kubernetes_expects(source: str, folder: Path) -> None:
    found = read(source, folder)

    assert len(found) >= 12
    for document in found:
        kubernetes_validate.validate(document, VERSION, strict=True)


def test_a_misspelt_key_would_be_noticed() -> None:
    (document,) = [
        each for each in documents(BASE) if (each["kind"], each["metadata"]["name"]) == ("StatefulSet", "people")
    ]
    document["spec"]["template"]["spec"]["containers"][0]["readinesProbe"] = {}

    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(document, VERSION, strict=True)


def pods() -> dict[str, Document]:
    return {each["metadata"]["name"]: each["spec"] for each in documents(BASE) if each["kind"] == "StatefulSet"}


def containers() -> list[Document]:
    specs = [spec["template"]["spec"] for spec in pods().values()]
    return [each for spec in specs for each in (*spec.get("initContainers", ()), *spec["containers"])]


def test_every_container_is_shut_in() -> None:
    for spec in pods().values():
        inside = spec["template"]["spec"]
        assert inside["securityContext"]["runAsNonRoot"] is True
        assert inside["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
        assert inside["automountServiceAccountToken"] is False
    for container in containers():
        context = container["securityContext"]
        assert (context["allowPrivilegeEscalation"], context["readOnlyRootFilesystem"]) == (False, True)
        assert context["capabilities"]["drop"] == ["ALL"]
        assert container["resources"]["limits"]["memory"]


def test_every_program_calls_a_command_that_there_is_and_is_asked_how_it_stands() -> None:
    ours = [container for container in containers() if container["image"] == "bluezone"]

    for container in ours:
        checked_call(container["args"])
    asked = {each["name"]: each["readinessProbe"]["httpGet"]["path"] for each in ours if "ports" in each}
    assert asked == {"keyserver": "/ready", "site": "/ready", "console": "/ready"}


def test_only_the_authority_reaches_the_keyserver_s_inner_door() -> None:
    policies = {each["metadata"]["name"]: each["spec"] for each in documents(BASE) if each["kind"] == "NetworkPolicy"}
    inner = [
        rule for rule in policies["keyserver"]["ingress"] if {"protocol": "TCP", "port": "inside"} in rule["ports"]
    ]

    assert policies["nothing"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    assert [rule["from"] for rule in inner] == [
        [{"podSelector": {"matchLabels": {"app.kubernetes.io/name": "people"}}}]
    ]
    services = {
        each["metadata"]["name"]: each["spec"]["ports"] for each in documents(BASE) if each["kind"] == "Service"
    }
    assert [port["targetPort"] for port in services["keyserver-public"]] == ["public"]


def test_the_outer_door_hides_what_only_the_authority_asks() -> None:
    text = (BASE / "Caddyfile").read_text()
    (hidden,) = re.findall(r"@internal path (.+)", text)
    hides = {path for path in INTERNAL if any(fnmatchcase(path, each) for each in hidden.split())}
    too_much = {
        each.path
        for each in ENDPOINTS
        if not each.admin and any(fnmatchcase(each.path, rule) for rule in hidden.split())
    }

    assert hides == set(INTERNAL)
    assert not too_much
    assert "respond @internal 404" in text
    words = [required_tool("caddy"), "validate", "--adapter", "caddyfile", "--config", str(BASE / "Caddyfile")]
    assert subprocess.run(words, capture_output=True, timeout=300, check=False).returncode == 0


def test_what_is_named_is_there_and_no_secret_is_written_down() -> None:
    texts = [path.read_text() for path in (DEPLOY / "kustomize").rglob("*") if path.is_file()]
    made = {"origins", "keys-proxy"}
    named = {
        name
        for text in texts
        for name in re.findall(r"(?:secretKeyRef|configMapKeyRef|configMapRef|configMap): {name: ([\w-]+)", text)
    }
    named |= {name for text in texts for name in re.findall(r"secretName: ([\w-]+)", text)}

    assert named == made | BY_HAND
    assert not any(each["kind"] == "Secret" for each in documents(OVERLAY))
    assert {found for text in texts for found in VARIABLE.findall(text)} <= variables_read() | {"BLUEZONE_REGION"}


def test_every_pod_is_kept_by_a_budget_and_every_selector_finds_a_pod() -> None:
    labels = {name: spec["template"]["metadata"]["labels"] for name, spec in pods().items()}
    budgets = {
        each["metadata"]["name"]: each["spec"] for each in documents(BASE) if each["kind"] == "PodDisruptionBudget"
    }
    selectors = [
        *(each["spec"]["selector"] for each in documents(BASE) if each["kind"] == "Service"),
        *(budget["selector"]["matchLabels"] for budget in budgets.values()),
        *(
            each["spec"]["podSelector"].get("matchLabels", {})
            for each in documents(OVERLAY)
            if each["kind"] == "NetworkPolicy"
        ),
    ]

    assert set(budgets) == set(pods())
    assert all(any(selector.items() <= found.items() for found in labels.values()) for selector in selectors)


def test_the_overlay_changes_only_what_the_base_has() -> None:
    base = yaml.safe_load((BASE / "kustomization.yaml").read_text())
    overlay = yaml.safe_load((OVERLAY / "kustomization.yaml").read_text())

    (generator,) = overlay["configMapGenerator"]
    literals = {row.partition("=")[0] for each in base["configMapGenerator"] for row in each.get("literals", ())}
    assert {row.partition("=")[0] for row in generator["literals"]} <= literals
    assert {each["name"] for each in overlay["images"]} == {each["name"] for each in base["images"]}
    assert all((OVERLAY / patch["path"]).exists() for patch in overlay["patches"])
