from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0010_words"),
        ("workflow", "0004_oldest_first"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="application",
            index=models.Index(fields=["updated_at", "id"], name="application_last_change"),
        ),
    ]
