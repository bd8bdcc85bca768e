"""Addresses of personal links, on the site."""

from django.urls import path

from bluezone.authority.console import link_views

app_name = "public"
urlpatterns = [
    path("l/<str:token>/", link_views.open_link, name="open_link"),
    path("desk/", link_views.desk, name="desk"),
    path("desk/leave/", link_views.leave_desk, name="leave_desk"),
]
