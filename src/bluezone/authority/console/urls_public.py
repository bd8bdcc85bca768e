"""The public site's own addresses."""

from django.urls import path

from bluezone.authority.console import views

app_name = "public"
urlpatterns = [
    path("", views.front, name="front"),
]
