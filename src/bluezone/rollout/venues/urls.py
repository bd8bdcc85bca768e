"""Addresses of the register that both doors answer: for people who log in, and for the bearers of personal links."""

from django.urls import path

from bluezone.rollout.venues.views import inspecting, places, queue

app_name = "venue_register"
urlpatterns = [
    path("", queue.queue, name="queue"),
    path("export/", queue.export, name="export"),
    path("refuse/", queue.refuse_many, name="refuse_many"),
    path("wishes/", queue.wishes, name="wishes"),
    path("wishes/<uuid:wish_id>/grant/", queue.grant_page, name="grant"),
    path("wishes/<uuid:wish_id>/decline/", queue.decline_page, name="decline"),
    path("places/", places.places, name="places"),
    path("places/export/", places.export, name="export_places"),
    path("places/<uuid:venue_id>/", places.place, name="place"),
    path("places/<uuid:venue_id>/rename/", places.rename, name="rename"),
    path("places/<uuid:venue_id>/move/", places.move, name="move"),
    path("places/<uuid:venue_id>/replace/", places.replace, name="replace"),
    path("places/<uuid:venue_id>/close/", places.close, name="close"),
    path("places/<uuid:venue_id>/<slug:form>.pdf", places.poster_file, name="poster"),
    path("inspect/", inspecting.search, name="inspect"),
    path("inspect/<uuid:venue_id>/", inspecting.inspect_page, name="inspect_place"),
    path("inspections/<uuid:inspection_id>/take-back/", inspecting.take_back_page, name="take_back"),
    path("<uuid:registration_id>/", queue.registration, name="registration"),
    path("<uuid:registration_id>/telephone/", queue.telephone, name="telephone"),
    path("<uuid:registration_id>/confirm/", queue.confirm_page, name="confirm"),
    path("<uuid:registration_id>/refuse/", queue.refuse_page, name="refuse"),
    path("<uuid:registration_id>/reopen/", queue.reopen_page, name="reopen"),
]
