"""The reference for the key server's benchmark: a bare Starlette that answers the same three requests and does nothing.

Called as `python -m benchmarks.keyserver_echo READY_FILE`; writes the port it listens on. No database, no signature, no
rule: the distance to it is what the key server's own work costs.
"""

import socket
import sys
from pathlib import Path

import uvicorn
from benchmarks.keyserver_load import KEYS_A_REPORT
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

TEXT = "x" * 500
PADDING = "x" * 2048
ANSWERS = {
    "/api/verify": f'{{"testtype":"confirmed","token":"{TEXT}","padding":"{PADDING}"}}',
    "/api/certificate": f'{{"certificate":"{TEXT}","padding":"{PADDING}"}}',
    "/v1/publish": f'{{"insertedExposures":{KEYS_A_REPORT},"padding":"{PADDING}"}}',
}


async def answer(request: Request) -> Response:
    await request.body()
    return Response(ANSWERS[request.url.path], media_type="application/json")


if __name__ == "__main__":
    app = Starlette(routes=[Route(path, answer, methods=["POST"]) for path in ANSWERS])
    with socket.create_server(("127.0.0.1", 0), backlog=1024) as listener:
        Path(sys.argv[1]).write_text(str(listener.getsockname()[1]), encoding="ascii")
        config = uvicorn.Config(app, http="httptools", loop="uvloop", lifespan="off", access_log=False, log_config=None)
        uvicorn.Server(config).run([listener])
