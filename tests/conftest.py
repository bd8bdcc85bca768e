"""What holds for every test."""

import logging
from collections.abc import Iterator

import pytest
from hypothesis import settings

settings.register_profile("patient", parent=settings(), deadline=None)  # a busy computer is not a wrong answer
settings.load_profile("patient")


@pytest.fixture(autouse=True)
def loggers_as_they_were() -> Iterator[None]:
    """What a command does to the loggers of its process ends with the test that ran it in this one."""
    loggers = [logging.getLogger(), logging.getLogger("bluezone"), logging.getLogger("uvicorn.error")]
    before = [(logger, logger.level, logger.propagate, logger.handlers[:]) for logger in loggers]
    yield
    for logger, level, propagate, handlers in before:
        logger.setLevel(level)
        logger.propagate = propagate
        logger.handlers[:] = handlers
