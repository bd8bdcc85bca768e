"""Portal packages of OpenWrt: openNDS and nodogsplash, so that they show the notice and hold back nothing but port 80.

Neither could be tried here: openNDS of Debian fails on nftables, nodogsplash is not packaged. The files are written from
their documentation (openNDS 9.10 and 10, nodogsplash 5) and read back. openNDS keeps its list of phones in `/tmp`, which
is memory on OpenWrt; its log there names phones, so `debuglevel` stays at 0.
"""

from typing import Final

from bluezone.portal.rules.places import Venue

HOURS: Final = 24
ALWAYS: Final = ("tcp port 443", "udp port 443", "tcp port 853", "tcp port 53", "udp port 53")
"""What passes before anybody has read anything: encrypted pages and names."""
TO_ROUTER: Final = ("tcp port 53", "udp port 53", "udp port 67", "tcp port 22", "tcp port 443")

OPENNDS: Final = """\
# Written from the documentation of openNDS 9.10 and 10, not tried: check with `bluezone portal check`.
# /etc/config/opennds
config opennds 'bluezone'
	option enabled '1'
	option gatewayinterface 'br-lan'
	option gatewayname 'Bluezone {unit}'
	option login_option_enabled '3'
	option themespec_path '/usr/lib/opennds/theme_bluezone.sh'
	option sessiontimeout '{minutes}'
	option preauthidletimeout '30'
	option authidletimeout '{minutes}'
	option maxclients '250'
	option debuglevel '0'
{always}
	list authenticated_users 'allow all'
{router}
"""
NODOGSPLASH: Final = """\
# Written from the documentation of nodogsplash 5, not tried: check with `bluezone portal check`.
# /etc/config/nodogsplash; splash.html goes to /etc/nodogsplash/htdocs/
config nodogsplash
	option enabled '1'
	option fwhook_enabled '1'
	option gatewayinterface 'br-lan'
	option gatewayname 'Bluezone {unit}'
	option maxclients '250'
	option sessiontimeout '{minutes}'
	option preauthidletimeout '30'
	option authidletimeout '{minutes}'
	option debuglevel '0'
{always}
	list authenticated_users 'allow all'
{router}
"""
THEME: Final = """\
#!/bin/sh
# ThemeSpec of openNDS 9.10 and 10: the notice with one button. Not tried on a router.
title="theme_bluezone"

header() {
	:
}

footer() {
	exit 0
}

generate_splash_sequence() {
	sed "s|%%FAS%%|$fas|g" /etc/opennds/htdocs/bluezone.html
	footer
}

landing_page() {
	auth_log
	cat /etc/opennds/htdocs/continued.html
	footer
}

additionalthemevars=""
fasvarlist="$fasvarlist $additionalthemevars"
userinfo="$title"
"""
OPENNDS_FORM: Final = (
    '<form method="get" action="/opennds_preauth/"><input type="hidden" name="fas" value="%%FAS%%">'
    '<input type="hidden" name="landing" value="yes">{}</form>'
)
"""openNDS hands `fas` to the ThemeSpec, in letters of base64, and takes it back with the button."""


def opennds(venue: Venue) -> str:
    """Return the configuration of openNDS."""
    return _filled(OPENNDS, venue)


def nodogsplash(venue: Venue) -> str:
    """Return the configuration of nodogsplash."""
    return _filled(NODOGSPLASH, venue)


def _filled(form: str, venue: Venue) -> str:
    return form.format(
        unit=venue.unit,
        minutes=HOURS * 60,
        always="\n".join(f"\tlist preauthenticated_users 'allow {each}'" for each in ALWAYS),
        router="\n".join(f"\tlist users_to_router 'allow {each}'" for each in TO_ROUTER),
    )
