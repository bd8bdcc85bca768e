"""The town of the rig: a phone, a gateway box as `bluezone portal plan` sets it up, and an internet of three servers."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.keyserver.processes import COMMAND, environment
from tests.portal.rig.certificates import Authority, Pair
from tests.portal.rig.internet import ANSWERS, BANK, SITE, UNIT
from tests.portal.rig.namespaces import PATIENCE_SECONDS, Namespaces, inside, namespaces, run, until

HERE = Path(__file__).parent
BOX_HOST = "wifi.example"
INTERNET, INTERNET6 = "198.51.100.1", "2001:db8:1::1"
VENDORS = {host: 11 + place for place, host in enumerate(ANSWERS)}
NOTICE, NOTICE6 = "http://10.90.0.1:8080", "http://[fd62:7a6e::1]:8080"

QUICK = [f"net.ipv6.conf.{each}.accept_dad=0" for each in ("all", "default")]
"""An address of IPv6 is used at once. Interfaces take it over when they are made, so it is said before that: an address
that is still looking for its double is none to leave the wifi with, and the answer is "No route to host"."""
LINKS = """\
link add phone0 netns {phone} type veth peer name lan0 netns {gateway}
link add wan0 netns {gateway} type veth peer name net0 netns {internet}
"""
ON_PHONE = """\
link set lo up
link set phone0 up
address add 10.90.0.100/22 dev phone0
route add default via 10.90.0.1
"""
ON_GATEWAY = """\
link set lo up
link set lan0 up
link set wan0 up
address add 10.90.0.1/22 dev lan0
address add fd62:7a6e::1/64 dev lan0 nodad
address add 198.51.100.254/24 dev wan0
address add 2001:db8:1::fe/64 dev wan0 nodad
"""
ON_INTERNET = """\
link set lo up
link set net0 up
"""


@dataclass
class Town:
    """What stands, and how one acts in it."""

    spaces: Namespaces
    folder: Path
    state: Path
    authority: Authority
    certificate: Pair
    bank: Pair
    log: Path
    notice: "subprocess.Popen[bytes] | None" = None
    dhcp: "subprocess.Popen[bytes] | None" = None

    # The phone

    def phone(self, *words: str) -> Any:
        """What the phone says."""
        said = run(*inside(self.spaces.phone, sys.executable, str(HERE / "phone.py"), *words))
        return json.loads(said)

    def asked(self, *addresses: str) -> dict[str, dict[str, Any]]:
        return {each["address"]: each for each in self.phone("ask", *addresses)}

    def check(self, *words: str) -> dict[str, Any]:
        """What `bluezone portal check` finds in the phone's namespace."""
        options = ("--interface", "phone0", "--authorities", str(self.authority.file), "--secure-host", BANK, "--json")
        ran = subprocess.run(
            inside(self.spaces.phone, *COMMAND, "portal", "check", *options, *words),
            env=environment(),
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )
        assert ran.returncode == 0, ran.stderr
        found: dict[str, Any] = json.loads(ran.stdout)
        return found

    # The gateway

    def nft(self, commands: str) -> str:
        return run(*inside(self.spaces.gateway, "nft", "-f", "-"), lines=commands)

    def forget(self) -> None:
        """A new day: nobody has read the notice."""
        self.nft("flush set inet bluezone_notice seen\n")

    def wake(self) -> None:
        """Start again what a test ended."""
        if self.dhcp is None or self.dhcp.poll() is not None:
            self.start_dhcp()
        if self.notice is None or self.notice.poll() is not None:
            self.start_notice()
        until(self.redirects, "the notice asks")
        self.forget()

    def redirects(self) -> bool:
        return "elements" in run(*inside(self.spaces.gateway, "nft", "list", "set", "inet", "bluezone_notice", "alive"))

    def start_notice(self, certificate: Pair | None = None, folder: Path | None = None) -> None:
        """The service, asking by the time this returns."""
        ready = self.folder / "ready.json"
        ready.unlink(missing_ok=True)
        pair = certificate or self.certificate
        words = ("--folder", str(folder or self.folder / "box"), "--counts", str(self.folder / "box" / "counts.json"))
        tls = ("--certificate", str(pair.chain), "--private-key", str(pair.key))
        command = (*COMMAND, "portal", "serve", *words, *tls, "--uplink-every", "1", "--ready-file", str(ready))
        self.notice = self._started(inside(self.spaces.gateway, *command))
        until(ready.exists, "the notice is ready")
        until(self.redirects, "the notice asks")

    @contextmanager
    def watched(self) -> Iterator[None]:
        """The watchdog beside the service, as its unit starts it."""
        program = self._started(inside(self.spaces.gateway, *COMMAND, "portal", "watch"))
        try:
            yield
        finally:
            self.stop(program)

    def start_dhcp(self, *, with_option: bool = True) -> None:
        text = (self.folder / "box" / "dnsmasq.conf").read_text()
        lines = [line for line in text.splitlines() if with_option or "dhcp-option" not in line]
        file = self.folder / "dnsmasq-now.conf"
        file.write_text("\n".join([*lines, ""]))
        self.dhcp = self._dnsmasq(self.spaces.gateway, f"--conf-file={file}")
        until((self.state / "pid").exists, "dnsmasq runs")

    def stop(self, program: "subprocess.Popen[bytes] | None") -> None:
        if program is not None:
            program.terminate()
            program.wait(timeout=PATIENCE_SECONDS)
        if program is self.dhcp:
            (self.state / "pid").unlink(missing_ok=True)

    def _dnsmasq(self, space: str, *words: str) -> "subprocess.Popen[bytes]":
        return self._started(inside(space, "dnsmasq", "--keep-in-foreground", "--log-facility=-", *words))

    def _started(self, command: tuple[str, ...]) -> "subprocess.Popen[bytes]":
        with self.log.open("ab") as log:
            return subprocess.Popen(command, env=environment(), stdout=log, stderr=log)

    # Building it

    def build(self, stack: ExitStack) -> None:
        self._lay_links()
        self._plan()
        stack.callback(self._end)
        hosts = [f"--host-record={host},198.51.100.{last},2001:db8:1::{last}" for host, last in VENDORS.items()]
        hosts += [f"--host-record={host},{INTERNET},{INTERNET6}" for host in (SITE, BANK)]
        names = (
            "--no-resolv",
            "--no-hosts",
            f"--listen-address={INTERNET}",
            "--bind-interfaces",
            "--conf-file=/dev/null",
        )
        self._others = [self._dnsmasq(self.spaces.internet, *names, *hosts)]
        server = (sys.executable, str(HERE / "internet.py"), str(self.bank.chain), str(self.bank.key))
        self._others.append(self._started(inside(self.spaces.internet, *server)))
        until(lambda: b"ready" in self.log.read_bytes(), "the internet is ready")
        self.start_dhcp()
        self.start_notice()

    def _lay_links(self) -> None:
        spaces = self.spaces
        names = {"phone": spaces.phone, "gateway": spaces.gateway, "internet": spaces.internet}
        for space in spaces.all():
            run(*inside(space, "sysctl", "-qw", *QUICK))
        run("ip", "-batch", "-", lines=LINKS.format(**names))
        four = [f"address add 198.51.100.{each}/24 dev net0" for each in (1, *VENDORS.values())]
        six = [f"address add 2001:db8:1::{each}/64 dev net0 nodad" for each in (1, *VENDORS.values())]
        run("ip", "-n", spaces.phone, "-batch", "-", lines=ON_PHONE)
        run("ip", "-n", spaces.gateway, "-batch", "-", lines=ON_GATEWAY)
        run("ip", "-n", spaces.internet, "-batch", "-", lines="\n".join([ON_INTERNET, *four, *six, ""]))
        self.resolver("10.90.0.1")

    def resolver(self, address: str) -> None:
        """Whom the phone asks for names."""
        for space, server in ((self.spaces.phone, address), (self.spaces.gateway, INTERNET)):
            file = Path("/etc/netns") / space / "resolv.conf"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(f"nameserver {server}\n")

    def _plan(self) -> None:
        box = self.folder / "box"
        words = ("--tier", "3", "--venue", "Bến xe Lai Châu", "--unit", UNIT, "--site", f"https://{SITE}")
        ends = ("--inside", "lan0", "--outside", "wan0", "--host", BOX_HOST, "--resolver", INTERNET)
        run(*COMMAND, "portal", "plan", str(box), *words, *ends, "--json")
        dnsmasq = (box / "dnsmasq.conf").read_text()
        (box / "dnsmasq.conf").write_text(dnsmasq.replace("/run/bluezone-dhcp", str(self.state)))
        for file in ("gateway.nft", "notice.nft"):
            run(*inside(self.spaces.gateway, "nft", "-f", str(box / file)))
        run(*inside(self.spaces.gateway, "sysctl", "-q", "-p", str(box / "forwarding.conf")))

    def _end(self) -> None:
        for program in (self.notice, self.dhcp, *self._others):
            if program is not None and program.poll() is None:
                program.kill()
                program.wait(timeout=PATIENCE_SECONDS)


@contextmanager
def town(folder: Path) -> Iterator[Town]:
    """The whole town, ready."""
    with namespaces() as spaces, ExitStack() as stack:
        state = Path("/run") / spaces.gateway
        state.mkdir(mode=0o755, exist_ok=True)
        stack.callback(shutil.rmtree, state, ignore_errors=True)
        authority = Authority(folder)
        bank = authority.pair(BANK, SITE)
        built = Town(spaces, folder, state, authority, authority.pair(BOX_HOST), bank, folder / "log")
        built.log.touch()
        built.build(stack)
        yield built
