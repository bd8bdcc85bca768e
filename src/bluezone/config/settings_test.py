"""Settings for tests: a data folder that vanishes, quick passwords, a clock that the tests set.

BLUEZONE_TEST_DATABASE names the PostgreSQL server on which the tests make their own database; without it they use SQLite.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

FOLDER = Path(tempfile.mkdtemp(prefix="bluezone-test-"))
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
os.environ.update(BLUEZONE_DATA=str(FOLDER), BLUEZONE_DOOR="console")
os.environ.pop("BLUEZONE_DATABASE", None)
if "BLUEZONE_TEST_DATABASE" in os.environ:
    os.environ["BLUEZONE_DATABASE"] = os.environ["BLUEZONE_TEST_DATABASE"]

from bluezone.config.settings import *  # noqa: E402, F403 -- the folder has to be known before the settings are read
from bluezone.config.settings import DATABASES  # noqa: E402 -- the same

STYLE_PAGE = True
ALLOWED_HOSTS = ["localhost", "testserver"]
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["TEST"] = {"NAME": str(FOLDER / "registry-test.sqlite3")}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
