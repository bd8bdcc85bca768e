"""Addresses of line lists, on the console."""

from django.urls import path

from bluezone.authority.linelist.views import exporting, importing

app_name = "linelist"
urlpatterns = [
    path("", importing.listing, name="listing"),
    path("hand-in/", importing.give, name="hand_in"),
    path("export/", exporting.export, name="export"),
    path("template/<slug:kind>/", exporting.template, name="template"),
    path("<uuid:file_id>/", importing.look, name="file"),
    path("<uuid:file_id>/columns/", importing.choose, name="columns"),
    path("<uuid:file_id>/write/", importing.bring_in, name="write"),
    path("<uuid:file_id>/drop/", importing.throw_away, name="drop"),
]
