"""Addresses of a unit's tasks, on the site, behind a personal link."""

from django.urls import path

from bluezone.rollout.directives import desk_views

app_name = "desk"
urlpatterns = [
    path("", desk_views.tasks, name="tasks"),
    path("<uuid:assignment_id>/", desk_views.task, name="task"),
    path("<uuid:assignment_id>/acknowledge/", desk_views.acknowledge, name="acknowledge"),
    path("evidence/<uuid:evidence_id>/", desk_views.evidence, name="evidence"),
]
