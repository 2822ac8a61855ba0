import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import journal.clock


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0004_committees"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BulkAct",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("act", models.CharField(max_length=40)),
                ("comment", models.TextField(blank=True)),
                ("data", models.JSONField(default=dict)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("checking", "Being checked"),
                            ("checked", "Checked, not done yet"),
                            ("running", "Being done"),
                            ("done", "Done"),
                        ],
                        default="checking",
                        max_length=8,
                    ),
                ),
                (
                    "scope",
                    models.TextField(blank=True, help_text="The filter that the rows were taken from."),
                ),
                ("address", models.CharField(blank=True, max_length=45)),
                ("created_at", models.DateTimeField(default=journal.clock.now)),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="BulkRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("possible", "Possible"),
                            ("refused", "Not possible"),
                            ("done", "Done"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("target", models.CharField(blank=True, max_length=12)),
                ("code", models.CharField(blank=True, max_length=40)),
                ("message", models.TextField(blank=True)),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="SavedView",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=40, verbose_name="Name of the view")),
                ("query", models.TextField(blank=True)),
                (
                    "is_default",
                    models.BooleanField(default=False, verbose_name="Show it when I open the list"),
                ),
                ("created_at", models.DateTimeField(default=journal.clock.now)),
            ],
            options={
                "ordering": ["name", "pk"],
            },
        ),
        migrations.CreateModel(
            name="SearchGram",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "gram",
                        "application_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("gram", models.CharField(max_length=2)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="search_grams",
                        to="applications.application",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SearchText",
            fields=[
                (
                    "application",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="search_text",
                        serialize=False,
                        to="applications.application",
                    ),
                ),
                ("text", models.TextField()),
                ("organisation_version", models.PositiveIntegerField()),
                ("site_version", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.AddField(
            model_name="application",
            name="bonus_score",
            field=models.DecimalField(
                decimal_places=1, default=0, editable=False, max_digits=7, verbose_name="Bonus points"
            ),
        ),
        migrations.AddField(
            model_name="application",
            name="verdict",
            field=models.CharField(
                blank=True,
                choices=[("met", "All met"), ("not_met", "Not met"), ("person_decides", "A person decides")],
                editable=False,
                max_length=14,
                verbose_name="Conditions",
            ),
        ),
        migrations.AddField(
            model_name="bulkact",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="bulkrow",
            name="application",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="applications.application"
            ),
        ),
        migrations.AddField(
            model_name="bulkrow",
            name="bulk",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="rows", to="applications.bulkact"
            ),
        ),
        migrations.AddIndex(
            model_name="application",
            index=models.Index(fields=["verdict", "-id"], name="application_verdict_newest"),
        ),
        migrations.AddIndex(
            model_name="application",
            index=models.Index(fields=["-bonus_score", "-id"], name="application_most_points"),
        ),
        migrations.AddIndex(
            model_name="application",
            index=models.Index(fields=["ksic_code", "-id"], name="application_industry"),
        ),
        migrations.AddField(
            model_name="savedview",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="saved_views",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="bulkact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["checking", "checked"]), ("confirmed_at__isnull", False), _connector="OR"
                ),
                name="bulk_act_runs_only_confirmed",
            ),
        ),
        migrations.AddIndex(
            model_name="bulkrow",
            index=models.Index(fields=["bulk", "state", "id"], name="bulk_row_state"),
        ),
        migrations.AddConstraint(
            model_name="bulkrow",
            constraint=models.UniqueConstraint(
                fields=("bulk", "application"), name="bulk_row_once_per_application"
            ),
        ),
        migrations.AddConstraint(
            model_name="savedview",
            constraint=models.UniqueConstraint(fields=("user", "name"), name="saved_view_name_once_per_user"),
        ),
        migrations.AddConstraint(
            model_name="savedview",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_default", True)),
                fields=("user",),
                name="saved_view_one_default_per_user",
            ),
        ),
    ]
