"""Addresses of the citizen's pages, below `/app/`; no page is called `config.json`, which is made for each installation."""

from django.urls import path

from bluezone.citizen.site import views_app

app_name = "app"
urlpatterns = [
    path("", views_app.page, name="index"),
    path("config.json", views_app.config, name="config"),
    path("<path:path>", views_app.page, name="page"),
]
