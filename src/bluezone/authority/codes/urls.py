"""Addresses of codes, on the console."""

from django.urls import path

from bluezone.authority.codes.views import by_hand, code, desk, exports, issuing, laboratories, listing

app_name = "codes"
urlpatterns = [
    path("", listing.codes, name="codes"),
    path("file/", listing.file, name="file"),
    path("new/", issuing.new, name="new"),
    path("by-hand/", by_hand.by_hand, name="by_hand"),
    path("by-hand/<uuid:message_id>/sent/", by_hand.sent, name="sent"),
    path("desk/", desk.desk, name="desk"),
    path("desk/template/", desk.template, name="template"),
    path("desk/<uuid:batch_id>/", desk.batch, name="batch"),
    path("desk/<uuid:batch_id>/progress/", desk.progress, name="progress"),
    path("desk/<uuid:batch_id>/stop/", desk.stop_batch, name="stop"),
    path("desk/<uuid:batch_id>/go-on/", desk.resume_batch, name="resume"),
    path("laboratories/", laboratories.laboratories, name="laboratories"),
    path("laboratories/new/", laboratories.new, name="new_laboratory"),
    path("laboratories/<uuid:laboratory_id>/", laboratories.laboratory, name="laboratory"),
    path("laboratories/<uuid:laboratory_id>/key/", laboratories.renew, name="renew"),
    path("laboratories/<uuid:laboratory_id>/revoke/", laboratories.revoke, name="revoke_laboratory"),
    path("laboratories/<uuid:laboratory_id>/quota/", laboratories.quota, name="quota"),
    path("exports/", exports.exports, name="exports"),
    path("exports/<str:decision>/", exports.decide_exports, name="decide"),
    path("<uuid:code_id>/", code.code, name="code"),
    path("<uuid:code_id>/ask/", code.ask_now, name="ask"),
    path("<uuid:code_id>/revoke/", code.revoke_code, name="revoke"),
    path("<uuid:code_id>/slip/", issuing.slip, name="slip"),
]
