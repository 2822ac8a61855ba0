"""PostgreSQL refuses to change a questionnaire that an interview has used, as it does for other sets (0002)."""

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SETS, ROWS, COLUMN = "programs_questionnaire", "programs_questionnaireitem", "questionnaire_id"


def protect(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute(
        f"CREATE TRIGGER {SETS}_frozen BEFORE UPDATE OR DELETE ON {SETS} "
        "FOR EACH ROW EXECUTE FUNCTION programs_refuse_frozen_set()"
    )
    schema_editor.execute(
        f"CREATE TRIGGER {ROWS}_frozen BEFORE INSERT OR UPDATE OR DELETE ON {ROWS} "
        f"FOR EACH ROW EXECUTE FUNCTION programs_refuse_frozen_row('{SETS}', '{COLUMN}')"
    )


def unprotect(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute(f"DROP TRIGGER {SETS}_frozen ON {SETS}")
    schema_editor.execute(f"DROP TRIGGER {ROWS}_frozen ON {ROWS}")


class Migration(migrations.Migration):
    dependencies = (("programs", "0003_step_one_in_full"),)

    operations = (migrations.RunPython(protect, unprotect),)
