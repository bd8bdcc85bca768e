"""Addresses of the field for devices, on the site only."""

from django.urls import path

from bluezone.rollout.fieldwork import api

app_name = "field_api"
urlpatterns = [
    path("enrol/", api.enrol, name="enrol"),
    path("bundles/", api.bundles, name="bundles"),
    path("work/", api.work, name="work"),
]
