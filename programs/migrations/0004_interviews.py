import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("programs", "0003_agreements_and_objections"),
    ]

    operations = [
        migrations.CreateModel(
            name="Questionnaire",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("source", models.CharField(blank=True, max_length=400, verbose_name="Source")),
                (
                    "confidence",
                    models.CharField(
                        choices=[
                            ("verified", "Verified"),
                            ("recalled", "From memory, to be checked"),
                            ("gap", "Not found, a setting"),
                            ("demo", "Invented for the demo"),
                        ],
                        default="verified",
                        max_length=10,
                        verbose_name="Confidence",
                    ),
                ),
                ("remark", models.CharField(blank=True, max_length=400, verbose_name="Remark")),
                ("revision", models.PositiveIntegerField(default=1, editable=False)),
                ("code", models.SlugField(max_length=60, verbose_name="Code")),
                ("version", models.PositiveIntegerField(default=1, verbose_name="Version")),
                ("name_ko", models.CharField(max_length=120, verbose_name="Name")),
                ("name_en", models.CharField(blank=True, max_length=120, verbose_name="Name in English")),
                ("frozen_at", models.DateTimeField(blank=True, editable=False, null=True)),
            ],
            options={
                "ordering": ["code", "-version"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("code", "version"), name="questionnaire_version_once")
                ],
            },
        ),
        migrations.AddField(
            model_name="round",
            name="questionnaire",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="rounds",
                to="programs.questionnaire",
                verbose_name="Interview questionnaire",
            ),
        ),
        migrations.CreateModel(
            name="QuestionnaireItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(verbose_name="Position")),
                (
                    "audience",
                    models.CharField(
                        choices=[("ceo", "Management"), ("staff", "Staff")],
                        max_length=5,
                        verbose_name="Who is asked",
                    ),
                ),
                ("area_ko", models.CharField(max_length=60, verbose_name="Area")),
                ("area_en", models.CharField(blank=True, max_length=60, verbose_name="Area in English")),
                ("text_ko", models.CharField(max_length=300, verbose_name="Question")),
                ("text_en", models.CharField(blank=True, max_length=300, verbose_name="Question in English")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("text", "In words"),
                            ("scale", "Scale of 1 to 5"),
                            ("choice", "One of several"),
                        ],
                        default="text",
                        max_length=6,
                        verbose_name="Answered",
                    ),
                ),
                ("choices_ko", models.JSONField(blank=True, default=list, verbose_name="Choices")),
                ("choices_en", models.JSONField(blank=True, default=list, verbose_name="Choices in English")),
                (
                    "questionnaire",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="programs.questionnaire",
                    ),
                ),
            ],
            options={
                "ordering": ["questionnaire", "position"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("questionnaire", "position"), name="questionnaire_item_position_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("audience__in", ["ceo", "staff"])),
                        name="questionnaire_item_known_audience",
                    ),
                ],
            },
        ),
    ]
