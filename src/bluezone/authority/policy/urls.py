"""Addresses of the policy, on the console."""

from django.urls import path

from bluezone.authority.policy import views

app_name = "policy"
urlpatterns = [
    path("", views.versions, name="versions"),
    path("new/", views.new, name="new"),
    path("file/", views.read_file, name="read_file"),
    path("<int:number>/", views.version, name="version"),
    path("<int:number>/publish/", views.publish, name="publish"),
    path("<int:number>/discard/", views.discard, name="discard"),
]
