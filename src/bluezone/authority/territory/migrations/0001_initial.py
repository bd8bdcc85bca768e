"""Units, edges, successions and other names."""

import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Unit",
            fields=[
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="first day")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="last day")),
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("tinh", "province"),
                            ("thanh_pho", "city"),
                            ("thi_xa", "town (district level)"),
                            ("quan", "urban district"),
                            ("huyen", "district"),
                            ("phuong", "ward"),
                            ("xa", "commune"),
                            ("thi_tran", "township"),
                            ("village", "village, residential group"),
                            ("agency", "agency, public unit"),
                            ("school", "school, vocational centre"),
                            ("health_facility", "health facility"),
                            ("union", "union, mass organisation"),
                            ("venue_association", "association of businesses or venues"),
                            ("newspaper", "newspaper, broadcaster, portal"),
                            ("telecom", "telecommunications company"),
                            ("enterprise", "enterprise"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("short_name", models.CharField(max_length=200, verbose_name="short name")),
                ("folded", models.CharField(editable=False, max_length=200, verbose_name="name for searching")),
                ("stat_code", models.CharField(blank=True, max_length=20, verbose_name="code")),
                (
                    "sector",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("information", "information and communications"),
                            ("health", "health"),
                            ("education", "education and training"),
                            ("culture", "culture, sports and tourism"),
                            ("transport", "transport"),
                            ("trade", "industry and trade"),
                            ("home_affairs", "home affairs"),
                            ("security", "police and military"),
                            ("youth", "Youth Union"),
                            ("women", "Women's Union"),
                            ("press", "press"),
                            ("telecom", "telecommunications"),
                            ("general", "general"),
                        ],
                        max_length=20,
                        verbose_name="sector",
                    ),
                ),
                ("latitude", models.FloatField(blank=True, null=True, verbose_name="latitude")),
                ("longitude", models.FloatField(blank=True, null=True, verbose_name="longitude")),
                ("area_km2", models.FloatField(blank=True, null=True, verbose_name="area in km²")),
            ],
            options={
                "verbose_name": "unit",
                "verbose_name_plural": "units",
                "ordering": ["stat_code", "folded"],
                "indexes": [
                    models.Index(fields=["folded"], name="territory_u_folded_5dd88c_idx"),
                    models.Index(fields=["kind", "valid_from", "valid_to"], name="territory_u_kind_a4cc69_idx"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(models.Q(("stat_code", ""), _negated=True), ("valid_from__isnull", False)),
                        fields=("stat_code", "valid_from"),
                        name="unit_code_once_a_first_day",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(models.Q(("stat_code", ""), _negated=True), ("valid_from__isnull", True)),
                        fields=("stat_code",),
                        name="unit_code_once_without_a_first_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_from__isnull", True),
                            ("valid_to__isnull", True),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="unit_first_day_before_last",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "tinh",
                                    "thanh_pho",
                                    "thi_xa",
                                    "quan",
                                    "huyen",
                                    "phuong",
                                    "xa",
                                    "thi_tran",
                                    "village",
                                    "agency",
                                    "school",
                                    "health_facility",
                                    "union",
                                    "venue_association",
                                    "newspaper",
                                    "telecom",
                                    "enterprise",
                                ],
                            )
                        ),
                        name="unit_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("name", ""), _negated=True), models.Q(("short_name", ""), _negated=True)
                        ),
                        name="unit_has_a_name",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("latitude__isnull", True), ("longitude__isnull", True)),
                            models.Q(
                                ("latitude__isnull", False),
                                ("longitude__isnull", False),
                                ("latitude__range", (-90, 90)),
                                ("longitude__range", (-180, 180)),
                            ),
                            _connector="OR",
                        ),
                        name="unit_place_on_the_globe",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Succession",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("date", models.DateField(verbose_name="first day of the successor")),
                (
                    "weight",
                    models.DecimalField(blank=True, decimal_places=8, max_digits=9, null=True, verbose_name="weight"),
                ),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("unchanged", "unchanged"),
                            ("whole", "whole"),
                            ("part_by_population", "part, by population"),
                            ("part_by_area", "part, by area"),
                        ],
                        max_length=20,
                        verbose_name="basis",
                    ),
                ),
                (
                    "predecessor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="successions_out", to="territory.unit"
                    ),
                ),
                (
                    "successor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="successions_in", to="territory.unit"
                    ),
                ),
            ],
            options={
                "verbose_name": "succession",
                "verbose_name_plural": "successions",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("predecessor", models.F("successor")), _negated=True),
                        name="succession_of_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("weight__isnull", True), models.Q(("weight__gt", 0), ("weight__lte", 1)), _connector="OR"
                        ),
                        name="succession_weight_range",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("basis__in", ["unchanged", "whole", "part_by_population", "part_by_area"])),
                        name="succession_basis_known",
                    ),
                    models.UniqueConstraint(fields=("predecessor", "successor", "date"), name="succession_once_a_day"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Alias",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200, verbose_name="name")),
                ("folded", models.CharField(editable=False, max_length=200, verbose_name="name for searching")),
                (
                    "standing",
                    models.CharField(
                        choices=[("spelling", "other spelling"), ("merged_before", "merged into it before")],
                        max_length=20,
                        verbose_name="standing",
                    ),
                ),
                ("source", models.CharField(max_length=200, verbose_name="source")),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="aliases", to="territory.unit"
                    ),
                ),
            ],
            options={
                "verbose_name": "other name",
                "verbose_name_plural": "other names",
                "indexes": [models.Index(fields=["folded"], name="territory_a_folded_4904b3_idx")],
                "constraints": [models.UniqueConstraint(fields=("unit", "name"), name="alias_once_a_unit")],
            },
        ),
        migrations.CreateModel(
            name="UnitEdge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("valid_from", models.DateField(blank=True, null=True, verbose_name="first day")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="last day")),
                (
                    "tree",
                    models.CharField(
                        choices=[("territory", "territory"), ("sector", "sector"), ("union", "union")],
                        max_length=10,
                        verbose_name="tree",
                    ),
                ),
                (
                    "child",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="edges_up", to="territory.unit"
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="edges_down", to="territory.unit"
                    ),
                ),
            ],
            options={
                "verbose_name": "edge",
                "verbose_name_plural": "edges",
                "indexes": [models.Index(fields=["tree", "parent"], name="territory_u_tree_44a41d_idx")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("parent", models.F("child")), _negated=True),
                        name="edge_no_unit_its_own_parent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_from__isnull", True),
                            ("valid_to__isnull", True),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="edge_first_day_before_last",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("tree__in", ["territory", "sector", "union"])), name="edge_tree_known"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("valid_from__isnull", False)),
                        fields=("tree", "child", "valid_from"),
                        name="edge_one_parent_a_first_day",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("valid_from__isnull", True)),
                        fields=("tree", "child"),
                        name="edge_one_parent_without_a_first_day",
                    ),
                ],
            },
        ),
    ]
