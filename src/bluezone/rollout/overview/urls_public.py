"""Addresses for everybody, on the site only."""

from django.urls import path

from bluezone.rollout.overview import views_public

urlpatterns = [
    path("", views_public.figures, name="figures"),
    path("figures.csv", views_public.figures_csv, name="figures_csv"),
]
