"""PostgreSQL refuses to change what an issued paper says, whoever asks.

SQLite, for trying the portal out, relies on the refusal in Python. What may change: how far the PDF is, until it is
ready; and the revocation, once.
"""

from collections.abc import Iterable
from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

FROZEN = (
    *("uid", "kind", "case_id", "record_type", "record_uid", "operator_code", "year", "serial", "number"),
    *("verification_code", "language", "template_version", "snapshot", "issued_at", "issued_by_id"),
    "replaces_id",
)
FROZEN_WHEN_READY = ("state", "sha256", "size", "ready_at")
FROZEN_WHEN_REVOKED = ("revoked_at", "revoked_by_id", "revocation_reason")


def _changed(columns: Iterable[str]) -> str:
    new, old = (", ".join(f"{row}.{column}" for column in columns) for row in ("NEW", "OLD"))
    return f"(ROW({new}) IS DISTINCT FROM ROW({old}))"


REFUSE = f"""
CREATE FUNCTION documents_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR TG_TABLE_NAME = 'documents_issuedcontent' THEN
        RAISE EXCEPTION '%: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
    END IF;
    IF {_changed(FROZEN)}
       OR (OLD.state = 'ready' AND {_changed(FROZEN_WHEN_READY)})
       OR (OLD.revoked_at IS NOT NULL AND {_changed(FROZEN_WHEN_REVOKED)}) THEN
        RAISE EXCEPTION 'An issued paper does not change' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$
"""
TABLES = ("documents_issueddocument", "documents_issuedcontent")


def protect(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute(REFUSE, params=None)
    for table in TABLES:
        schema_editor.execute(
            f"CREATE TRIGGER {table}_frozen BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION documents_refuse_change()"
        )


def unprotect(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor != "postgresql":
        return
    for table in TABLES:
        schema_editor.execute(f"DROP TRIGGER {table}_frozen ON {table}")
    schema_editor.execute("DROP FUNCTION documents_refuse_change()")


class Migration(migrations.Migration):
    dependencies = (("documents", "0001_initial"),)

    operations = (migrations.RunPython(protect, unprotect),)
