"""What devices in the field ask the site: whoever speaks is heard, and what counts is the signature inside."""

from tests.authority.permissions import Everybody, Row

ROWS = [Row("site", f"field_api:{page}", Everybody.OPEN, method="POST") for page in ("enrol", "bundles", "work")]
