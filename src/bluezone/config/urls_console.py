"""What the console answers: pages of people who log in."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from bluezone.authority.console.style_view import style
from bluezone.authority.console.views import set_language

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("bluezone.authority.console.urls")),
    path("outbox/", include("bluezone.authority.delivery.urls")),
    path("", include("bluezone.authority.register.urls")),
    path("codes/", include("bluezone.authority.codes.urls")),
    path("api/laboratory/", include("bluezone.authority.codes.urls_api")),
    path("", include("bluezone.authority.cases.urls")),
    path("line-lists/", include("bluezone.authority.linelist.urls")),
    path("statistics/", include("bluezone.authority.surveillance.urls")),
    path("", include("bluezone.authority.venues.urls")),
    path("news/", include("bluezone.authority.news.urls")),
    path("policy/", include("bluezone.authority.policy.urls")),
    path("directives/", include("bluezone.rollout.directives.urls")),
    path("overview/", include("bluezone.rollout.overview.urls")),
    path("", include("bluezone.rollout.reporting.urls")),
    path("venue-register/", include("bluezone.rollout.venues.urls")),
    path("hotspots/", include("bluezone.rollout.venues.urls_hotspots")),
    path("studio/", include("bluezone.rollout.studio.urls")),
    path("field-desk/", include("bluezone.rollout.fieldwork.urls")),
    path("gates/", include("bluezone.rollout.gate.urls")),
    path("field-printing/", include("bluezone.rollout.fieldwork.urls_printed")),
    path("", include("bluezone.authority.retention.urls")),
    path("public-site/", include("bluezone.citizen.site.urls_console")),
    path("account/", include("bluezone.config.urls_account")),
    path("language/", set_language, name="set_language"),
]
if settings.STYLE_PAGE:
    urlpatterns += [path("style/", style, name="style")]
