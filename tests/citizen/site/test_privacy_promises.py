"""Every sentence of the privacy notice is held by a test that exists, in both languages, on the page and in the documents."""

import ast
import re
from pathlib import Path

import pytest
from django.utils import translation

from bluezone.citizen.site.promises import CHAPTERS

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "privacy.md").read_text(encoding="utf-8")
PROMISE = re.compile(r"^\* (?P<vi>.+)<br>(?P<en>.+)\n(?P<tests>(?:  \* `.+`\n)+)", re.MULTILINE)
PROMISES = [
    (found["vi"], found["en"], tuple(re.findall(r"`(.+)`", found["tests"]))) for found in PROMISE.finditer(PAGE)
]
NAMED = sorted({name for _vi, _en, names in PROMISES for name in names})


def promised(language: str) -> list[str]:
    with translation.override(language):
        return [str(sentence) for chapter in CHAPTERS for sentence in chapter.sentences]


def defined_in(file: Path) -> set[str]:
    """The names of a file's tests, in Python or in JavaScript."""
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".js":
        return set(re.findall(r'^test\("(.+?)", ', text, re.MULTILINE))
    return {node.name for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


def test_the_page_and_the_documents_promise_the_same_in_both_languages() -> None:
    assert [vi for vi, _en, _names in PROMISES] == promised("vi")
    assert [en for _vi, en, _names in PROMISES] == promised("en")


@pytest.mark.parametrize("named", NAMED)
def test_each_promise_is_held_by_a_test_that_exists(named: str) -> None:
    file, _, name = named.partition("::")

    assert name in defined_in(ROOT / file)
