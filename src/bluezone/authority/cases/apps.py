"""The application as Django knows it."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    """Cases, contacts, exposures, milestones, follow-up."""

    name = "bluezone.authority.cases"
