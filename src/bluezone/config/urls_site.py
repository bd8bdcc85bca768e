"""What the site answers: the public pages, and the pages that a personal link opens."""

from django.urls import URLPattern, URLResolver, include, path

from bluezone.authority.console.views import set_language
from bluezone.citizen.site.views import robots, style_sheet
from bluezone.citizen.site.views_captive import captive_api
from bluezone.rollout.studio.views.short import short_address

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("bluezone.authority.console.urls_public")),
    path("app/", include("bluezone.citizen.site.urls_app")),
    path("field/", include("bluezone.citizen.site.urls_field")),  # telephones; the desk's pages need another name here
    path("", include(("bluezone.citizen.site.urls", "site"), namespace="site"), {"language": "vi"}),
    path("en/", include(("bluezone.citizen.site.urls", "site"), namespace="site_en"), {"language": "en"}),
    path("studio/", include("bluezone.rollout.studio.urls_desk")),
    path("i", short_address, name="short_address"),
    path("captive/<slug:unit>/api", captive_api, name="captive_api"),
    path("robots.txt", robots, name="robots"),
    path("style-<slug:tag>.css", style_sheet, name="style"),
    path("overview/", include("bluezone.rollout.overview.urls")),
    path("tasks/", include("bluezone.rollout.directives.urls_desk")),
    path("", include("bluezone.rollout.reporting.urls")),
    path("venues/", include(("bluezone.rollout.venues.urls_site", "venue_site"), "venue_site"), {"language": "vi"}),
    path(
        "en/venues/", include(("bluezone.rollout.venues.urls_site", "venue_site"), "venue_site_en"), {"language": "en"}
    ),
    path("venue-register/", include("bluezone.rollout.venues.urls")),
    path("hotspots/", include("bluezone.rollout.venues.urls_hotspots")),
    path("field-desk/", include("bluezone.rollout.fieldwork.urls")),
    path("gates/", include("bluezone.rollout.gate.urls")),
    path("field-printing/", include("bluezone.rollout.fieldwork.urls_printed")),
    path("machines/", include("bluezone.rollout.reporting.urls_machines")),
    path("machines/", include("bluezone.rollout.venues.urls_machines")),
    path("field-api/", include("bluezone.rollout.fieldwork.urls_api")),
    path("language/", set_language, name="set_language"),
]
