"""Addresses of the public pages, once below each language."""

from django.urls import path

from bluezone.citizen.site import views, views_captive, views_figures, views_materials

urlpatterns = [
    path("", views.front, name="front"),
    path("about/", views.about, name="about"),
    path("install/", views.install, name="install"),
    path("telephones/", views.whom_to_call, name="telephones"),
    path("news/", views.news, name="news"),
    path("figures/", views_figures.figures, name="figures"),
    path("figures/figures.csv", views_figures.figures_csv, name="figures_csv"),
    path("documents/", views.documents, name="documents"),
    path("documents/<uuid:publication_id>/", views.document, name="document"),
    path("documents/<uuid:publication_id>/text/", views.document_text, name="document_text"),
    path("genuine/", views.genuine, name="genuine"),
    path("materials/", views_materials.materials, name="materials"),
    path("materials/<str:name>", views_materials.material, name="material"),
    path("privacy/", views.privacy, name="privacy"),
    path("terms/", views.terms, name="terms"),
    path("source/", views.source, name="source"),
    path("captive/<slug:unit>/", views_captive.wifi, name="wifi"),
    path("feed.xml", views.feed, name="feed"),
]
