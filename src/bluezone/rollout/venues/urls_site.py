"""Addresses for owners of places, on the site, once below each language."""

from django.urls import path

from bluezone.rollout.venues.views import public

urlpatterns = [
    path("register/", public.start, name="start"),
    path("register/<uuid:unit_id>/", public.offer, name="offer"),
    path("mine/<str:token>/", public.mine, name="mine"),
    path("mine/<str:token>/ask/", public.wish, name="wish"),
    path("mine/<str:token>/<slug:form>.pdf", public.own_poster, name="poster"),
]
