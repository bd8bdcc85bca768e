"""Addresses of the register for machines, on the site only."""

from django.urls import path

from bluezone.rollout.venues import api

app_name = "venue_machines"
urlpatterns = [path("hotspots/checks/", api.checks, name="checks")]
