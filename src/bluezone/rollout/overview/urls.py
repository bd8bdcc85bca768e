"""The overview's addresses, on the console and on the site (for bearers of personal links)."""

from django.urls import path

from bluezone.rollout.overview import views, views_behind, views_field, views_reports

app_name = "overview"
urlpatterns = [
    path("", views.home, name="home"),
    path("comparison/", views.compare, name="compare"),
    path("<uuid:unit_id>/", views.unit, name="unit"),
    path("<uuid:unit_id>/bodies/", views.bodies, name="bodies"),
    path("<uuid:unit_id>/questions/", views.questions, name="questions"),
    path("<uuid:unit_id>/bounds/", views_behind.bounds, name="bounds"),
    path("<uuid:unit_id>/behind/<slug:line>/<slug:measure>/", views_behind.reports_behind, name="behind"),
    path("<uuid:unit_id>/presence/<slug:what>/", views_behind.presence_behind, name="presence"),
    path("<uuid:unit_id>/field/<slug:what>/", views_field.field_behind, name="field"),
    path("<uuid:unit_id>/reports/", views_reports.reports, name="reports"),
    path("<uuid:unit_id>/reports/make/", views_reports.make, name="make"),
    path("reports/<uuid:report_id>/", views_reports.report, name="report"),
    path("reports/<uuid:report_id>/file.<slug:form>", views_reports.report_file, name="report_file"),
    path("reports/<uuid:report_id>/<str:subject>/<slug:measure>/", views_reports.report_behind, name="report_behind"),
]
