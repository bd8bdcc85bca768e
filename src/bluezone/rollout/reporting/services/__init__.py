"""Writing reports: forms are published, reports come in once, are corrected by later ones, and raise questions."""

from bluezone.rollout.reporting.services.flagging import ask_this_morning, raise_impossible, raise_improbable, settle
from bluezone.rollout.reporting.services.publishing import publish_form, publish_shipped_forms
from bluezone.rollout.reporting.services.submitting import (
    Receipt,
    Report,
    ReportRefused,
    read_report,
    rebuild_latest,
    submit,
    withdraw,
)

__all__ = [
    "Receipt",
    "Report",
    "ReportRefused",
    "ask_this_morning",
    "publish_form",
    "publish_shipped_forms",
    "raise_impossible",
    "raise_improbable",
    "read_report",
    "rebuild_latest",
    "settle",
    "submit",
    "withdraw",
]
