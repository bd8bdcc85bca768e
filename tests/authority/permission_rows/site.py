"""The public site in both languages, the citizen's pages that it serves, and choosing what it publishes."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from tests.authority.permissions import Everybody, Row, World

from bluezone.authority.accounts.rules import Action
from bluezone.authority.territory.models import Unit
from bluezone.citizen.serving import served_files
from bluezone.citizen.site.services import publish
from bluezone.citizen.site.showing import style
from bluezone.rollout.directives.models import Directive
from bluezone.rollout.fieldwork.folder import PAGES
from bluezone.rollout.overview.services import make_morning_report
from bluezone.rollout.studio.keeping import keep
from bluezone.rollout.studio.models import Material, StudioText
from bluezone.rollout.studio.services import Doing, bring_shipped

OPEN = Everybody.OPEN
PLAIN = (
    *("front", "about", "install", "telephones", "news", "figures", "figures_csv", "documents"),
    *("genuine", "materials", "privacy", "terms", "source", "feed"),
)
Parts = Mapping[str, Any]


def a_file(_world: World, _unit: Unit) -> Parts:
    return {"path": min(served_files())}


def a_field_file(_world: World, _unit: Unit) -> Parts:
    return {"path": min(served_files(PAGES))}


def a_unit(_world: World, unit: Unit) -> Parts:
    return {"unit": unit.stat_code or "nowhere"}


def the_style(_world: World, _unit: Unit) -> Parts:
    return {"tag": style()[1]}


def some_directive(world: World) -> Directive:
    return Directive.objects.get_or_create(
        digest="0" * 64,
        defaults={
            "kind": "cong_van",
            "text": "A",
            "structure_day": date(2020, 8, 5),
            "read_at": world.moment,
            "state": "confirmed",
        },
    )[0]


def a_publication(world: World, _unit: Unit) -> Parts:
    found = publish(some_directive(world), actor="system", moment=world.moment)
    return {"publication_id": found.pk}


def a_directive(world: World, _unit: Unit) -> Parts:
    return {"directive_id": some_directive(world).pk}


def a_report(world: World, unit: Unit) -> Parts:
    report = make_morning_report(unit, date(2020, 8, 4), actor="system", moment=world.moment)
    return {"report_id": report.pk}


def a_material(world: World, _unit: Unit) -> Parts:
    found = Material.objects.first()
    if found is None:
        bring_shipped(Doing("system", world.moment))
        text = StudioText.objects.filter(message="install", language="vi")
        text.update(state="released", released_at=world.moment)
        found = Material.objects.create(
            text=text[0],
            form="loudspeaker",
            name="a.txt",
            digest=keep(b"a"),
            size=1,
            is_trial=True,
            made_at=world.moment,
        )
    return {"name": found.name}


def in_language(namespace: str) -> list[Row]:
    return [
        *(Row("site", f"{namespace}:{name}", OPEN) for name in PLAIN),
        Row("site", f"{namespace}:wifi", OPEN, a_unit),
        Row("site", f"{namespace}:material", OPEN, a_material),
        Row("site", f"{namespace}:document", OPEN, a_publication),
        Row("site", f"{namespace}:document_text", OPEN, a_publication),
    ]


ROWS = [
    Row("site", "app:index", OPEN),
    Row("site", "app:config", OPEN),
    Row("site", "app:page", OPEN, a_file),
    Row("site", "field_pages:index", OPEN),
    Row("site", "field_pages:config", OPEN),
    Row("site", "field_pages:page", OPEN, a_field_file),
    *in_language("site"),
    *in_language("site_en"),
    Row("site", "captive_api", OPEN, a_unit),
    Row("site", "robots", OPEN),
    Row("site", "style", OPEN, the_style),
    Row("console", "publishing:listing", Action.PUBLISH_DOCUMENTS),
    Row("console", "publishing:publish_directive", Action.PUBLISH_DOCUMENTS, a_directive, method="POST"),
    Row("console", "publishing:publish_report", Action.PUBLISH_DOCUMENTS, a_report, method="POST"),
    Row("console", "publishing:withdraw", Action.PUBLISH_DOCUMENTS, a_publication, method="POST"),
]
