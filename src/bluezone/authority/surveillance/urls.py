"""Addresses of the epidemiologist's pages, on the console."""

from django.urls import path

from bluezone.authority.surveillance import views

app_name = "surveillance"
urlpatterns = [
    path("", views.statistics, name="statistics"),
    path("chain/", views.chain, name="chain"),
    path("curve.csv", views.curve_csv, name="curve_csv"),
]
