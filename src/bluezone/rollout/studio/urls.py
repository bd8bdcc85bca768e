"""Addresses of texts, their reviews and printing, on the console."""

from django.urls import path

from bluezone.rollout.studio.views import printing, reviewing, texts

app_name = "studio"
urlpatterns = [
    path("", texts.home, name="home"),
    path("export/", texts.export, name="export"),
    path("counts/", texts.counted, name="counted"),
    path("print/", printing.sheets, name="print"),
    path("orders/<uuid:order_id>/", printing.order, name="order"),
    path("orders/<uuid:order_id>/file/", printing.order_file, name="order_file"),
    path("openings/", printing.opened, name="opened"),
    path("write/<slug:message>/<slug:language>/", texts.write, name="write"),
    path("texts/<uuid:text_id>/", texts.text, name="text"),
    path("texts/<uuid:text_id>/step/", reviewing.step, name="step"),
    path("texts/<uuid:text_id>/files/", reviewing.files_again, name="files_again"),
    path("texts/<uuid:text_id>/preview/<slug:form>/", printing.preview, name="preview"),
    path("texts/<uuid:text_id>/take/<slug:form>/", printing.take, name="take"),
]
