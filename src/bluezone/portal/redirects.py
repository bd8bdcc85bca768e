"""Redirects: whether the kernel led a connection here that was meant for somebody else.

A connection that was led here comes from a phone that has not read the notice: nobody needs to be looked up. Source: Linux,
`SO_ORIGINAL_DST` and `IP6T_SO_ORIGINAL_DST` of connection tracking.
"""

import socket
from ipaddress import ip_address
from typing import Final

ORIGINAL: Final = 80
"""The option's number, on both levels."""
SIZE: Final = 16
"""Bytes of an address and port in IPv4; the address stands at 4."""
SIZE6: Final = 28
"""The same in IPv6; the address stands at 8."""


def was_led_here(connection: socket.socket, own: str) -> bool:
    """Tell whether a connection was meant for another address than our own, as far as the kernel knows.

    Args:
        connection: The connection.
        own: The address at which it arrived, without interface and coat.
    """
    try:
        if ip_address(own).version == 4:  # noqa: PLR2004 -- IPv4
            meant = ip_address(connection.getsockopt(socket.SOL_IP, ORIGINAL, SIZE)[4:8])
        else:
            meant = ip_address(connection.getsockopt(socket.IPPROTO_IPV6, ORIGINAL, SIZE6)[8:24])
    except OSError:
        return False
    return meant != ip_address(own)
