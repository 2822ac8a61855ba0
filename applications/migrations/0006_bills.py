import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import journal.clock


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0005_official_list"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="energyuse", name="energy_use_once_per_period"),
        migrations.AddField(
            model_name="energyuse",
            name="band",
            field=models.CharField(
                blank=True,
                choices=[
                    ("off_peak", "Off-peak load"),
                    ("mid_peak", "Mid-peak load"),
                    ("peak", "Peak load"),
                ],
                default="",
                max_length=8,
                verbose_name="Time band",
            ),
        ),
        migrations.AddField(
            model_name="energyuse",
            name="bill_number",
            field=models.CharField(blank=True, default="", max_length=40, verbose_name="Bill number"),
        ),
        migrations.AddField(
            model_name="energyuse",
            name="contract",
            field=models.CharField(blank=True, default="", max_length=40, verbose_name="Contract type"),
        ),
        migrations.AddField(
            model_name="energyuse",
            name="meter",
            field=models.CharField(
                blank=True, default="", max_length=30, verbose_name="Customer or meter number"
            ),
        ),
        migrations.AddField(
            model_name="energyuse",
            name="vat_krw",
            field=models.PositiveBigIntegerField(blank=True, null=True, verbose_name="VAT (won)"),
        ),
        migrations.AddConstraint(
            model_name="energyuse",
            constraint=models.UniqueConstraint(
                fields=("site", "carrier", "meter", "band", "starts_on"), name="energy_use_once_per_bill"
            ),
        ),
        migrations.AddConstraint(
            model_name="energyuse",
            constraint=models.CheckConstraint(
                condition=models.Q(("band", ""), ("carrier", "electricity"), _connector="OR"),
                name="energy_use_band_of_electricity",
            ),
        ),
        migrations.AddConstraint(
            model_name="energyuse",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("band", ""), ("band__in", ["off_peak", "mid_peak", "peak"]), _connector="OR"
                ),
                name="energy_use_band_known",
            ),
        ),
        migrations.CreateModel(
            name="BaselineNote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("code", models.CharField(max_length=20)),
                ("key", models.CharField(max_length=200)),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="Note")),
                ("noted_at", models.DateTimeField(default=journal.clock.now)),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="baseline_notes",
                        to="applications.application",
                    ),
                ),
                (
                    "noted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"ordering": ["application", "code", "key"]},
        ),
        migrations.AddConstraint(
            model_name="baselinenote",
            constraint=models.UniqueConstraint(
                fields=("application", "code", "key"), name="baseline_note_once_per_warning"
            ),
        ),
    ]
