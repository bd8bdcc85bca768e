"""The epidemiologist's pages."""

from tests.authority.permissions import Row

from bluezone.authority.accounts.rules import Action

ROWS = [
    Row("console", "surveillance:statistics", Action.READ_STATISTICS),
    Row("console", "surveillance:chain", Action.READ_STATISTICS),
    Row("console", "surveillance:curve_csv", Action.READ_STATISTICS),
]
