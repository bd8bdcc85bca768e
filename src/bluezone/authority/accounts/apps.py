"""The application as Django knows it."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People, roles and personal links."""

    name = "bluezone.authority.accounts"
