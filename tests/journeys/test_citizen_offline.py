"""The citizen's pages without a network, from one version to the next, and after everything was erased."""

import hashlib
import json
from base64 import b64encode
from collections.abc import Iterator
from typing import Final

import msgspec
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from tests import pages as tooling
from tests.citizen.pages_server import ORDINARY, Served, pages
from tests.citizen.paper_authority import PaperAuthority
from tests.citizen.scripted_device import NOW, ScriptedDevice
from tests.journeys.browser import PATIENCE
from tests.journeys.citizen import ONBOARDED

KEPT: Final = "async () => (await caches.keys()).filter((name) => name.startsWith('bluezone-pages-'))"
SCREENS: Final = (
    "home",
    "days",
    "places",
    "news",
    "warnings",
    "positive",
    "declaration",
    "help",
    "invite",
    "settings",
    "more",
)
SETTLE: Final = """async (choices) => {
    const { openStore } = await import("./core/sealed_store.js");
    await (await openStore()).put("settings/choices", choices);
}"""
SEND: Final = """async () => {
    const { whileSending } = await import("./parts/sending.js");
    whileSending(() => new Promise((done) => { window.finishSending = done; }));
}"""


WAIT: Final = """async () => {
    const condition = async () => %s;
    for (const end = performance.now() + 30000; performance.now() < end; await new Promise((done) => setTimeout(done, 50)))
        if (await condition()) return true;
    return false;
}"""


def until(page: Page, condition: str) -> None:
    """Wait for a condition inside the page; its content security policy refuses Playwright's own way."""
    assert page.evaluate(WAIT % condition), condition


def integrity(content: bytes) -> str:
    return "sha256-" + b64encode(hashlib.sha256(content).digest()).decode()


def next_version(served: Served, change: bytes = b"\n/* of the next version */\n", *, half: bool = False) -> str:
    """Put another version in place; `half` leaves a file of it behind, as a copy that was cut short does."""
    content = (tooling.PAGES / "parts/layout.js").read_bytes() + change
    listed = {**tooling.kept(), "parts/layout.js": integrity(content)}
    version = tooling.version_of(listed)
    served.files["files.json"] = json.dumps({"version": version, "files": listed}).encode()
    served.files["sw.js"] = tooling.worker_text(version).encode()
    if not half:
        served.files["parts/layout.js"] = content
    return version


@pytest.fixture
def served() -> Iterator[Served]:
    """The pages of a site, for a browser that keeps its own data."""
    paper = PaperAuthority(now=NOW)
    setting = msgspec.structs.replace(
        ORDINARY, host="browser", service_worker=True, root_fingerprint=paper.fingerprint, site="", keys=""
    )
    files = {
        "keys.json": paper.keys(),
        "files.json": tooling.list_text().encode(),
        "sw.js": tooling.worker_text(tooling.version_of(tooling.kept())).encode(),
    }
    with pages(Served(setting, ScriptedDevice(host="browser"), files=files)) as running:
        yield running


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 360, "height": 640}, locale="en-GB", timezone_id="Asia/Ho_Chi_Minh")
    yield made
    made.close()


def visit(context: BrowserContext, served: Served) -> Page:
    """Open the pages as somebody who installed them, until the service worker answers for them."""
    page = context.new_page()
    page.clock.set_fixed_time(NOW)
    page.goto(f"{served.address}app.webmanifest")
    page.evaluate(SETTLE, {**ONBOARDED, "language": "en"})
    page.goto(served.address)
    page.wait_for_selector("h1")
    until(page, "navigator.serviceWorker.controller !== null")
    return page


def version(page: Page) -> str:
    [name] = page.evaluate(KEPT)
    return str(name).removeprefix("bluezone-pages-")


def look_for_update(page: Page) -> None:
    page.evaluate("async () => (await navigator.serviceWorker.getRegistration()).update()")


def test_every_screen_opens_without_a_network(context: BrowserContext, served: Served) -> None:
    page = visit(context, served)
    context.set_offline(True)

    shown = []
    for screen in SCREENS:
        page.goto("about:blank")
        page.goto(f"{served.address}#/{screen}")
        page.wait_for_selector("h1")
        shown.append(page.evaluate("document.querySelector('h1').textContent"))

    assert len(set(shown)) == len(SCREENS), shown
    assert len(version(page)) == 16


def test_a_new_version_waits_until_it_is_taken(context: BrowserContext, served: Served) -> None:
    page = visit(context, served)
    before = version(page)
    after = next_version(served)
    look_for_update(page)

    button = page.get_by_role("button", name="Use the new version")
    expect(button).to_be_visible(timeout=PATIENCE)
    assert before in str(page.evaluate(KEPT))
    with page.expect_navigation():
        button.click()
    page.wait_for_selector("h1")

    until(page, f"({KEPT})().then((names) => names.length === 1)")
    assert version(page) == after != before
    assert "of the next version" in page.evaluate("fetch('parts/layout.js').then((answer) => answer.text())")


def test_a_report_in_another_tab_keeps_a_new_version_waiting(context: BrowserContext, served: Served) -> None:
    page, other = visit(context, served), visit(context, served)
    before = version(page)
    other.evaluate(SEND)
    next_version(served)
    look_for_update(page)
    button = page.get_by_role("button", name="Use the new version")
    expect(button).to_be_visible(timeout=PATIENCE)

    button.click()
    expect(page.get_by_text("Not yet:")).to_be_visible(timeout=PATIENCE)
    during = page.evaluate("caches.match(new URL('parts/layout.js', location.href)).then((answer) => answer.text())")
    other.evaluate("window.finishSending()")
    until(other, "import('./parts/sending.js').then((sending) => !sending.isSending())")
    with page.expect_navigation():
        button.click()

    page.wait_for_selector("h1")
    until(page, f"({KEPT})().then((names) => names.length === 1)")
    assert "of the next version" not in during
    assert version(page) != before


def test_half_a_version_is_never_taken(context: BrowserContext, served: Served) -> None:
    page = visit(context, served)
    before = version(page)
    next_version(served, half=True)

    ended = page.evaluate(
        """async () => {
            const registration = await navigator.serviceWorker.getRegistration();
            const installing = new Promise((found) => registration.addEventListener("updatefound", () => found(registration.installing)));
            registration.update();
            const worker = await installing;
            return new Promise((done) => {
                const tell = () => ["redundant", "installed"].includes(worker.state) && done(worker.state);
                worker.addEventListener("statechange", tell);
                tell();
            });
        }"""
    )
    page.reload()
    page.wait_for_selector("h1")

    assert ended == "redundant"
    assert page.evaluate("caches.match(new URL('main.js', location.href)).then(Boolean)")
    assert f"bluezone-pages-{before}" in page.evaluate(KEPT)


def test_erasing_leaves_nothing_in_a_real_browser(context: BrowserContext, served: Served) -> None:
    page, other = visit(context, served), visit(context, served)
    page.evaluate("localStorage.setItem('left', 'behind'); sessionStorage.setItem('left', 'behind')")

    left = page.evaluate(
        """async () => {
            const { openStore } = await import("./core/sealed_store.js");
            await (await openStore()).erase();
            return {
                databases: (await indexedDB.databases()).map(({ name }) => name),
                caches: await caches.keys(),
                workers: (await navigator.serviceWorker.getRegistrations()).length,
                storage: localStorage.length + sessionStorage.length,
            };
        }"""
    )

    assert left == {"databases": [], "caches": [], "workers": 0, "storage": 0}
    other.close()


def test_a_browser_without_the_newest_algorithms_verifies_by_the_library(
    context: BrowserContext, served: Served
) -> None:
    context.add_init_script(
        """const { importKey, generateKey } = SubtleCrypto.prototype;
        const old = (algorithm) => !["Ed25519", "X25519"].includes(algorithm?.name ?? algorithm);
        const refuse = () => Promise.reject(new DOMException("of a later year", "NotSupportedError"));
        SubtleCrypto.prototype.importKey = function (format, data, algorithm, ...rest) {
            return old(algorithm) ? importKey.call(this, format, data, algorithm, ...rest) : refuse();
        };
        SubtleCrypto.prototype.generateKey = function (algorithm, ...rest) {
            return old(algorithm) ? generateKey.call(this, algorithm, ...rest) : refuse();
        };"""
    )
    page = visit(context, served)

    found = page.evaluate(
        """async (now) => {
            const config = await (await fetch("config.json")).json();
            const { openStore } = await import("./core/sealed_store.js");
            const { openDevice } = await import("./device/browser.js");
            const device = await openDevice(config, { store: await openStore(), now: () => new Date(now) });
            const { check_error } = await device.check();
            const { hpke } = await import("./core/letter.js");
            const suite = await hpke();
            const pair = await suite.kem.generateKeyPair();
            const { enc, ct } = await suite.seal({ recipientPublicKey: pair.publicKey }, new Uint8Array([7]).buffer);
            const plain = await suite.open({ recipientKey: pair.privateKey, enc }, ct);
            return { check_error, keys: (await device.settings("trust")).keys.keys.length, said: new Uint8Array(plain)[0] };
        }""",
        NOW.isoformat(),
    )

    assert found == {"check_error": None, "keys": 3, "said": 7}
