"""The tables of ARCHITECTURE.md, made from the tree: `python -m tests.architecture_page` writes them anew."""

import ast
import re
from pathlib import Path

REPOSITORY = Path(__file__).parents[1]
SOURCE = REPOSITORY / "src" / "bluezone"
PAGE = REPOSITORY / "ARCHITECTURE.md"
BEGIN, END = "<!-- rooms: begin -->", "<!-- rooms: end -->"
ROOMS = ("protocol", "matching", "radio", "phone", "keyserver", "authority", "rollout", "lab", "config", "cli")


def first_line(module: Path) -> str:
    """Return the first sentence of a module's docstring."""
    text = ast.get_docstring(ast.parse(module.read_text(encoding="utf-8"))) or ""
    return text.splitlines()[0] if text else ""


def name_of(module: Path) -> str:
    """Return a module's name without `bluezone.`."""
    parts = module.relative_to(SOURCE).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__")


def modules(room: str) -> list[Path]:
    """Return the modules of a room that hold code, in order of name."""
    found = [path for path in (SOURCE / room).rglob("*.py") if path != SOURCE / room / "__init__.py"]
    return sorted((path for path in found if "migrations" not in path.parts), key=name_of)


def tables() -> str:
    """Return one table a room: module, what it is."""
    parts = []
    for room in ROOMS:
        rows = [f"| `{name_of(module)}` | {first_line(module)} |" for module in modules(room)]
        parts.append(
            "\n".join(
                [
                    f"### {room}: {first_line(SOURCE / room / '__init__.py')}",
                    "",
                    "| Module | What it is |",
                    "|---|---|",
                    *rows,
                ]
            )
        )
    return "\n\n".join(parts)


def written(page: str) -> str:
    """Return the page with its tables made anew."""
    pattern = re.compile(f"{re.escape(BEGIN)}.*?{re.escape(END)}", re.DOTALL)
    return pattern.sub(lambda _: f"{BEGIN}\n\n{tables()}\n\n{END}", page)


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
