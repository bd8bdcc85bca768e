"""Addresses of the field desk that both doors answer: for people who log in, and for the bearers of personal links."""

from django.urls import include, path

from bluezone.rollout.fieldwork.views import arrivals, devices, doubles, lists, set_aside, sheets

app_name = "fieldwork"
urlpatterns = [
    path("", lists.lists, name="lists"),
    path("export/", lists.export, name="export_lists"),
    path("new/", lists.new, name="new_list"),
    path("lists/<uuid:list_id>/", lists.walk_list, name="list"),
    path("lists/<uuid:list_id>/export/", lists.export_one, name="export_list"),
    path("lists/<uuid:list_id>/change/", lists.change, name="change_list"),
    path("lists/<uuid:list_id>/close/", lists.close, name="close_list"),
    path("lists/<uuid:list_id>/print/", sheets.print_list, name="print_list"),
    path("devices/", devices.devices, name="devices"),
    path("devices/export/", devices.export, name="export_devices"),
    path("devices/invite/", devices.invite_page, name="invite"),
    path("devices/<uuid:device_id>/revoke/", devices.revoke_page, name="revoke"),
    path("invitations/<uuid:enrolment_id>/slip/", devices.slip, name="slip"),
    path("invitations/<uuid:enrolment_id>/take-back/", devices.take_back_page, name="take_back"),
    path("events/", arrivals.arrivals, name="events"),
    path("events/export/", arrivals.export, name="export_events"),
    path("events/<uuid:event_id>/", arrivals.event, name="event"),
    path("set-aside/", set_aside.queue, name="set_aside"),
    path("set-aside/<uuid:set_aside_id>/count/", set_aside.count_it, name="count"),
    path("set-aside/<uuid:set_aside_id>/drop/", set_aside.drop_it, name="drop"),
    path("two-teams/", doubles.doubles, name="two_teams"),
    path("two-teams/<int:household_id>/<str:day>/", doubles.choose, name="choose"),
    path("", include("bluezone.rollout.fieldwork.urls_rounds")),
    path("sheets/", sheets.sheets, name="sheets"),
    path("sheets/export/", sheets.export, name="export_sheets"),
    path("sheets/<uuid:sheet_id>/", sheets.key_page, name="key"),
    path("sheets/<uuid:sheet_id>/again/", sheets.key_again, name="key_again"),
]
