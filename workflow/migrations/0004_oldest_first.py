from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_helpers_and_dated_facts"),
        ("programs", "0006_frozen_questionnaires"),
        ("workflow", "0003_submitted_order"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["moved_at", "id"], name="case_moved"),
        ),
    ]
