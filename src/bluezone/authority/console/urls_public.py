"""The public site's own addresses, and those of personal links."""

from django.urls import path

from bluezone.authority.console import link_views, views

app_name = "public"
urlpatterns = [
    path("", views.front, name="front"),
    path("l/<str:token>/", link_views.open_link, name="open_link"),
    path("desk/", link_views.desk, name="desk"),
    path("desk/leave/", link_views.leave_desk, name="leave_desk"),
]
