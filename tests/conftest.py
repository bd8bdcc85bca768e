"""What holds for every test."""

import logging

import pytest
from hypothesis import settings

settings.register_profile("patient", parent=settings(), deadline=None)  # a busy computer is not a wrong answer
settings.load_profile("patient")


@pytest.fixture(autouse=True)
def fresh_loggers() -> None:
    """What a command did to the loggers of its process, in a test or a wider fixture, is undone before the next test."""
    for logger in (logging.getLogger("bluezone"), logging.getLogger("uvicorn.error")):
        logger.setLevel(logging.NOTSET)
        logger.propagate = True
        logger.handlers.clear()
