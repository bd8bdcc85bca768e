"""Settings for tests: a data folder that vanishes, quick passwords, a clock that the tests set.

The tests' registry is SQLite. BLUEZONE_TEST_DATABASE puts it on PostgreSQL: on the server of that address, or, when it
says just `postgresql`, on one that starts with the run and ends with it. Each process of a run has its own database.
"""

import atexit
import os
import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path

FOLDER = Path(tempfile.mkdtemp(prefix="bluezone-test-"))
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
os.environ.update(BLUEZONE_DATA=str(FOLDER), BLUEZONE_DOOR="console")
for _name in ("BLUEZONE_DATABASE", "BLUEZONE_DATABASE_URL"):
    os.environ.pop(_name, None)

from bluezone.config.database import database  # noqa: E402 -- the folder has to be known before anything of ours is read
from bluezone.config.settings import *  # noqa: E402, F403 -- the same
from bluezone.config.settings import DATABASES  # noqa: E402 -- the same

if os.environ.get("BLUEZONE_TEST_DATABASE") == "postgresql":
    from bluezone.config.postgresql_server import postgresql

    _SERVER = ExitStack()
    atexit.register(_SERVER.close)
    os.environ["BLUEZONE_TEST_DATABASE"] = _SERVER.enter_context(postgresql())  # the workers of this run share it
if "BLUEZONE_TEST_DATABASE" in os.environ:
    DATABASES["default"] = database(os.environ["BLUEZONE_TEST_DATABASE"], FOLDER)
else:
    DATABASES["default"]["TEST"] = {"NAME": str(FOLDER / "registry-test.sqlite3")}

STYLE_PAGE = True
ALLOWED_HOSTS = ["localhost", "testserver"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
