"""Addresses of the laboratory API, on the console's origin."""

from django.urls import path

from bluezone.authority.codes import api

app_name = "laboratory_api"
urlpatterns = [
    path("results", api.results, name="results"),
    path("schema.json", api.schema, name="schema"),
]
