"""Addresses at which bearers of personal links, such as the press and focal points, read and print texts; on the site."""

from django.urls import path

from bluezone.rollout.studio.views import printing, texts

app_name = "studio"
urlpatterns = [
    path("", texts.home, name="home"),
    path("export/", texts.export, name="export"),
    path("print/", printing.sheets, name="print"),
    path("orders/<uuid:order_id>/", printing.order, name="order"),
    path("orders/<uuid:order_id>/file/", printing.order_file, name="order_file"),
    path("openings/", printing.opened, name="opened"),
    path("texts/<uuid:text_id>/", texts.text, name="text"),
    path("texts/<uuid:text_id>/preview/<slug:form>/", printing.preview, name="preview"),
    path("texts/<uuid:text_id>/take/<slug:form>/", printing.take, name="take"),
]
