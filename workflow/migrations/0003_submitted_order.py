from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_helpers_and_dated_facts"),
        ("programs", "0006_frozen_questionnaires"),
        ("workflow", "0002_corrections_and_stage_times"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["submitted_at", "id"], name="case_submitted"),
        ),
    ]
