"""What devices in the field ask the site; a device shows a signature instead of a name."""

from tests.authority.permissions import Everybody, Row

ROWS = [Row("site", f"field_api:{page}", Everybody.TOKEN, method="POST") for page in ("enrol", "bundles", "work")]
