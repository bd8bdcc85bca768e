"""nftables: the notice's table, in which everything ends by itself, and the gateway's own."""

from typing import Final

from bluezone.portal.rules.places import GatewayBox

NOTICE: Final = """\
# Leads the probes of phones that have not read the notice to port {port} of this box. Loading it again keeps the sets.
#
#   seen     phones that read the notice; forgotten after a day, at the latest when the power goes
#   alive    the port that is redirected; it leaves after 8 seconds unless the notice renews it, and then nothing is
#            redirected any more: whatever happens to the notice, the internet works
#   probes4  addresses of the vendors' probe servers, which dnsmasq adds as phones ask for them; nothing else is
#   probes6  redirected, and port 443 never

table inet bluezone_notice {{
    set seen {{ type ether_addr; flags timeout; timeout 24h; size 65535; }}
    set alive {{ type inet_service; flags timeout; timeout 8s; size 4; }}
    set probes4 {{ type ipv4_addr; size 4096; }}
    set probes6 {{ type ipv6_addr; size 4096; }}
    chain ask {{ type nat hook prerouting priority dstnat; policy accept; }}
    chain guard {{ type filter hook input priority filter; policy accept; }}
}}
flush chain inet bluezone_notice ask
flush chain inet bluezone_notice guard
table inet bluezone_notice {{
    chain ask {{
        iifname != "{inside}" accept
        ether saddr @seen accept
        ip daddr @probes4 tcp dport @alive redirect to :{port}
        ip6 daddr @probes6 tcp dport @alive redirect to :{port}
    }}
    chain guard {{
        iifname {{ "{inside}", "lo" }} accept
        tcp dport {{ {port}, {tls_port} }} drop
    }}
}}
"""
GATEWAY: Final = """\
# The way to the internet, with or without a notice.

table inet bluezone_gateway {{
    chain out {{ type nat hook postrouting priority srcnat; policy accept; }}
    chain guard {{ type filter hook input priority filter; policy accept; }}
}}
flush chain inet bluezone_gateway out
flush chain inet bluezone_gateway guard
table inet bluezone_gateway {{
    chain out {{
        oifname "{outside}" masquerade
    }}
    chain guard {{
        iifname "{outside}" meta l4proto {{ tcp, udp }} th dport {{ 53, 67, 547 }} drop
    }}
}}
"""
FORWARDING: Final = """\
net.ipv4.ip_forward = 1
net.ipv6.conf.all.forwarding = 1
net.ipv6.conf.{outside}.accept_ra = 2
"""


def notice(box: GatewayBox) -> str:
    """Return the notice's table."""
    return NOTICE.format(inside=box.inside, port=box.port, tls_port=box.tls_port)


def gateway(box: GatewayBox) -> str:
    """Return the table of the gateway."""
    return GATEWAY.format(outside=box.outside)


def forwarding(box: GatewayBox) -> str:
    """Return the kernel's settings for a gateway, as sysctl reads them."""
    return FORWARDING.format(outside=box.outside)
