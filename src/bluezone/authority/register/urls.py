"""Addresses of the territory and the register, on the console."""

from django.urls import path

from bluezone.authority.register import import_views, link_views, province_views, views

app_name = "register"
urlpatterns = [
    path("territory/", views.territory, name="territory"),
    path("territory/import/", province_views.province, name="province"),
    path("territory/<uuid:unit_id>/", views.unit, name="unit"),
    path("register/", views.register, name="register"),
    path("register/export/", views.export, name="export"),
    path("register/template/", views.blank, name="blank"),
    path("register/import/", import_views.hand_in, name="hand_in"),
    path("register/import/<uuid:upload_id>/", import_views.findings, name="findings"),
    path("register/import/<uuid:upload_id>/agree/", import_views.agree, name="agree"),
    path("register/import/<uuid:upload_id>/import/", import_views.bring_in, name="bring_in"),
    path("register/links/", link_views.links, name="links"),
    path("register/links/sheet/", link_views.sheet, name="sheet"),
    path("register/links/<uuid:link_id>/revoke/", link_views.revoke, name="revoke"),
]
