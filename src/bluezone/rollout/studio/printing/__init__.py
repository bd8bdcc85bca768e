"""The printing room: posters, leaflets, stickers, cards and notices from values, set by typst with faces that we ship.

It knows no record and asks nobody: what is printed is handed in as `studio.rules.words`. What cannot be printed well (a
character that no shipped face has, a text too long for its form) is refused and never printed some other way.
"""

from bluezone.rollout.studio.printing.notices import notice
from bluezone.rollout.studio.printing.pictures import card, preview
from bluezone.rollout.studio.printing.sheets import sheet, venue_sheet

__all__ = ["card", "notice", "preview", "sheet", "venue_sheet"]
