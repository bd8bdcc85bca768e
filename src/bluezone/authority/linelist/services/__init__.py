"""Writing line lists: handed in, its columns chosen, written whole or not at all, dropped, forgotten after a day."""

from bluezone.authority.linelist.services.files import (
    KEPT,
    choose_columns,
    drop,
    forget_files,
    grid_of,
    hand_in,
    mapping_of,
    plan_for,
    write,
)

__all__ = ["KEPT", "choose_columns", "drop", "forget_files", "grid_of", "hand_in", "mapping_of", "plan_for", "write"]
