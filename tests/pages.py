"""The citizen's pages and the field's as a developer keeps them: `python -m tests.pages COMMAND`.

`install` brings node_modules to what package-lock.json describes; `lock` writes that lock anew, without addresses;
`vendor` copies the libraries that the pages carry; `files` lists what the service workers keep, and names the versions;
`check` runs the checks of types and of the oldest browser. The field's pages borrow modules, styles and libraries of the
citizen's by `#app/…`, which a browser finds at `../app/…`.
"""

import fcntl
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parents[1]
PAGES: Final = ROOT / "src" / "bluezone" / "citizen" / "pages"
VENDOR: Final = PAGES / "vendor"
PACKAGES: Final = ROOT / "node_modules"
LOCK: Final = ROOT / "package-lock.json"
STAMP: Final = PACKAGES / "bluezone-stamp"

ENTRIES: Final = {
    "@hpke/common": "@hpke/common/esm/mod.js",
    "@hpke/core": "@hpke/core/esm/mod.js",
    "@hpke/dhkem-x25519": "@hpke/dhkem-x25519/esm/mod.js",
    "@noble/ed25519": "@noble/ed25519/index.js",
    "htm": "htm/dist/htm.module.js",
    "lean-qr": "lean-qr/index.mjs",
    "preact": "preact/dist/preact.mjs",
    "preact/hooks": "preact/hooks/dist/hooks.mjs",
    "zxing-wasm/reader": "zxing-wasm/dist/es/reader/index.js",
}
"""What a page imports by name, and the file of the package that it gets."""
EXTRAS: Final = ("zxing-wasm/dist/reader/zxing_reader.wasm",)
"""What a library fetches itself."""
IMPORT: Final = re.compile(r"""^(?:import|export)\s(?:[^"'`;]*?\sfrom\s*)?["'](\.[^"']+)["']""", re.MULTILINE)
OUTSIDE: Final = ("README.md", "importmap.json")
"""What the vendor folder holds beside the packages' own files."""

VERSION: Final = re.compile(r'(?<=version: ")[^"]*(?=")')
NOT_KEPT: Final = ("sw.js", "files.json", "vendor/importmap.json")
KEPT: Final = frozenset({".css", ".html", ".js", ".json", ".mjs", ".png", ".svg", ".ico", ".wasm", ".webmanifest"})
"""Kinds of files that a page is made of."""
COMMENT: Final = re.compile(r"/\*.*?\*/", re.DOTALL)
LATER_IMPORT: Final = re.compile(r"""\bimport\(\s*["']([^"']+)["']""")
LINKED: Final = re.compile(r'<link rel="stylesheet" href="\.\./app/([^"]+)"')

MAIN: Final = '<script type="module" src="main.js"></script>'
PRELOADS: Final = re.compile(r'<link rel="modulepreload"[^>]*>\n')
ANY_IMPORT: Final = re.compile(r"""^(?:import|export)\s(?:[^"'`;]*?\sfrom\s*)?["']([^"']+)["']""", re.MULTILINE)
BORROWED: Final = "../app/"
"""Where the field's pages find the citizen's."""


@dataclass(frozen=True, slots=True)
class Folder:
    """One set of pages with a first page, a service worker and a list of what that keeps.

    Args:
        root: Where its files are.
        first: The modules from which everything is reached that a first visit needs.
    """

    root: Path
    first: tuple[str, ...]

    @property
    def worker(self) -> Path:
        """Its service worker."""
        return self.root / "sw.js"

    @property
    def list(self) -> Path:
        """The list of what the service worker keeps."""
        return self.root / "files.json"

    @property
    def index(self) -> Path:
        """Its first page."""
        return self.root / "index.html"

    def name(self, file: Path) -> str:
        """Return the address of a file below the first page."""
        if file.is_relative_to(self.root):
            return file.relative_to(self.root).as_posix()
        return BORROWED + file.relative_to(PAGES).as_posix()


CITIZEN: Final = Folder(PAGES, ("main.js", "device/browser.js"))
FIELD: Final = Folder(
    ROOT / "src" / "bluezone" / "rollout" / "fieldwork" / "pages",
    ("main.js", "device/vault.js", "screens/enrol.js", "words/enrol.js"),
)
FOLDERS: Final = (CITIZEN, FIELD)
KEEPING: Final = PAGES / "keeping.js"
"""What both service workers are made of."""
WORKER, LIST, INDEX = CITIZEN.worker, CITIZEN.list, CITIZEN.index

CHECKS: Final = (
    ("tsc", "--project", "tsconfig.json"),
    ("tsc", "--project", "tsconfig.worker.json"),
    (
        *("eslint", "--max-warnings=0", "src/bluezone/citizen/pages", "src/bluezone/rollout/fieldwork/pages"),
        *("tests/citizen", "tests/rollout/fieldwork"),
    ),
)
"""Types of every page, of the service worker; the oldest browser, and manners."""


def install() -> None:
    """Bring node_modules to what the lock describes, unless it is there already.

    Raises:
        SystemExit: npm is missing, or could not install.
    """
    wanted = hashlib.sha256(LOCK.read_bytes() + (ROOT / "package.json").read_bytes()).hexdigest()
    with LOCK.open("rb") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if STAMP.exists() and STAMP.read_text() == wanted:
            return
        npm("ci", "--loglevel=error")
        STAMP.write_text(wanted)


def npm(*words: str) -> None:
    """Run npm in the repository, and give up with a clear word when it is missing or fails."""
    program = shutil.which("npm")
    if not program:
        sys.exit("The citizen's pages are checked with Node and npm: put both on PATH, such as by apt-get install npm.")
    ran = subprocess.run([program, *words], cwd=ROOT, capture_output=True, text=True, check=False)
    if ran.returncode:
        sys.exit(f"npm {words[0]} failed:\n{ran.stdout}{ran.stderr}")


def lock() -> None:
    """Write package-lock.json anew: versions and hashes, no address."""
    npm("install", "--package-lock-only", "--loglevel=error")
    described = json.loads(LOCK.read_text())
    LOCK.write_text(json.dumps(without_funding(described), indent=2, ensure_ascii=False) + "\n")


def without_funding(value: Any) -> Any:
    """Return a lock without the addresses at which its authors take money."""
    if isinstance(value, dict):
        return {name: without_funding(part) for name, part in value.items() if name != "funding"}
    return value


def vendored() -> dict[str, Path]:
    """Return every file that the vendor folder holds of a package, by its path, and where it comes from."""
    reached = dict[str, Path]()
    for entry in (*ENTRIES.values(), *EXTRAS):
        for file in closure(PACKAGES / entry, reached):
            reached[str(file.relative_to(PACKAGES))] = file
    owners = {package(path) for path in reached}
    licences = [file for owner in owners for file in (PACKAGES / owner).glob("LICENSE*")]
    return dict(sorted({**reached, **{str(file.relative_to(PACKAGES)): file for file in licences}}.items()))


def closure(file: Path, known: dict[str, Path]) -> Iterator[Path]:
    """Yield a module and everything it imports by a relative path."""
    waiting, met = [file], set(known.values())
    while waiting:
        module = waiting.pop()
        if module in met:
            continue
        met.add(module)
        yield module
        if module.suffix in {".js", ".mjs"}:
            waiting += [(module.parent / path).resolve() for path in IMPORT.findall(module.read_text())]


def package(path: str) -> str:
    """Return the package that a path in node_modules belongs to."""
    parts = path.split("/")
    return "/".join(parts[: 2 if path.startswith("@") else 1])


def vendor() -> None:
    """Make the vendor folder anew."""
    install()
    for each in VENDOR.iterdir() if VENDOR.is_dir() else ():
        if each.is_dir():
            shutil.rmtree(each)
    for path, source in vendored().items():
        (VENDOR / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, VENDOR / path)
    (VENDOR / "importmap.json").write_text(import_map())


def import_map() -> str:
    """Return the import map of the pages, relative to their folder."""
    imports = {name: f"./vendor/{path}" for name, path in ENTRIES.items()}
    return json.dumps({"imports": imports}, indent=2) + "\n"


def kept(folder: Folder = CITIZEN) -> dict[str, str]:
    """Return what a service worker keeps for use without a network: each file and its hash, as browsers check it."""
    own = {file for file in folder.root.rglob("*") if file.is_file() and file.suffix in KEPT}
    paths = {folder.name(file): file for file in own | (borrowed(folder) if folder is FIELD else set())}
    return {path: integrity(paths[path]) for path in sorted(paths) if path not in NOT_KEPT}


def borrowed(folder: Folder) -> set[Path]:
    """Return what a folder's pages use of the citizen's: modules that are reached now or later, styles, the scanner."""
    own = {file for file in folder.root.rglob("*.js") if file != folder.worker}
    reached = {file for file in closure_of(own, later=True) if not file.is_relative_to(folder.root)}
    styles = {PAGES / path for path in LINKED.findall(folder.index.read_text(encoding="utf-8"))}
    scanner = any("zxing-wasm" in file.parts for file in reached)
    return reached | styles | {KEEPING} | ({VENDOR / path for path in EXTRAS} if scanner else set())


def closure_of(begun: set[Path], *, later: bool = False) -> set[Path]:
    """Return modules and everything that they import; with `later`, also what they fetch when it is needed."""
    reached, waiting = set[Path](), list(begun)
    while waiting:
        module = waiting.pop()
        if module in reached or not module.is_file():
            continue
        reached.add(module)
        code = COMMENT.sub("", module.read_text(encoding="utf-8"))
        names = [*ANY_IMPORT.findall(code), *(known(LATER_IMPORT.findall(code)) if later else [])]
        waiting += [imported(name, module) for name in names]
    return reached


def known(names: list[str]) -> list[str]:
    """Return the names that a browser finds; a library may ask for others where it runs elsewhere."""
    return [name for name in names if name[0] in ".#" or name in ENTRIES]


def integrity(file: Path) -> str:
    """Return a file's hash in the form of W3C Subresource Integrity."""
    return "sha256-" + b64encode(hashlib.sha256(file.read_bytes()).digest()).decode()


def worker_text(version: str, folder: Folder = CITIZEN) -> str:
    """Return a service worker as it names a version."""
    return VERSION.sub(version, folder.worker.read_text(encoding="utf-8"))


def version_of(listed: dict[str, str], folder: Folder = CITIZEN) -> str:
    """Return the name of the version that holds these files and this service worker."""
    described = json.dumps(listed) + worker_text("", folder)
    return hashlib.sha256(described.encode()).hexdigest()[:16]


def list_text(folder: Folder = CITIZEN) -> str:
    """Return `files.json` as it must be."""
    listed = kept(folder)
    return json.dumps({"version": version_of(listed, folder), "files": listed}, indent=1) + "\n"


def first_modules(folder: Folder = CITIZEN) -> list[str]:
    """Return the modules that the first page needs before it shows anything, in order of name."""
    return sorted(folder.name(module) for module in closure_of({folder.root / name for name in folder.first}))


def imported(name: str, importer: Path) -> Path:
    """Return the file that a module imports by a relative path or a name of the import map."""
    if name.startswith("."):
        return (importer.parent / name).resolve()
    if name.startswith("#"):
        place, _, path = name.partition("/")
        return {"#app": CITIZEN, "#field": FIELD}[place].root / path
    return VENDOR / ENTRIES[name]


def index_text(folder: Folder = CITIZEN) -> str:
    """Return a first page as it asks for its modules at once, instead of one after another."""
    links = "".join(f'<link rel="modulepreload" href="{name}">\n' for name in first_modules(folder))
    bare = PRELOADS.sub("", folder.index.read_text(encoding="utf-8"))
    return bare.replace(MAIN, links + MAIN)


def files() -> None:
    """Write the first pages' lists of modules, `files.json` and the service workers' versions anew."""
    for folder in FOLDERS:
        folder.index.write_text(index_text(folder), encoding="utf-8")
        folder.list.write_text(list_text(folder))
        folder.worker.write_text(worker_text(version_of(kept(folder), folder), folder), encoding="utf-8")


def check() -> None:
    """Check types, the oldest browser and the list of files; show everything that is wrong.

    Raises:
        SystemExit: Something is wrong.
    """
    install()
    failed = [name for name, *words in CHECKS if subprocess.run([tool(name), *words], cwd=ROOT, check=False).returncode]
    if not is_current():
        sys.stdout.write("The list of files is old: run `python -m tests.pages files`.\n")
        failed.append("files")
    if failed:
        sys.exit(f"pages: {', '.join(failed)} found something")
    sys.stdout.write("pages: nothing found\n")


def is_current() -> bool:
    """Return whether `files` would change nothing."""
    texts = dict[Path, str]()
    for folder in FOLDERS:
        version = version_of(kept(folder), folder)
        texts |= {
            folder.index: index_text(folder),
            folder.list: list_text(folder),
            folder.worker: worker_text(version, folder),
        }
    return all(file.exists() and file.read_text(encoding="utf-8") == text for file, text in texts.items())


def tool(name: str) -> str:
    """Return the path of an installed tool."""
    return os.fspath(PACKAGES / ".bin" / name)


COMMANDS: Final = {"install": install, "lock": lock, "vendor": vendor, "files": files, "check": check}


def main(words: list[str]) -> None:
    """Run the command that the words name."""
    if len(words) != 1 or words[0] not in COMMANDS:
        sys.exit(f"python -m tests.pages {'|'.join(COMMANDS)}")
    COMMANDS[words[0]]()


if __name__ == "__main__":
    main(sys.argv[1:])
