"""The citizen's pages as a server hands them out."""

import gzip
from base64 import b64encode
from hashlib import sha256
from pathlib import Path

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from bluezone.citizen.serving import (
    Name,
    Setting,
    bears_policy,
    inline_scripts,
    page_headers,
    security_policy,
    served_files,
    setting_file,
)

KEYS = "https://keys.example"


def folder_with(folder: Path, files: dict[str, bytes]) -> Path:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


def test_each_page_is_served_with_its_kind_and_asked_for_again(tmp_path: Path) -> None:
    folder = folder_with(
        tmp_path, {"index.html": b"<p>", "core/a.js": b"1", "x/LICENSE": b"MIT", "icons/a.svg": b"<svg/>"}
    )

    files = served_files(folder)

    kinds = {path: (file.content_type, file.cache) for path, file in files.items()}
    assert kinds == {
        "core/a.js": ("text/javascript; charset=utf-8", "no-cache"),
        "icons/a.svg": ("image/svg+xml", "public, max-age=86400"),
        "index.html": ("text/html; charset=utf-8", "no-cache"),
        "x/LICENSE": ("text/plain; charset=utf-8", "no-cache"),
    }


def test_nothing_hidden_strange_or_outside_is_served(tmp_path: Path) -> None:
    secret = folder_with(tmp_path / "elsewhere", {"secret.js": b"x"})
    folder = folder_with(tmp_path / "pages", {".git/a.js": b"x", ".a.js": b"x", "a.py": b"x", "notes.md": b"x"})
    (folder / "way-out.js").symlink_to(secret / "secret.js")

    files = served_files(folder)

    assert files == {}


def test_what_gets_shorter_is_kept_in_gzip_too(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, {"long.js": b"a" * 1000, "short.js": b"a"})

    files = served_files(folder)

    assert gzip.decompress(files["long.js"].zipped or b"") == b"a" * 1000
    assert files["short.js"].zipped is None


@given(st.binary(max_size=80), st.binary(max_size=80))
def test_two_files_share_a_tag_only_when_they_are_the_same(one: bytes, other: bytes) -> None:
    tags = {setting_tag(content) for content in (one, other)}

    assert (len(tags) == 1) == (one == other)


def setting_tag(content: bytes) -> str:
    from bluezone.citizen.serving import served  # noqa: PLC0415 -- only this property looks at it

    return served(content, ".js").tag


def test_only_the_import_map_of_the_page_may_run_inline() -> None:
    words = b'\n{"imports": {"preact": "./vendor/preact.js"}}\n'
    index = b'<script type="importmap">' + words + b'</script><script type=module src="main.js"></script>'

    policy = security_policy(index, keys=KEYS)

    mark = b64encode(sha256(words).digest()).decode()
    assert inline_scripts(index) == [words]
    assert f"script-src 'self' 'sha256-{mark}' 'wasm-unsafe-eval';" in policy
    assert "unsafe-inline" not in policy


def test_the_pages_speak_to_the_keyserver_and_to_nobody_else() -> None:
    policy = dict(part.split(" ", 1) for part in security_policy(b"", keys=KEYS).split("; "))

    reached = {name: words for name, words in policy.items() if "http" in words}

    assert policy["default-src"] == "'none'"
    assert reached == {"connect-src": f"'self' {KEYS}"}


def test_the_pages_may_use_the_camera_and_nothing_else_that_watches() -> None:
    permissions = page_headers(b"", keys=KEYS)["Permissions-Policy"]

    assert "camera=(self)" in permissions
    assert all(f"{name}=()" in permissions for name in ("geolocation", "microphone", "usb"))


def test_documents_and_the_worker_bear_the_policy_and_their_parts_do_not() -> None:
    bearing = [path for path in served_files() if bears_policy(path)]

    assert {"index.html", "sw.js", "icons/icon.svg"} <= set(bearing)
    assert not [path for path in bearing if path.endswith((".js", ".css")) and path != "sw.js"]


def test_the_setting_says_who_speaks_and_where_the_keys_are() -> None:
    setting = Setting(
        host="agent",
        keys=KEYS,
        root_fingerprint="ab" * 32,
        site="https://site.example",
        publisher=Name(vi="Sở Y tế", en="Department of Health"),
        trial=False,
        hotline="",
        version="0.1.0",
        service_worker=False,
    )

    file = setting_file(setting)

    assert file.content_type == "application/json"
    assert msgspec.json.decode(file.content, type=Setting) == setting
