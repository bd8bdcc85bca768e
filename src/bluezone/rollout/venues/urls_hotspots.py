"""Addresses of public wifi networks, on both doors."""

from django.urls import path

from bluezone.rollout.venues.views import hotspots

app_name = "hotspots"
urlpatterns = [
    path("", hotspots.hotspots, name="list"),
    path("export/", hotspots.export, name="export"),
    path("new/", hotspots.add, name="add"),
    path("<uuid:hotspot_id>/", hotspots.hotspot, name="hotspot"),
    path("<uuid:hotspot_id>/edit/", hotspots.edit, name="edit"),
    path("<uuid:hotspot_id>/key/", hotspots.key_page, name="key"),
    path("<uuid:hotspot_id>/close/", hotspots.close, name="close"),
]
