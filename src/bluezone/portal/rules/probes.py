"""Probes: the questions by which telephones and computers find out, on port 80, whether a network leads to the internet.

Sources: Android's NetworkMonitor (204), Apple's Captive Network Assistant (Success), Microsoft's NCSI, Firefox'
canonical page, the two Chinese makers whose phones ask their own servers, NetworkManager as Ubuntu and GNOME ship it.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Probe:
    """One vendor's question, and what it hears when the internet answers.

    Args:
        vendor: Who asks, in lower case.
        host: The name that is asked.
        path: The path that is asked.
        status: HTTP's number for success.
        body: What the answer holds; a probe of 204 has none.
        media_type: Of the body.
    """

    vendor: str
    host: str
    path: str
    status: int
    body: bytes = b""
    media_type: str = "text/plain"

    @property
    def name(self) -> str:
        """The word for this probe in a report."""
        return f"{self.vendor} {self.host}"

    def is_passed(self, status: int, body: bytes) -> bool:
        """Tell whether an answer is the internet's own."""
        return status == self.status and (self.body in body if self.body else not body)


_APPLE: Final = b"<HTML><HEAD><TITLE>Success</TITLE></HEAD><BODY>Success</BODY></HTML>"
_FIREFOX: Final = b'<meta http-equiv="refresh" content="0;url=https://support.mozilla.org/kb/captive-portal"/>'

PROBES: Final = (
    Probe("android", "connectivitycheck.gstatic.com", "/generate_204", 204),
    Probe("android", "clients3.google.com", "/generate_204", 204),
    Probe("apple", "captive.apple.com", "/hotspot-detect.html", 200, _APPLE, "text/html"),
    Probe("windows", "www.msftconnecttest.com", "/connecttest.txt", 200, b"Microsoft Connect Test"),
    Probe("windows", "www.msftncsi.com", "/ncsi.txt", 200, b"Microsoft NCSI"),
    Probe("firefox", "detectportal.firefox.com", "/canonical.html", 200, _FIREFOX, "text/html"),
    Probe("xiaomi", "connect.rom.miui.com", "/generate_204", 204),
    Probe("huawei", "connectivitycheck.platform.hicloud.com", "/generate_204", 204),
    Probe("ubuntu", "connectivity-check.ubuntu.com", "/", 204),
    Probe("gnome", "nmcheck.gnome.org", "/check_network_status.txt", 200, b"NetworkManager is online"),
)
HOSTS: Final = tuple(dict.fromkeys(probe.host for probe in PROBES))


def probe_for(host: str, path: str) -> Probe | None:
    """Return the probe that asks a host for a path; its host alone is enough, since vendors change their paths."""
    of_host = [probe for probe in PROBES if probe.host == host.lower()]
    return next((probe for probe in of_host if probe.path == path), of_host[0] if of_host else None)
