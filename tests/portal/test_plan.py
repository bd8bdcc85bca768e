"""The files of each tier, read back by what reads them: dnsmasq, nft, systemd, sh, and parsers of our own."""

import json
import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bluezone.cli.portal import _quick_response_code
from bluezone.portal.configs import dnsmasq, hostapd, packages, portal, routers
from bluezone.portal.plan import NOTICE, Plan, planned
from bluezone.portal.rules.dhcp_options import in_hex
from bluezone.portal.rules.network_names import LIMIT
from bluezone.portal.rules.places import GatewayBox, Tier, Venue
from bluezone.portal.rules.pop_ups import FORBIDDEN, LARGEST, MARK
from bluezone.portal.rules.probes import HOSTS
from bluezone.protocol.errors import MalformedMessage, RuleViolation

VENUE = Venue("Bến xe Lai Châu", "03124", "https://bluezone.laichau.example")
CODE = _quick_response_code(VENUE.install)
HOSTILE = "<script>alert(1)</script>\u202e & 'Bến xe' \"Lai\" $venue | \U0001f68c " + "a" * 200
NAMES = st.text(min_size=1, max_size=200)
UNITS = st.from_regex(r"[0-9A-Za-z-]{1,40}", fullmatch=True)
HOSTS_OF_SITES = st.from_regex(r"[a-z]{1,20}(\.[a-z]{2,12}){1,3}", fullmatch=True)


def files(tier: Tier, venue: Venue = VENUE, box: GatewayBox | None = None) -> dict[str, str]:
    return planned(Plan(tier, venue, box or GatewayBox(), CODE))


class Structure(HTMLParser):
    """What stands in a page beside text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.names: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.names |= {name for name, _ in attrs}


@pytest.mark.parametrize("tier", Tier)
def test_each_tier_says_in_both_languages_what_to_do_and_names_no_file_that_is_missing(tier: Tier) -> None:
    made = files(tier)
    units = {name.removeprefix("systemd/") for name in made}

    for page in ("README.vi.md", "README.md"):
        named = set(re.findall(r"`([\w.-]+\.(?:md|txt|conf|sh|rsc|json|html|nft|service))`", made[page]))
        assert named <= {*made, *units}, page
        assert "$" not in made[page].replace("$(", "")
    assert "ten-wifi.txt" in made


@pytest.mark.parametrize("tier", Tier)
def test_nothing_looks_official_without_a_publisher(tier: Tier) -> None:
    trial, real = files(tier), files(tier, Venue(VENUE.name, VENUE.unit, VENUE.site, publisher="UBND tỉnh Lai Châu"))

    pages = [name for name in trial if name.endswith(".html")]
    assert "THỬ NGHIỆM" in trial["treo-canh-mat-khau.txt"]
    assert all("BẢN THỬ NGHIỆM" in trial[name] for name in pages)
    assert not any("THỬ NGHIỆM" in real[name] for name in [*pages, "treo-canh-mat-khau.txt"])
    assert all("UBND tỉnh Lai Châu" in real[name] for name in pages)


@pytest.mark.parametrize("name", [VENUE.name, HOSTILE, "\U0001f468\u200d\U0001f469\u200d\U0001f467" * 20])
def test_the_notice_is_small_whole_and_never_asks_to_install_for_internet(name: str) -> None:
    venue = Venue(name, "03124", VENUE.site)

    for tier, page in ((Tier.OWN_GATEWAY, NOTICE), (Tier.PORTAL_PACKAGE, "splash.html")):
        content = files(tier, venue)[page]
        read = Structure()
        read.feed(content)
        assert len(content.encode()) < LARGEST
        assert not any(sign in content.lower().encode() for sign in FORBIDDEN)
        assert MARK in content
        assert not {"script", "link", "iframe", "a", "img"} & set(read.tags)
        assert not any(attribute.startswith("on") for attribute in read.names)
        assert "Bạn không phải cài gì để dùng wifi." in content
        assert "You need not install anything to use it." in content
        assert read.tags.count("button") == 1


@given(NAMES, UNITS, HOSTS_OF_SITES)
def test_every_router_s_lines_say_the_same_address(name: str, unit: str, host: str) -> None:
    try:
        venue = Venue(name, unit, f"https://{host}")
    except RuleViolation:
        return
    made = files(Tier.DHCP_OPTIONS, venue)
    api = f"https://{host}/captive/{unit}/api"

    assert dnsmasq.read(made["dnsmasq.conf"])["dhcp-option-force"] == [f"114,{api}"]
    assert dnsmasq.read(made["dnsmasq.conf"])["dhcp-option"] == [f"option6:103,{api}"]
    assert routers.option_in_kea(made["kea.json"]) == api
    assert {routers.option_in_text(made[each]) for each in ("openwrt.sh", "mikrotik.rsc", "isc-dhcpd.conf")} == {api}
    assert in_hex(api) in made["option-114.txt"]
    assert in_hex(api) in made["mikrotik.rsc"]


@given(NAMES, UNITS)
def test_a_box_s_files_survive_any_name(name: str, unit: str) -> None:
    try:
        venue = Venue(name, unit, VENUE.site)
        made = files(Tier.OWN_GATEWAY, venue)
    except RuleViolation:
        return
    assert portal.read(made[portal.FILE]) == portal.settings(venue, GatewayBox())
    assert 0 < len(hostapd.network_name_in(made["hostapd.conf"]).encode()) <= LIMIT
    assert routers.option_in_text(made["radvd.conf"]) == venue.api


@given(UNITS)
def test_portal_packages_let_443_pass_before_anything_was_read(unit: str) -> None:
    venue = Venue(VENUE.name, unit, VENUE.site)

    for text in (packages.opennds(venue), packages.nodogsplash(venue)):
        found = routers.read_uci(text)
        assert "allow tcp port 443" in found["preauthenticated_users"]
        assert found["sessiontimeout"] == [str(24 * 60)]
        assert found["debuglevel"] == ["0"]
        assert found["gatewayname"] == [f"Bluezone {unit}"]


def test_what_is_no_configuration_is_malformed() -> None:
    for reading, text in (
        (routers.option_in_kea, "{}"),
        (routers.option_in_text, "# nothing"),
        (routers.read_uci, "nonsense"),
        (portal.read, "[]"),
        (portal.read, '{"port": 1}'),
        (portal.read, json.dumps({**json.loads(files(Tier.OWN_GATEWAY)[portal.FILE]), "port": "80"})),
    ):
        with pytest.raises(MalformedMessage):
            reading(text)


def test_a_network_name_too_long_is_refused() -> None:
    with pytest.raises(RuleViolation):
        hostapd.hostapd(GatewayBox(), "ế" * 11)


def test_a_box_without_a_certificate_of_its_own_sends_phones_to_the_province() -> None:
    without, with_own = files(Tier.OWN_GATEWAY), files(Tier.OWN_GATEWAY, box=GatewayBox(host="wifi.example"))

    assert dnsmasq.read(without["dnsmasq.conf"])["dhcp-option-force"] == [f"114,{VENUE.api}"]
    assert dnsmasq.read(with_own["dnsmasq.conf"])["dhcp-option-force"] == ["114,https://wifi.example:8443/captive/api"]
    assert all(host in dnsmasq.read(without["dnsmasq.conf"])["nftset"][0] for host in HOSTS)


@pytest.mark.parametrize(
    ("program", "words", "tier", "file"),
    [
        ("dnsmasq", ("--test", "--conf-file={}"), Tier.OWN_GATEWAY, "dnsmasq.conf"),
        ("dnsmasq", ("--test", "--conf-file={}"), Tier.DHCP_OPTIONS, "dnsmasq.conf"),
        ("sh", ("-n", "{}"), Tier.PORTAL_PACKAGE, "theme_bluezone.sh"),
        ("sh", ("-n", "{}"), Tier.DHCP_OPTIONS, "openwrt.sh"),
    ],
)
def test_the_program_itself_reads_its_file(
    program: str, words: tuple[str, ...], tier: Tier, file: str, tmp_path: Path
) -> None:
    if not shutil.which(program):
        pytest.skip(f"{program} is not installed")
    written = tmp_path / file
    written.write_text(files(tier)[file])

    ran = subprocess.run(
        [program, *(word.format(written) for word in words)], capture_output=True, text=True, check=False
    )

    assert ran.returncode == 0, ran.stderr


def test_no_unit_may_do_more_than_it_needs_and_logs_name_nobody() -> None:
    made = files(Tier.OWN_GATEWAY)

    for name in ("bluezone-notice.service", "bluezone-watch.service"):
        assert "CapabilityBoundingSet=CAP_NET_ADMIN\n" in made[f"systemd/{name}"]
        assert "ProtectSystem=strict" in made[f"systemd/{name}"]
    assert {"quiet-dhcp", "quiet-dhcp6", "quiet-ra"} <= set(dnsmasq.read(made["dnsmasq.conf"]))
    assert dnsmasq.read(made["dnsmasq.conf"])["dhcp-leasefile"] == ["/run/bluezone-dhcp/leases"]
    assert "StandardOutput=null" in made["systemd/bluezone-point.service"]


def test_a_box_with_a_certificate_gets_it_from_systemd_since_the_notice_may_not_read_root_s_files() -> None:
    without, with_own = files(Tier.OWN_GATEWAY), files(Tier.OWN_GATEWAY, box=GatewayBox(host="wifi.example"))

    assert "Credential" not in without["systemd/bluezone-notice.service"]
    notice = with_own["systemd/bluezone-notice.service"].splitlines()
    (start,) = (line for line in notice if line.startswith("ExecStart="))
    for option, file in (("certificate", "chain.pem"), ("private-key", "key.pem")):
        assert f"--{option} %d/{file}" in start
        assert f"LoadCredential={file}:/etc/bluezone/{file}" in notice


def test_a_carrier_gets_pages_with_their_fingerprints_and_an_interface() -> None:
    made = files(Tier.CARRIER)

    described = json.loads(made["openapi.json"])
    assert f"/captive/{VENUE.unit}/api" in described["paths"]
    assert made["yeu-cau.md"].count("`") >= 6
    assert str(len(made[NOTICE].encode())) in made["yeu-cau.md"]
