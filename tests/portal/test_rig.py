"""The rig: what a phone really meets behind a gateway box that was planned and started as the guide says."""

import json
import signal
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect, sync_playwright
from tests.journeys.browser import CHROMIUM, OPTIONS, PATIENCE
from tests.portal.rig.certificates import LONG_AGO
from tests.portal.rig.internet import ANSWERS, BANK, PLAIN, SITE, UNIT
from tests.portal.rig.namespaces import PATIENCE_SECONDS, inside, run, until
from tests.portal.rig.town import BOX_HOST, HERE, NOTICE, NOTICE6, Town

from bluezone.portal.lease import SCRIPT
from bluezone.portal.rules.dhcp_options import heard
from bluezone.portal.rules.pop_ups import LARGEST
from bluezone.portal.rules.probes import PROBES

ANDROID = "http://connectivitycheck.gstatic.com/generate_204"
VENDORS = [f"http://{probe.host}{probe.path}" for probe in PROBES]
MANY = 200
CROWD = 7
"""The group of their interfaces, which go all at once."""
PROMISE_SECONDS = 10
"""So soon after its death the notice is out of the way."""


def statuses(town: Town, addresses: list[str]) -> dict[str, tuple[int, str]]:
    """Each address with what it answered, its body without what surrounds it."""
    return {each: (said["status"], said["body"].strip()) for each, said in town.asked(*addresses).items()}


def of_the_vendors() -> dict[str, tuple[int, str]]:
    return {f"http://{each.host}{each.path}": _said(each.host) for each in PROBES}


def _said(host: str) -> tuple[int, str]:
    status, body = ANSWERS[host]
    return status, body.decode().strip()


def fingerprint(chain: Path) -> str:
    return sha256(ssl.PEM_cert_to_DER_cert(chain.read_text())).hexdigest()


def outcomes(found: dict[str, list[dict[str, str]]]) -> dict[str, str]:
    return {each["probe"]: each["outcome"] for each in found["findings"]}


def test_a_phone_that_joins_is_told_where_the_api_is(morning: Town) -> None:
    script = morning.folder / "say"
    script.write_text(SCRIPT)
    script.chmod(0o700)

    said = run(*inside(morning.spaces.phone, "udhcpc", *f"-i phone0 -s {script} -O 114 -n -q -f -R".split()))

    assert heard(said.strip().removeprefix("opt114=")) == f"https://{BOX_HOST}:8443/captive/api"


def test_every_vendor_s_probe_is_led_to_the_notice_and_after_it_to_the_internet(morning: Town) -> None:
    before = morning.asked(*VENDORS)

    pressed = morning.phone("press", f"{NOTICE}/continue")

    assert {each["location"] for each in before.values()} == {f"{NOTICE}/notice"}
    assert {each["status"] for each in before.values()} == {302}
    assert pressed["status"] == 200
    assert statuses(morning, VENDORS) == of_the_vendors()


def test_a_page_without_encryption_that_is_no_probe_passes_before_anybody_read_anything(morning: Town) -> None:
    assert statuses(morning, [f"http://{PLAIN}/"]) == {f"http://{PLAIN}/": (200, "A page without encryption.")}


def test_the_api_says_captive_before_and_open_after(morning: Town) -> None:
    words = ("api", BOX_HOST, "8443", str(morning.authority.file))
    before = morning.phone(*words)

    morning.phone("press", f"{NOTICE}/continue")
    after = morning.phone(*words)

    pages = {
        "user-portal-url": f"https://{BOX_HOST}:8443/notice",
        "venue-info-url": f"https://{SITE}/captive/{UNIT}/",
    }
    assert before == {"type": "application/captive+json", "captive": True, **pages}
    assert after == {"type": "application/captive+json", "captive": False, **pages}


def test_port_443_leads_to_whom_was_asked_for_before_and_after(morning: Town) -> None:
    words = ("secure", BANK, str(morning.authority.file))
    before = morning.phone(*words)

    morning.phone("press", f"{NOTICE}/continue")

    assert before == morning.phone(*words) == {"certificate": fingerprint(morning.bank.chain)}


def test_ten_seconds_after_the_notice_was_killed_the_internet_works(morning: Town) -> None:
    assert morning.notice
    words = (sys.executable, str(HERE / "phone.py"), "until-open", ANDROID)
    phone = subprocess.Popen(inside(morning.spaces.phone, *words), stdout=subprocess.PIPE, text=True)
    assert phone.stdout
    assert phone.stdout.readline() == "led\n"

    killed = time.monotonic()
    morning.notice.send_signal(signal.SIGKILL)
    opened = json.loads(phone.stdout.readline())
    phone.communicate(timeout=PATIENCE_SECONDS)

    assert 0 < opened["at"] - killed - opened["took"] <= PROMISE_SECONDS
    assert not morning.redirects()


def test_the_watchdog_takes_the_redirect_away_that_a_killed_notice_left(morning: Town) -> None:
    assert morning.notice
    morning.notice.kill()
    morning.notice.wait(timeout=PATIENCE_SECONDS)
    morning.nft("flush set inet bluezone_notice alive\nadd element inet bluezone_notice alive { 80 timeout 1h }\n")
    assert morning.redirects(), "the kernel would let go in an hour"

    with morning.watched():
        until(lambda: not morning.redirects(), "the watchdog lets go")

        assert statuses(morning, VENDORS) == of_the_vendors()


def test_a_notice_that_is_told_to_end_takes_its_redirect_with_it(morning: Town) -> None:
    morning.stop(morning.notice)

    assert not morning.redirects()


@contextmanager
def pop_up(town: Town) -> Iterator[tuple[Page, list[str]]]:
    """The browser of the phone, without JavaScript, and every address that it asked."""
    wrapper = town.folder / "chromium"
    wrapper.write_text(f'#!/bin/sh\nexec ip netns exec {town.spaces.phone} {CHROMIUM} "$@"\n')
    wrapper.chmod(0o755)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=wrapper, args=OPTIONS, timeout=2 * PATIENCE)
        try:
            context = browser.new_context(
                java_script_enabled=False, viewport={"width": 360, "height": 640}, device_scale_factor=2
            )
            context.set_default_timeout(PATIENCE)
            page, asked = context.new_page(), list[str]()
            page.on("request", lambda request: asked.append(request.url))
            yield page, asked
        finally:
            browser.close()


def test_the_pop_up_shows_the_notice_without_javascript_and_goes_on(morning: Town, pictures: Path | None) -> None:
    with pop_up(morning) as (page, asked):
        answer = page.goto(ANDROID)
        expect(page.get_by_role("heading", level=1)).to_have_text("Wifi này đã có Internet")
        (code,) = zxingcpp.read_barcodes(Image.open(BytesIO(page.screenshot())))
        if pictures:
            page.screenshot(path=pictures / "wifi-notice-vi.png")
        size = len(answer.body()) if answer else 0
        page.get_by_role("button").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Xong. Mời bạn dùng Internet")

    assert 0 < size < LARGEST
    assert code.text == f"https://{SITE}/i?u={UNIT}"
    assert {each for each in asked if not each.startswith((f"{NOTICE}/", f"{NOTICE6}/"))} <= {ANDROID}
    assert statuses(morning, [ANDROID]) == {ANDROID: (204, "")}


def test_a_check_finds_the_notice_good_and_reports_it(morning: Town) -> None:
    waiting = morning.folder / "waiting.jsonl"
    report = ("--report", f"https://{SITE}", "--key", "a-hotspot-s-key", "--waiting", str(waiting))
    found = morning.check(*report, "--tier", "3", "--ssid", "Bluezone")

    said = outcomes(found)
    assert found["verdict"] == "good", found
    assert said["option-114"] == "https"
    assert {said[probe.name] for probe in PROBES} == {"notice"}
    assert (said["api"], said["page"], said["port-443"]) == ("captive", "fits", "passes")
    assert not waiting.exists(), "the register took it"


def test_a_check_finds_a_notice_missing(morning: Town) -> None:
    morning.stop(morning.dhcp)
    morning.start_dhcp(with_option=False)
    morning.stop(morning.notice)

    found = morning.check()
    morning.stop(morning.dhcp)

    assert found["verdict"] == "missing", found
    assert outcomes(found)["option-114"] == "absent"


def test_a_check_finds_an_expired_certificate_broken(morning: Town) -> None:
    morning.stop(morning.notice)
    morning.start_notice(morning.authority.pair(BOX_HOST, ends=LONG_AGO.replace(month=2)))

    found = morning.check()
    morning.stop(morning.notice)

    assert found["verdict"] == "broken", found
    assert outcomes(found)["api"] == "certificate-expired"


@contextmanager
def without_internet(town: Town) -> Iterator[None]:
    """Whatever is asked of the internet on port 443 is refused."""
    nft = inside(town.spaces.internet, "nft", "-f", "-")
    chain = "chain inet away away { type filter hook input priority filter; }"
    rule = "rule inet away away tcp dport 443 reject with tcp reset"
    run(*nft, lines=f"add table inet away\nadd {chain}\nadd {rule}\n")
    try:
        yield
    finally:
        run(*nft, lines="delete table inet away\n")


def test_a_place_without_internet_says_so_and_asks_nobody(morning: Town) -> None:
    with without_internet(morning):
        until(lambda: not morning.redirects(), "nobody is asked")
        notice = morning.asked(f"{NOTICE}/notice")[f"{NOTICE}/notice"]

    assert notice["status"] == 503
    assert "Wifi này đang mất Internet" in notice["body"]
    until(morning.redirects, "the notice asks again")


@contextmanager
def without_ipv4(town: Town) -> Iterator[None]:
    """The phone with IPv6 alone, which it gives itself from what the box advertises."""
    space = town.spaces.phone
    run("ip", "-n", space, "link", "set", "phone0", "down")
    run("ip", "-n", space, "-4", "address", "flush", "dev", "phone0")
    run("ip", "-n", space, "link", "set", "phone0", "up")
    town.resolver("fd62:7a6e::1")
    try:
        until(lambda: leads_out(town), "the phone has an address of IPv6 and a way")
        yield
    finally:
        town.resolver("10.90.0.1")
        lines = "address replace 10.90.0.100/22 dev phone0\nroute replace default via 10.90.0.1\n"
        run("ip", "-n", space, "-batch", "-", lines=lines)


def leads_out(town: Town) -> bool:
    ip = ("ip", "-n", town.spaces.phone, "-6")
    return "default" in run(*ip, "route") and bool(run(*ip, "address", "show", "scope", "global", "-tentative"))


def test_a_phone_with_ipv6_alone_meets_the_notice_and_passes(morning: Town) -> None:
    with without_ipv4(morning):
        before = morning.asked(ANDROID)[ANDROID]
        pressed = morning.phone("press", f"{NOTICE6}/continue")
        after = statuses(morning, [ANDROID])
        secure = morning.phone("secure", BANK, str(morning.authority.file))

    assert (before["status"], before["location"]) == (302, f"{NOTICE6}/notice")
    assert pressed["status"] == 200
    assert after == {ANDROID: (204, "")}
    assert secure == {"certificate": fingerprint(morning.bank.chain)}


def test_a_phone_that_calls_itself_something_else_meets_the_notice_again(morning: Town) -> None:
    morning.phone("press", f"{NOTICE}/continue")
    assert statuses(morning, [ANDROID]) == {ANDROID: (204, "")}

    lines = "link set phone0 address 02:5e:00:00:00:77\n"
    run("ip", "-n", morning.spaces.phone, "-batch", "-", lines=lines)
    until(lambda: morning.asked(ANDROID)[ANDROID]["status"] == 302, "the notice comes again")

    assert morning.phone("press", f"{NOTICE}/continue")["status"] == 200
    assert statuses(morning, [ANDROID]) == {ANDROID: (204, "")}


@contextmanager
def crowd(town: Town) -> Iterator[None]:
    """Two hundred phones, each with a hardware address and an address of its own."""
    space, numbers = town.spaces.phone, range(1, MANY + 1)
    made = [f"link add link phone0 name phone{each} group {CROWD} type macvlan mode bridge" for each in numbers]
    made += [f"address add 10.90.1.{each}/22 dev phone{each}" for each in numbers]
    made += [f"link set phone{each} up" for each in numbers]
    made += [f"route add default via 10.90.0.1 dev phone{each} metric {1000 + each}" for each in numbers]
    sysctl = (
        "net.ipv6.conf.default.disable_ipv6=1",
        "net.ipv4.conf.all.arp_ignore=1",
        "net.ipv4.conf.all.arp_announce=2",
    )
    run(*inside(space, "sysctl", "-qw", *sysctl))
    run("ip", "-n", space, "-batch", "-", lines="\n".join([*made, ""]))
    try:
        yield
    finally:
        run("ip", "-n", space, "link", "delete", "group", str(CROWD))


def test_two_hundred_phones_at_once_are_all_served(morning: Town) -> None:
    with crowd(morning):
        told = morning.phone("many", str(MANY), ANDROID, NOTICE)

    assert told == {"(302, 200, 200, 204)": MANY}
    assert morning.redirects()


def traces(folders: list[Path], signs: list[bytes]) -> list[Path]:
    """Every file that holds one of the signs."""
    files = [file for folder in folders for file in folder.rglob("*") if file.is_file() and file.stat().st_size < 10**7]
    return [file for file in files if any(sign in file.read_bytes().lower() for sign in signs)]


def test_afterwards_nothing_on_the_disk_tells_who_was_there(morning: Town) -> None:
    address = run("ip", "-n", morning.spaces.phone, "-o", "link", "show", "phone0").partition("link/ether ")[2][:17]
    raw = bytes.fromhex(address.replace(":", ""))
    signs = [
        address.encode(),
        address.replace(":", "-").encode(),
        address.replace(":", "").encode(),
        raw,
        b"10.90.0.100",
    ]
    morning.check()
    run(*inside(morning.spaces.phone, "udhcpc", "-i", "phone0", "-s", "/bin/true", "-n", "-q", "-f"))
    morning.phone("press", f"{NOTICE}/continue")
    assert traces([morning.state], signs), "while it runs, memory holds the lease: the search would find it"

    morning.stop(morning.notice)
    morning.stop(morning.dhcp)
    (morning.state / "leases").unlink()  # as systemd does with what lies in /run

    counts = json.loads((morning.folder / "box" / "counts.json").read_text())
    assert traces([morning.folder, morning.state, Path("/var/lib/misc"), Path("/var/log")], signs) == []
    assert all(set(count) == {"shown", "continued"} for count in counts.values())
