"""What pages and code ask to be translated, found without the gettext tools, and text that nobody can translate."""

import ast
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Final, NamedTuple

from django.template import Template
from django.template.base import Node, NodeList
from django.templatetags.i18n import BlockTranslateNode, TranslateNode

CALLS: Final = {"_", "gettext", "gettext_lazy", "gettext_noop", "translate"}
PLURAL_CALLS: Final = {"ngettext", "ngettext_lazy"}
CONTEXT_CALLS: Final = {"pgettext", "pgettext_lazy"}
BLOCK: Final = re.compile(r"{%\s*blocktrans(?:late)?\b.*?{%\s*endblocktrans(?:late)?\s*%}", re.DOTALL)
COMMENT: Final = re.compile(r"{#.*?#}|{%\s*comment\b.*?{%\s*endcomment\s*%}", re.DOTALL)
CLASS_BLOCK: Final = re.compile(r"{%\s*block\s+\w*class\s*%}.*?{%\s*endblock\b.*?%}", re.DOTALL)
TAG: Final = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
WORD: Final = re.compile(r"[^\W\d_]{2,}")
SPOKEN: Final = {"alt", "title", "placeholder", "aria-label", "aria-description"}
NAMES: Final = {"Bluezone", "VI", "EN", "Tiếng", "Việt", "English", "km²"}
"""Words that are the same in every language."""


class Asked(NamedTuple):
    """One message that somebody asks to be translated, by the key of compiled catalogs, and where."""

    key: str
    place: str


def asked_by_code(file: Path) -> Iterator[Asked]:
    """Every literal that a module hands to gettext."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            words = [each.value for each in node.args if isinstance(each, ast.Constant) and isinstance(each.value, str)]
            key = _key(name, words)
            if key:
                yield Asked(key, f"{file.name}:{node.lineno}")


def asked_by_template(file: Path) -> Iterator[Asked]:
    """Every literal that a template asks to be translated."""
    template = Template(file.read_text(encoding="utf-8"))
    for node in _nodes(template.nodelist):
        if isinstance(node, TranslateNode):
            context = node.message_context.var if node.message_context else ""
            text = node.filter_expression.var
            literal = text if isinstance(text, str) else text.literal
            if isinstance(literal, str):
                yield Asked(f"{context}\x04{literal}" if context else literal, _place(file, node))
        elif isinstance(node, BlockTranslateNode):
            singular, _ = node.render_token_list(node.singular)
            plural, _ = node.render_token_list(node.plural) if node.plural else ("", [])
            context = f"{node.message_context.var}\x04" if node.message_context else ""
            yield Asked(context + singular + (f"\x00{plural}" if plural else ""), _place(file, node))
    for match in re.finditer(r"""_\(\s*(["'])(.*?)\1\s*\)""", file.read_text(encoding="utf-8")):
        yield Asked(match[2], file.name)


def bare_text(source: str) -> list[str]:
    """Words of a template that a reader sees and nobody can translate."""
    reader = _Reader()
    reader.feed(TAG.sub(" ", CLASS_BLOCK.sub("", BLOCK.sub(" ", COMMENT.sub("", source)))))
    return [text for text in reader.seen if {*WORD.findall(text)} - NAMES]


def stanza(asked: Asked) -> str:
    """A message as a source of a catalog wants it, ready to be translated."""
    context, _, rest = asked.key.rpartition("\x04")
    singular, _, plural = rest.partition("\x00")
    lines = [f"#: {asked.place}", *([f"msgctxt {_quoted(context)}"] if context else []), f"msgid {_quoted(singular)}"]
    lines += [f"msgid_plural {_quoted(plural)}", 'msgstr[0] ""'] if plural else ['msgstr ""']
    return "\n".join(lines)


class _Reader(HTMLParser):
    """Collects what a reader of a page sees."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []
        self._silent = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent = tag in {"script", "style"}
        self.seen += [value for name, value in attrs if name in SPOKEN and value]

    def handle_endtag(self, tag: str) -> None:
        self._silent = self._silent and tag not in {"script", "style"}

    def handle_data(self, data: str) -> None:
        if not self._silent and data.strip():
            self.seen.append(data.strip())


def _key(name: str, words: list[str]) -> str:
    if name in CALLS and words:
        return words[0]
    if name in PLURAL_CALLS and len(words) > 1:
        return f"{words[0]}\x00{words[1]}"
    if name in CONTEXT_CALLS and len(words) > 1:
        return f"{words[0]}\x04{words[1]}"
    return ""


def _nodes(nodes: NodeList) -> Iterator[Node]:
    for node in nodes:
        yield node
        children = [getattr(node, name, None) for name in node.child_nodelists]
        branches = [each[1] for each in getattr(node, "conditions_nodelists", [])]
        for child in [*children, *branches]:
            if isinstance(child, NodeList):
                yield from _nodes(child)


def _place(file: Path, node: Node) -> str:
    return f"{file.name}:{node.token.lineno}" if node.token else file.name


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
