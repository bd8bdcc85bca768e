"""Addresses of reporting that both doors answer: for people who log in, and for the bearers of personal links."""

from django.urls import path

from bluezone.rollout.reporting.views import desk, events, keeper, reports, spreadsheet

app_name = "reporting"
urlpatterns = [
    path("reports/", reports.mine, name="mine"),
    path("reports/spreadsheet/", spreadsheet.spreadsheet, name="spreadsheet"),
    path("reports/spreadsheet/<slug:form_key>/", spreadsheet.blank, name="blank"),
    path("reports/export/<slug:form_key>/", spreadsheet.export, name="export"),
    path("reports/one/<uuid:submission_id>/", reports.submission, name="submission"),
    path("reports/one/<uuid:submission_id>/correct/", reports.correct, name="correct"),
    path("reports/one/<uuid:submission_id>/take-back/", reports.take_back, name="take_back"),
    path("reports/<uuid:unit_id>/", reports.history, name="history"),
    path("reports/<uuid:unit_id>/invitation/", events.invitation, name="invitation"),
    path("reports/<uuid:unit_id>/keeper/", keeper.keeper, name="keeper"),
    path("reports/<uuid:unit_id>/<slug:form_key>/", reports.report, name="report"),
    path("questions/", desk.questions, name="questions"),
    path("questions/<int:flag_id>/settle/", desk.settle_question, name="settle_question"),
    path("entry/", desk.desk, name="desk"),
    path("entry/<uuid:unit_id>/<slug:form_key>/", desk.enter, name="enter"),
    path("movement/", events.movement_events, name="movement"),
    path("movement/<uuid:unit_id>/certificate/", events.certificate, name="certificate"),
    path("broadcasts/", events.press, name="broadcasts"),
    path("complaints/", events.complaint_trends, name="complaint_trends"),
    path("complaints/record/", events.complain, name="complain"),
    path("gate/", events.gate, name="gate"),
]
