"""Writing the studio's records: texts and their versions, steps of review, print orders, public files, counts."""

from bluezone.rollout.studio.services.counting import count_download, count_scan
from bluezone.rollout.studio.services.printing import (
    AT_ONCE,
    carry_out,
    check_order,
    forget_prints,
    make_materials,
    make_missing_materials,
    order_print,
    print_now,
    seconds_for,
)
from bluezone.rollout.studio.services.reviewing import take_step
from bluezone.rollout.studio.services.writing import Doing, TextRefused, bring_shipped, write_text

__all__ = [
    "AT_ONCE",
    "Doing",
    "TextRefused",
    "bring_shipped",
    "carry_out",
    "check_order",
    "count_download",
    "count_scan",
    "forget_prints",
    "make_materials",
    "make_missing_materials",
    "order_print",
    "print_now",
    "seconds_for",
    "take_step",
    "write_text",
]
