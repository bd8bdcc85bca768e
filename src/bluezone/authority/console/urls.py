"""The console's own addresses."""

from django.urls import path

from bluezone.authority.console import people_views, purpose_views, views

app_name = "console"
urlpatterns = [
    path("", views.home, name="home"),
    path("setup/", views.set_up, name="set_up"),
    path("me/", views.me, name="me"),
    path("me/second-factor/", views.second_factor, name="second_factor"),
    path("me/log-out-everywhere/", views.log_out_everywhere, name="log_out_everywhere"),
    path("invitation/<str:who>/<str:token>/", views.invitation, name="invitation"),
    path("settings/", views.publisher, name="publisher"),
    path("audit/", views.audit, name="audit"),
    path("purpose/", purpose_views.purpose, name="purpose"),
    path("people/", people_views.people, name="people"),
    path("people/new/", people_views.new_person, name="new_person"),
    path("people/units/", people_views.find_units, name="find_units"),
    path("people/<uuid:person_id>/", people_views.person, name="person"),
    path("people/<uuid:person_id>/assign/", people_views.add_assignment, name="add_assignment"),
    path("people/<uuid:person_id>/invite/", people_views.invite_again, name="invite_again"),
    path("people/<uuid:person_id>/login/", people_views.switch_login, name="switch_login"),
    path("assignments/<uuid:assignment_id>/end/", people_views.close_assignment, name="close_assignment"),
]
