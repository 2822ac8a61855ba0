"""PostgreSQL refuses to change a set of rules that a case has pinned, or any row of it, whoever asks.

SQLite, for trying the portal out, relies on the refusal in Python.
"""

from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# Each set with its rows and the column by which they name it.
SETS = (
    ("programs_criteriaset", "programs_criterion", "criteria_set_id"),
    ("programs_factorset", "programs_factor", "factor_set_id"),
    ("programs_checklist", "programs_checklistitem", "checklist_id"),
    ("programs_ratetable", "programs_supportrate", "rate_table_id"),
    ("programs_scoringsheet", "programs_scoringcriterion", "sheet_id"),
    ("programs_documentlist", "programs_documentasked", "document_list_id"),
)

REFUSE_SET = """
CREATE FUNCTION programs_refuse_frozen_set() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.frozen_at IS NOT NULL THEN
        RAISE EXCEPTION '% % is in use and frozen: % refused', TG_TABLE_NAME, OLD.id, TG_OP
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END
$$
"""
# Called with the table of the sets and the column that names the set.
REFUSE_ROW = """
CREATE FUNCTION programs_refuse_frozen_row() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    owners bigint[] := '{}';
    is_frozen boolean;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        owners := owners || (to_jsonb(OLD) ->> TG_ARGV[1])::bigint;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        owners := owners || (to_jsonb(NEW) ->> TG_ARGV[1])::bigint;
    END IF;
    EXECUTE format('SELECT EXISTS (SELECT 1 FROM %I WHERE id = ANY ($1) AND frozen_at IS NOT NULL)', TG_ARGV[0])
        INTO is_frozen USING owners;
    IF is_frozen THEN
        RAISE EXCEPTION 'Rows of a frozen set do not change: % on % refused', TG_OP, TG_TABLE_NAME
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END
$$
"""


def protect(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute(REFUSE_SET, params=None)
    schema_editor.execute(REFUSE_ROW, params=None)
    for sets, rows, column in SETS:
        schema_editor.execute(
            f"CREATE TRIGGER {sets}_frozen BEFORE UPDATE OR DELETE ON {sets} "
            "FOR EACH ROW EXECUTE FUNCTION programs_refuse_frozen_set()"
        )
        schema_editor.execute(
            f"CREATE TRIGGER {rows}_frozen BEFORE INSERT OR UPDATE OR DELETE ON {rows} "
            f"FOR EACH ROW EXECUTE FUNCTION programs_refuse_frozen_row('{sets}', '{column}')"
        )


def unprotect(apps: Any, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor != "postgresql":
        return
    for sets, rows, _column in SETS:
        schema_editor.execute(f"DROP TRIGGER {sets}_frozen ON {sets}")
        schema_editor.execute(f"DROP TRIGGER {rows}_frozen ON {rows}")
    schema_editor.execute("DROP FUNCTION programs_refuse_frozen_set()")
    schema_editor.execute("DROP FUNCTION programs_refuse_frozen_row()")


class Migration(migrations.Migration):
    dependencies = (("programs", "0001_initial"),)

    operations = (migrations.RunPython(protect, unprotect),)
