"""The first tables of retention."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Erasure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("record_hash", models.BinaryField(max_length=32, unique=True)),
                ("kind", models.CharField(max_length=60)),
                ("moment", models.DateTimeField(verbose_name="moment")),
                ("actor", models.CharField(max_length=50)),
            ],
            options={
                "verbose_name": "erasure",
                "verbose_name_plural": "erasures",
                "ordering": ["-moment"],
            },
        ),
        migrations.CreateModel(
            name="PurgeRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("moment", models.DateTimeField(verbose_name="moment")),
                ("counts", models.JSONField(default=dict, verbose_name="rows by table")),
                ("actor", models.CharField(default="system", max_length=50)),
            ],
            options={
                "verbose_name": "purge",
                "verbose_name_plural": "purges",
                "ordering": ["-moment"],
            },
        ),
    ]
