"""The notice: one page under 20 KB that holds everything itself, for browsers that open when a phone joins a wifi.

Those browsers forbid links, scripts, style sheets and pictures from elsewhere and downloads, and they close as soon as
the phone is online (openNDS, "customize", 9.10). So there is one form with one button, a QR code drawn in the page, and a
short address to note. It never says that anything must be installed: the internet works already.
"""

from html import escape
from importlib.resources import files
from typing import Final

from bluezone.portal.rules.places import Venue
from bluezone.portal.rules.pop_ups import MARK

OWN_FORM: Final = '<form method="post" action="/continue">{}</form>'
NODOGSPLASH_FORM: Final = (
    '<form method="get" action="$authaction"><input type="hidden" name="tok" value="$tok">'
    '<input type="hidden" name="redir" value="$redir">{}</form>'
)
BUTTON: Final = '<button type="submit">Tiếp tục <span lang="en">· Continue</span></button>'
TRIAL: Final = '<p class="trial">BẢN THỬ NGHIỆM <span lang="en">· TRIAL</span></p>'

FRAME: Final = """\
<!DOCTYPE html>
<html lang="vi">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
{mark}
<title>Bluezone: {title}</title>
<style>
{style}
</style>
</head>
<body>
{trial}<header>{icon}<p>Bluezone</p></header>
<main>
{main}
</main>
{foot}</body>
</html>
"""
NOTICE: Final = """\
<h1>Wifi này đã có Internet</h1>
<p class="lead">Bạn không phải cài gì để dùng wifi. Bấm <b>Tiếp tục</b> là xong.</p>
<p class="lead" lang="en">The internet works. You need not install anything to use it.</p>
{form}
<section>
<h2>Muốn được báo sớm khi có dịch?</h2>
<p><bdi>{venue}</bdi> cùng tỉnh mời bạn dùng Bluezone. Điện thoại ghi nhớ nơi bạn đã quét mã, và các máy ở gần nếu nghe
được; chỉ báo cho riêng bạn. Không cần tên, không cần tài khoản, không mất tiền.</p>
<div class="code">{code}<p>Ghi lại địa chỉ, mở sau bằng trình duyệt:<br><b class="address">{address}</b></p></div>
<p lang="en">If you wish: note the address above and open it later in your browser. Bluezone tells you, and only you, when
you were at a place, or near a phone, that you should know about. No name, no account, no cost.</p>
</section>
<p class="small">Wifi này không ghi lại bạn là ai. Ngày mai thông báo này hiện lại một lần.
<span lang="en">This wifi keeps no record of who you are; the notice comes back once a day.</span></p>
"""
CONTINUED: Final = """\
<h1>Xong. Mời bạn dùng Internet</h1>
<p class="lead">Bạn có thể đóng trang này.</p>
<p class="lead" lang="en">Done. You may close this page.</p>
"""
NO_INTERNET: Final = """\
<h1>Wifi này đang mất Internet</h1>
<p class="lead">Điện thoại của bạn không có lỗi. Hãy dùng mạng di động, hoặc báo cho nơi bạn đang ở.</p>
<p class="lead" lang="en">This wifi has no internet at the moment. Use your mobile network, or tell the people here.</p>
"""


def notice_page(venue: Venue, code: str, *, form: str = OWN_FORM) -> str:
    """Return the notice.

    Args:
        venue: The place.
        code: A QR code of the place's short address, as an SVG element.
        form: Around the button, with `{}` where it stands.
    """
    main = NOTICE.format(
        form=form.format(BUTTON),
        venue=escape(venue.shown_name),
        code=code,
        address=_breakable(escape(venue.install.removeprefix("https://"))),
    )
    return _page("wifi", main, venue)


def continued_page(venue: Venue) -> str:
    """Return what stands there after the button."""
    return _page("Internet", CONTINUED, venue)


def no_internet_page(venue: Venue) -> str:
    """Return what stands there while the place has no internet."""
    return _page("mất Internet", NO_INTERNET, venue)


def _breakable(address: str) -> str:
    """Return an address that goes on in the next line before a dot or a slash, not inside a word."""
    return address.replace(".", "<wbr>.").replace("/", "<wbr>/")


def _page(title: str, main: str, venue: Venue) -> str:
    data = files("bluezone.portal") / "data"
    return FRAME.format(
        mark=MARK,
        title=title,
        style=(data / "notice.css").read_text().strip(),
        icon=(data / "icon.svg").read_text().strip(),
        trial="" if venue.publisher else f"{TRIAL}\n",
        main=main.strip(),
        foot=f"<footer>{escape(venue.publisher)}</footer>\n" if venue.publisher else "",
    )
