"""Files that were evidence by their purpose alone become evidence of their application, as they were handed in."""

from typing import Any

from django.db import migrations

USUAL = ("size_confirmation", "root_confirmation", "business_registration", "factory_registration", "other")


def keep_as_evidence(apps: Any, schema_editor: Any) -> None:
    file, evidence, asked, application = (
        apps.get_model(*name)
        for name in (
            ("documents", "File"),
            ("applications", "EvidenceFile"),
            ("programs", "DocumentAsked"),
            ("applications", "Application"),
        )
    )
    listed = asked.objects.filter(step="application").values_list("code", flat=True)
    by_case = dict(application.objects.values_list("case_id", "pk"))
    found = file.objects.filter(case__in=by_case, audience="firm", purpose__in={*USUAL, *listed})
    evidence.objects.bulk_create(
        evidence(
            application_id=by_case[row.case_id],
            purpose=row.purpose,
            file=row,
            handed_in_by_id=row.uploaded_by_id,
            handed_in_at=row.uploaded_at,
        )
        for row in found.order_by("pk").iterator()
    )


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0002_step_one_in_full"),
    ]

    operations = [migrations.RunPython(keep_as_evidence, migrations.RunPython.noop)]
