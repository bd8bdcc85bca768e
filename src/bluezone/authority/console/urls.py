"""The console's own addresses."""

from django.urls import path

from bluezone.authority.console import views

app_name = "console"
urlpatterns = [
    path("", views.home, name="home"),
]
