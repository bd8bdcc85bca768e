"""Addresses of venues and warnings, on the console."""

from django.urls import path

from bluezone.authority.venues.views import places, warnings

app_name = "venues"
urlpatterns = [
    path("venues/", places.venues, name="venues"),
    path("venues/export/", places.export, name="export"),
    path("venues/new/", places.add, name="add"),
    path("venues/<uuid:venue_id>/", places.venue, name="venue"),
    path("venues/<uuid:venue_id>/replace/", places.replace, name="replace"),
    path("venues/<uuid:venue_id>/close/", places.close, name="close"),
    path("venues/<uuid:venue_id>/codes/<int:version>/", places.poster, name="poster"),
    path("venues/<uuid:venue_id>/codes/<int:version>/expire/", places.expire, name="expire"),
    path("warnings/", warnings.warnings, name="warnings"),
    path("warnings/export/", warnings.export, name="export_warnings"),
    path("warnings/<uuid:milestone_id>/", warnings.warning, name="warning"),
    path("warnings/<uuid:milestone_id>/prepare/", warnings.prepare_page, name="prepare"),
    path("warnings/<uuid:milestone_id>/release/", warnings.release_page, name="release"),
    path("warnings/<uuid:milestone_id>/withdraw/", warnings.withdraw_page, name="withdraw"),
    path("warnings/<uuid:milestone_id>/notice/", warnings.notice, name="notice"),
]
