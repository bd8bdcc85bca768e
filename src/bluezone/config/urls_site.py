"""What the site answers: the public pages, and the pages that a personal link opens."""

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []
