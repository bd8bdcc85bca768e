"""What holds for every test."""

from hypothesis import settings

settings.register_profile("patient", parent=settings(), deadline=None)  # a busy computer is not a wrong answer
settings.load_profile("patient")
