"""Addresses of what is printed for schools, movements and whoever goes out, on both doors."""

from django.urls import path

from bluezone.rollout.fieldwork.views import printed

app_name = "field_printing"
urlpatterns = [
    path("invitations/<uuid:unit_id>/", printed.invitation_sheets, name="invitations"),
    path("certificates/<uuid:submission_id>/", printed.certificate_sheets, name="certificates"),
    path("guides/<slug:name>.<slug:language>.pdf", printed.guide, name="guide"),
]
