"""Addresses at which the province chooses what everybody may read; on the console."""

from django.urls import path

from bluezone.citizen.site import views_console

app_name = "publishing"
urlpatterns = [
    path("", views_console.listing, name="listing"),
    path("directives/<uuid:directive_id>/", views_console.publish_directive, name="publish_directive"),
    path("reports/<uuid:report_id>/", views_console.publish_report, name="publish_report"),
    path("withdraw/<uuid:publication_id>/", views_console.take_back, name="withdraw"),
]
