"""`bluezone serve`: everything a province runs on one machine: the keyserver, the site, the console, the worker."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from bluezone.authority.keyring import FOLDER, PUBLIC_FILE, load_or_make
from bluezone.cli.clock import clock_from
from bluezone.cli.keyserver import DATA, PORT
from bluezone.cli.log_lines import LogFormat, choose_log_format
from bluezone.cli.people import CONSOLE_PORT, SITE_PORT, People, feeds_kept, open_doors
from bluezone.keyserver.folder import make_folder
from bluezone.keyserver.premises import CREDENTIAL, FOLDER_MODE, KEYS
from bluezone.keyserver.signing import create_keys, load_keys


def serve(  # noqa: PLR0913 -- one argument an option of the command
    *,
    data: Annotated[Path, typer.Option(help="Folder of everything that is kept; made when new.")] = DATA,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port of the keyserver.")] = PORT,
    site_port: Annotated[int, typer.Option(min=0, max=65535, help="Port of the site; 0 takes a free one.")] = SITE_PORT,
    console_port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port of the console; 0 takes a free one.")
    ] = CONSOLE_PORT,
    keys: Annotated[str, typer.Option(help="The keyserver's origin as phones see it; by default localhost.")] = "",
    site: Annotated[str, typer.Option(help="The site's origin as browsers see it; by default localhost.")] = "",
    console: Annotated[str, typer.Option(help="The console's origin as browsers see it; by default localhost.")] = "",
    behind_proxy: Annotated[bool, typer.Option(help="A proxy on this machine stands in front.")] = False,
    ready_file: Annotated[
        Path | None, typer.Option(help="File to write, as JSON, once site and console answer.")
    ] = None,
    log_format: LogFormat = "text",
    as_json: Annotated[bool, typer.Option("--json", help="Print one line of JSON instead of words.")] = False,
) -> None:
    """Start the keyserver, the site and the console, and keep them alive; nothing needs to be configured."""
    choose_log_format(log_format)
    proxied = ["--behind-proxy"] if behind_proxy else []
    now = clock_from(None).now()
    load_or_make(data / FOLDER, at=now)
    admitted = ["--admit-keys", str(data / FOLDER / PUBLIC_FILE)]
    keyserver = ["keyserver", "--data", str(data), "--host", host, "--port", str(port), *admitted, *proxied]
    internal = f"http://{reachable(host)}:{port}"
    people = People(
        data=data,
        host=host,
        site_port=site_port,
        console_port=console_port,
        site=site,
        console=console,
        keys=keys or f"http://localhost:{port}",
        keyserver=internal,
        credential=data / CREDENTIAL,
        behind_proxy=behind_proxy,
        root_fingerprint=_root_fingerprint(data, now),
    )
    feeds = feeds_kept(people, internal, data / CREDENTIAL)
    open_doors(people, beside={"keyserver": keyserver, "feeds": feeds}, ready_file=ready_file, as_json=as_json)


def _root_fingerprint(data: Path, now: datetime) -> str:
    """Return what phones are given at the install; the keyserver's keys are made here when it never ran."""
    folder = data / KEYS
    if not (folder / "ring.json").exists():
        make_folder(data, mode=FOLDER_MODE)
        return create_keys(folder, at=now).root_fingerprint
    return load_keys(folder).root_fingerprint


def reachable(host: str) -> str:
    """Return an address at which this machine reaches a server that listens on `host`."""
    everywhere = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 -- addresses that an administrator may have chosen
    return everywhere.get(host, f"[{host}]" if ":" in host else host)
