"""Every table and column of an installation, in the words of `rules.register`."""

from bluezone.authority.retention.rules.columns.whole import REGISTER

__all__ = ["REGISTER"]
