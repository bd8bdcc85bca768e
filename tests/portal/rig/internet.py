"""The internet of the rig, as a program of its own: vendors' servers on port 80, encrypted sites on port 443.

It is told nothing of the portal's own table: what vendors answer is written down here once more.
"""

import asyncio
import json
import ssl
import sys

SITE = "bluezone.laichau.example"
UNIT = "03124"
BANK = "bank.example"
PLAIN = "plain.example"
ANSWERS = {
    "connectivitycheck.gstatic.com": (204, b""),
    "clients3.google.com": (204, b""),
    "captive.apple.com": (200, b"<HTML><HEAD><TITLE>Success</TITLE></HEAD><BODY>Success</BODY></HTML>"),
    "www.msftconnecttest.com": (200, b"Microsoft Connect Test"),
    "www.msftncsi.com": (200, b"Microsoft NCSI"),
    "detectportal.firefox.com": (
        200,
        b'<meta http-equiv="refresh" content="0;url=https://support.mozilla.org/kb/captive-portal"/>',
    ),
    "connect.rom.miui.com": (204, b""),
    "connectivitycheck.platform.hicloud.com": (204, b""),
    "connectivity-check.ubuntu.com": (204, b""),
    "nmcheck.gnome.org": (200, b"NetworkManager is online\n"),
    PLAIN: (200, b"A page without encryption."),
}
"""What each vendor's server says when it is reached; and a page that is no probe."""
API = json.dumps({"captive": False, "venue-info-url": f"https://{SITE}/captive/{UNIT}/"}).encode()
SECURE = {
    (SITE, f"/captive/{UNIT}/api"): ("application/captive+json", API),
    (SITE, f"/captive/{UNIT}/"): ("text/html", b"<!DOCTYPE html><title>Wifi</title>"),
    (SITE, "/machines/hotspots/checks/"): ("application/json", b'{"stored": true}'),
    (BANK, "/"): ("text/html", b"The bank itself."),
}


async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        path = lines[0].split(" ")[1]
        host = next((line[5:].strip().partition(":")[0] for line in lines if line.lower().startswith("host:")), "")
        if writer.get_extra_info("ssl_object"):
            media_type, body = SECURE.get((host, path), ("text/plain", b""))
            status = 200 if body else 404
        else:
            media_type = "text/plain"
            status, body = ANSWERS.get(host, (404, b""))
        head = f"HTTP/1.1 {status} Said\r\nConnection: close\r\nContent-Type: {media_type}\r\n"
        head += f"Content-Length: {len(body)}\r\n" if status != 204 else ""
        writer.write(f"{head}\r\n".encode() + body)
        await writer.drain()
    except (OSError, asyncio.IncompleteReadError):
        pass
    finally:
        writer.close()


def say(line: str) -> None:
    """Tell the test, at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


async def serve(chain: str, key: str) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, key)
    await asyncio.start_server(meet, None, 80, backlog=512)
    await asyncio.start_server(meet, None, 443, ssl=context)
    say("ready")
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(*sys.argv[1:]))
