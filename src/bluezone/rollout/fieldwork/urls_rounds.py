"""Addresses of spot-checks, within those of the field desk."""

from django.urls import path

from bluezone.rollout.fieldwork.views import rounds

urlpatterns = [
    path("rounds/", rounds.rounds, name="rounds"),
    path("rounds/export/", rounds.export, name="export_rounds"),
    path("rounds/new/", rounds.new, name="new_round"),
    path("rounds/<uuid:round_id>/", rounds.one, name="round"),
    path("rounds/<uuid:round_id>/close/", rounds.close_page, name="close_round"),
]
