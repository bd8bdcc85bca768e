"""Addresses of the outbox."""

from django.urls import path

from bluezone.authority.delivery import views

app_name = "delivery"
urlpatterns = [
    path("", views.outbox, name="outbox"),
    path("<uuid:message_id>/sent/", views.mark_delivered, name="mark_delivered"),
]
