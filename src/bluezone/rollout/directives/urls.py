"""Addresses of directives and their tasks, on the console."""

from django.urls import path

from bluezone.rollout.directives import letter_views, task_views, views

app_name = "directives"
urlpatterns = [
    path("", views.listing, name="listing"),
    path("drop/", views.drop, name="drop"),
    path("from-above/", views.bring_from_above, name="bring_from_above"),
    path("silence/", task_views.silence, name="silence"),
    path("calendar/", task_views.calendar, name="calendar"),
    path("<uuid:directive_id>/", views.understood, name="understood"),
    path("<uuid:directive_id>/progress/", views.progress, name="progress"),
    path("<uuid:directive_id>/head/", views.head, name="head"),
    path("<uuid:directive_id>/confirm/", views.confirm, name="confirm"),
    path("<uuid:directive_id>/send/", views.send, name="send"),
    path("<uuid:directive_id>/reminder.docx", letter_views.reminder_docx, name="reminder_docx"),
    path("<uuid:directive_id>/reminder.pdf", letter_views.reminder_pdf, name="reminder_pdf"),
    path("tasks/<uuid:task_id>/", views.task, name="task"),
    path("tasks/<uuid:task_id>/units/", task_views.units, name="units"),
    path("addressees/<int:addressee_id>/", views.addressee, name="addressee"),
    path("at/<uuid:assignment_id>/", task_views.at_unit, name="at_unit"),
    path("at/<uuid:assignment_id>/act/", task_views.act, name="act"),
    path("evidence/<uuid:evidence_id>/", task_views.evidence, name="evidence"),
]
