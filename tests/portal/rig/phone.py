"""A phone of the rig, as a program that runs in its namespace and needs nothing but Python: one line of JSON an answer."""

import json
import socket
import ssl
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from urllib.parse import urlsplit

PATIENCE_SECONDS = 60.0
Said = dict[str, object]


def say(line: str) -> None:
    """Tell the test, at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def asked(
    address: str, method: str = "GET", *, interface: str = "", at: str = "", timeout: float = PATIENCE_SECONDS
) -> Said:
    """One request; no redirect is followed."""
    parts = urlsplit(address)
    try:
        found = socket.getaddrinfo(at or parts.hostname, parts.port or 80, type=socket.SOCK_STREAM)[0]
        with socket.socket(found[0], socket.SOCK_STREAM) as plain:
            plain.settimeout(timeout)
            if interface:
                plain.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, interface.encode())
            plain.connect(found[4])
            connection = HTTPConnection(parts.netloc)
            connection.sock = plain
            connection.request(method, parts.path or "/", headers={"Connection": "close"})
            response = connection.getresponse()
            body = response.read().decode("utf-8", "replace")
            said = {"status": response.status, "location": response.headers.get("Location"), "body": body}
    except (OSError, HTTPException) as wrong:
        said = {"status": 0, "location": None, "body": type(wrong).__name__}
    return {"address": address, **said}


def secure(host: str, authorities: str) -> dict[str, object]:
    """A handshake on port 443: whose certificate it was."""
    context = ssl.create_default_context(cafile=authorities)
    try:
        with (
            socket.create_connection((host, 443), timeout=PATIENCE_SECONDS) as plain,
            context.wrap_socket(plain, server_hostname=host) as sealed,
        ):
            return {"certificate": sha256(sealed.getpeercert(binary_form=True) or b"").hexdigest()}
    except OSError as wrong:
        return {"certificate": type(wrong).__name__}


def api(host: str, port: str, authorities: str) -> dict[str, object]:
    """What the captive portal API says over HTTPS."""
    context = ssl.create_default_context(cafile=authorities)
    connection = HTTPSConnection(host, int(port), context=context, timeout=PATIENCE_SECONDS)
    connection.request("GET", "/captive/api")
    response = connection.getresponse()
    return {"type": response.headers.get_content_type(), **json.loads(response.read())}


def until_open(address: str) -> None:
    """Say when the way is led to the notice, then when the internet itself answers, and how long that probe took."""
    while asked(address)["status"] != 302:
        time.sleep(0.05)
    say("led")
    while True:
        begun = time.monotonic()
        if asked(address, timeout=2.0)["status"] == 204:
            now = time.monotonic()
            say(json.dumps({"at": now, "took": now - begun}))
            return
        time.sleep(0.05)


def many(number: int, address: str, notice: str) -> dict[str, int]:
    """As many phones as interfaces, all at once: led away, shown the notice, gone on, and then let through."""
    names = [f"phone{each}" for each in range(1, number + 1)]
    server = str(socket.getaddrinfo(urlsplit(address).hostname, 80, socket.AF_INET, socket.SOCK_STREAM)[0][4][0])

    def one(name: str) -> tuple[object, ...]:
        led = asked(address, interface=name, at=server)["status"]
        shown = asked(f"{notice}/notice", interface=name)["status"]
        gone_on = asked(f"{notice}/continue", "POST", interface=name)["status"]
        return led, shown, gone_on, asked(address, interface=name, at=server)["status"]

    with ThreadPoolExecutor(number) as crowd:
        told = [str(each) for each in crowd.map(one, names)]
    return {each: told.count(each) for each in set(told)}


def main(verb: str, *words: str) -> None:
    match verb:
        case "ask":
            say(json.dumps([asked(address) for address in words]))
        case "press":
            say(json.dumps(asked(words[0], "POST")))
        case "secure":
            say(json.dumps(secure(*words)))
        case "api":
            say(json.dumps(api(*words)))
        case "until-open":
            until_open(words[0])
        case "many":
            say(json.dumps(many(int(words[0]), *words[1:])))


if __name__ == "__main__":
    main(*sys.argv[1:])
