"""Addresses of privacy work, on the console."""

from django.urls import path

from bluezone.authority.retention.views import desk, people, reading

app_name = "retention"
urlpatterns = [
    path("retention/", desk.home, name="home"),
    path("retention/purge/", desk.run_purge, name="run_purge"),
    path("retention/purges/<int:run_id>/", desk.purge_record, name="purge_record"),
    path("retention/register/", desk.register, name="register"),
    path("retention/reads/", reading.readings, name="readings"),
    path("retention/people/", people.search, name="search"),
    path("retention/people/<uuid:person_id>/", people.person, name="person"),
    path("retention/people/<uuid:person_id>/export.<str:file>", people.export, name="export"),
    path("retention/people/<uuid:person_id>/erase/", people.erase, name="erase"),
]
