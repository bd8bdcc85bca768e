"""Addresses of the field's pages, below `/field/`, where the desk's pages lie too: only files of a page's kinds are taken."""

from typing import Final

from django.urls import path, re_path

from bluezone.citizen.site import views_field

FILES: Final = r"^(?P<path>[\w@./-]+\.(?:css|html|js|json|mjs|png|svg|webmanifest))$"

app_name = "field_pages"
urlpatterns = [
    path("", views_field.page, name="index"),
    path("config.json", views_field.config, name="config"),
    re_path(FILES, views_field.page, name="page"),
]
