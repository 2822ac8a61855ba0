"""PostgreSQL refuses to change or delete a ledger entry, whoever asks (see journal 0002)."""

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def protect(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "CREATE TRIGGER ledger_entry_append_only BEFORE UPDATE OR DELETE ON ledger_entry "
            "FOR EACH ROW EXECUTE FUNCTION journal_refuse_change()"
        )


def unprotect(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP TRIGGER ledger_entry_append_only ON ledger_entry")


class Migration(migrations.Migration):
    dependencies = (("ledger", "0001_initial"), ("journal", "0002_append_only"))

    operations = (migrations.RunPython(protect, unprotect),)
