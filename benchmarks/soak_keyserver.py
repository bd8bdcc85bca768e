"""Ten minutes of guessing codes with everything that lies in a stolen database of the key server.

The same reader whom the tests set on the database for three seconds; on a naive one he finds codes within these three.
"""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from benchmarks.measure import Measure
from tests.keyserver import enx_client
from tests.keyserver.desk import opened_desk
from tests.keyserver.reader import codes_recovered, looted

SECONDS: Final = 600
UPLOADS: Final = 200
UNUSED: Final = 100


def measures() -> list[Measure]:
    """Guess for ten minutes; no code may be found."""
    with TemporaryDirectory() as folder, opened_desk(Path(folder) / "data") as desk:
        for _ in range(UPLOADS):
            enx_client.report(desk.post, desk.code(), enx_client.fresh_teks(desk.today))
        for _ in range(UNUSED):
            desk.code()
        recovered, guesses = codes_recovered(looted(desk.premises.database), seconds=SECONDS)
    found = len(recovered)
    return [
        Measure("codes guessed with a stolen database in hand", guesses, "guesses"),
        Measure("codes recovered by that", found, "codes", aim="0", met=found == 0),
    ]
