"""systemd: the programs of a gateway box, started with it, started again when they end, and with no right they do not need."""

from typing import Final

from bluezone.portal.rules.places import GatewayBox

HARDENED: Final = """\
DynamicUser=yes
AmbientCapabilities=CAP_NET_ADMIN
CapabilityBoundingSet=CAP_NET_ADMIN
NoNewPrivileges=yes
ProtectSystem=strict
ProtectHome=yes
PrivateTmp=yes
PrivateDevices=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectControlGroups=yes
RestrictNamespaces=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_NETLINK AF_UNIX
MemoryDenyWriteExecute=yes
LockPersonality=yes
"""
GATEWAY: Final = """\
[Unit]
Description=Bluezone: the way to the internet, and the table of the notice
Before=network-online.target
After=network-pre.target

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/usr/sbin/sysctl --load=/etc/bluezone/forwarding.conf
ExecStart=/usr/sbin/nft -f /etc/bluezone/gateway.nft
ExecStart=/usr/sbin/nft -f /etc/bluezone/notice.nft
ExecStart=/usr/sbin/ip address replace {address}/{length} dev {inside}
ExecStart=/usr/sbin/ip -6 address replace {address6}/64 dev {inside}
ExecStart=/usr/sbin/ip link set {inside} up

[Install]
WantedBy=multi-user.target
"""
DHCP: Final = """\
[Unit]
Description=Bluezone: names and addresses for phones
Requires=bluezone-gateway.service
After=bluezone-gateway.service

[Service]
ExecStart=/usr/sbin/dnsmasq --keep-in-foreground --conf-file=/etc/bluezone/dnsmasq.conf
RuntimeDirectory=bluezone-dhcp
Restart=always

[Install]
WantedBy=multi-user.target
"""
NOTICE: Final = """\
[Unit]
Description=Bluezone: the notice of the public wifi
Requires=bluezone-gateway.service
After=bluezone-gateway.service

[Service]
{start}
StateDirectory=bluezone-notice
Restart=always
RestartSec=2
LimitNOFILE=8192
{hardened}
[Install]
WantedBy=multi-user.target
"""
SERVE: Final = "ExecStart=/usr/local/bin/bluezone portal serve --folder /etc/bluezone --counts /var/lib/bluezone-notice/counts.json"
SERVE_TLS: Final = f"""\
{SERVE} --certificate %d/chain.pem --private-key %d/key.pem
LoadCredential=chain.pem:/etc/bluezone/chain.pem
LoadCredential=key.pem:/etc/bluezone/key.pem"""
"""With a certificate: systemd, which is root, hands the key to the program, which may not read root's files."""
WATCH: Final = """\
[Unit]
Description=Bluezone: lets go of the notice when it does not answer
Requires=bluezone-gateway.service
After=bluezone-gateway.service

[Service]
ExecStart=/usr/local/bin/bluezone portal watch --port {port}
Restart=always
RestartSec=2
{hardened}
[Install]
WantedBy=multi-user.target
"""
POINT: Final = """\
[Unit]
Description=Bluezone: the access point
Requires=bluezone-gateway.service
After=bluezone-gateway.service

[Service]
ExecStart=/usr/sbin/hostapd /etc/bluezone/hostapd.conf
StandardOutput=null
StandardError=null
Restart=always

[Install]
WantedBy=multi-user.target
"""


def units(box: GatewayBox) -> dict[str, str]:
    """Return each unit by its name."""
    addresses = {"address": box.address, "length": box.network.prefixlen, "address6": box.address6}
    return {
        "bluezone-gateway.service": GATEWAY.format(inside=box.inside, **addresses),
        "bluezone-dhcp.service": DHCP,
        "bluezone-notice.service": NOTICE.format(start=SERVE_TLS if box.host else SERVE, hardened=HARDENED),
        "bluezone-watch.service": WATCH.format(port=box.port, hardened=HARDENED),
        "bluezone-point.service": POINT,
    }
