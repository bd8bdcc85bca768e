"""`bluezone serve`: everything a province runs on one machine: the keyserver, the site, the console, the worker."""

from pathlib import Path
from typing import Annotated

import typer

from bluezone.cli.keyserver import DATA, PORT
from bluezone.cli.people import CONSOLE_PORT, SITE_PORT, People, open_doors


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
    as_json: Annotated[bool, typer.Option("--json", help="Print one line of JSON instead of words.")] = False,
) -> None:
    """Start the keyserver, the site and the console, and keep them alive; nothing needs to be configured."""
    proxied = ["--behind-proxy"] if behind_proxy else []
    keyserver = ["keyserver", "--data", str(data), "--host", host, "--port", str(port), *proxied]
    people = People(
        data=data,
        host=host,
        site_port=site_port,
        console_port=console_port,
        site=site,
        console=console,
        keys=keys or f"http://localhost:{port}",
        behind_proxy=behind_proxy,
    )
    open_doors(people, beside={"keyserver": keyserver}, ready_file=ready_file, as_json=as_json)
