"""Addresses of the gates' pages that both doors answer: for people who log in, and for the bearers of personal links."""

from django.urls import path

from bluezone.rollout.gate.views import appointing, gates

app_name = "gate"
urlpatterns = [
    path("", gates.gates, name="gates"),
    path("export/", gates.export, name="export"),
    path("shifts/<uuid:shift_id>/", gates.shift, name="shift"),
    path("invite/<uuid:unit_id>/", appointing.invite_page, name="invite"),
]
