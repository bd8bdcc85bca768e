"""Addresses of reporting for machines, on the site only."""

from django.urls import path

from bluezone.rollout.reporting import api

app_name = "reporting_machines"
urlpatterns = [path("text-message/", api.text_message, name="text_message")]
