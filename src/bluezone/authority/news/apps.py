"""The application as Django knows it."""

from django.apps import AppConfig


class NewsConfig(AppConfig):
    """News, advice, questions and answers."""

    name = "bluezone.authority.news"
