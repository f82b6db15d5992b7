"""Promises that a CHECK cannot keep, kept by the database itself on SQLite and on PostgreSQL.

* `training_session.places_taken`, `.online_taken` and `.reserve_length` always equal the registrations, so that the
  CHECK `never_one_place_too_many` really counts places;
* an assignment has the times of its session, and nobody is assigned to two at once;
* a survey with responses, and the history, are never changed.

The statements stand once here; the migrations carry frozen copies of them.
"""

# ruff: noqa: S608  (the statements are put together from the words of this file alone)

from sqlalchemy import DDL, MetaData, event

_RECOUNT = """
    UPDATE training_session SET
      places_taken = (SELECT count(*) FROM registration
                      WHERE session_id = {id} AND state IN ('confirmed', 'offered')
                        AND (training_session.online_capacity IS NULL OR attends = 'in_person')),
      online_taken = (SELECT count(*) FROM registration
                      WHERE session_id = {id} AND state IN ('confirmed', 'offered')
                        AND training_session.online_capacity IS NOT NULL AND attends = 'online'),
      reserve_length = (SELECT count(*) FROM registration
                        WHERE session_id = {id} AND state = 'reserve')
    WHERE id = {id};"""

_RECOUNT_NEW = _RECOUNT.format(id="NEW.session_id")
_RECOUNT_OLD = _RECOUNT.format(id="OLD.session_id")

SQLITE = [
    f"CREATE TRIGGER registration_added AFTER INSERT ON registration BEGIN {_RECOUNT_NEW} END",
    f"""CREATE TRIGGER registration_changed AFTER UPDATE OF state, session_id, attends ON registration BEGIN
    {_RECOUNT_OLD}{_RECOUNT_NEW} END""",
    f"CREATE TRIGGER registration_removed AFTER DELETE ON registration BEGIN {_RECOUNT_OLD} END",
    """CREATE TRIGGER session_moves_assignments AFTER UPDATE OF starts_at, ends_at, state ON training_session BEGIN
    UPDATE assignment SET starts_at = NEW.starts_at, ends_at = NEW.ends_at, active = (NEW.state <> 'cancelled')
    WHERE session_id = NEW.id AND (starts_at <> NEW.starts_at OR ends_at <> NEW.ends_at
                                   OR active <> (NEW.state <> 'cancelled')); END""",
]
for _moment in ("INSERT", "UPDATE"):
    SQLITE.append(
        f"""CREATE TRIGGER assignment_clash_{_moment.lower()} BEFORE {_moment} ON assignment WHEN NEW.active BEGIN
    SELECT RAISE(ABORT, 'facilitator_in_two_places') WHERE EXISTS (
      SELECT 1 FROM assignment other WHERE other.facilitator_id = NEW.facilitator_id AND other.active
        AND other.session_id <> NEW.session_id
        AND other.starts_at < NEW.ends_at AND other.ends_at > NEW.starts_at); END"""
    )
for _table in ("survey", "survey_item"):
    _survey = "OLD.id" if _table == "survey" else "OLD.survey_id"
    for _moment in ("UPDATE", "DELETE"):
        _what = "UPDATE OF key, version, scored_items" if (_table, _moment) == ("survey", "UPDATE") else _moment
        SQLITE.append(
            f"""CREATE TRIGGER {_table}_fixed_{_moment.lower()} BEFORE {_what} ON {_table} BEGIN
    SELECT RAISE(ABORT, 'survey_in_use') WHERE EXISTS (SELECT 1 FROM response WHERE survey_id = {_survey}); END"""
        )
SQLITE.append(
    """CREATE TRIGGER survey_item_fixed_insert BEFORE INSERT ON survey_item BEGIN
    SELECT RAISE(ABORT, 'survey_in_use') WHERE EXISTS (SELECT 1 FROM response WHERE survey_id = NEW.survey_id); END"""
)
for _moment in ("UPDATE", "DELETE"):
    SQLITE.append(
        f"""CREATE TRIGGER history_fixed_{_moment.lower()} BEFORE {_moment} ON history_entry BEGIN
    SELECT RAISE(ABORT, 'history_is_append_only'); END"""
    )

POSTGRESQL = [
    f"""CREATE OR REPLACE FUNCTION recount_places() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF TG_OP <> 'INSERT' THEN {_RECOUNT_OLD} END IF;
    IF TG_OP <> 'DELETE' THEN {_RECOUNT_NEW} END IF;
    RETURN NULL; END $$""",
    """CREATE TRIGGER registration_counts AFTER INSERT OR DELETE OR UPDATE OF state, session_id, attends ON registration
    FOR EACH ROW EXECUTE FUNCTION recount_places()""",
    """CREATE OR REPLACE FUNCTION move_assignments() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    UPDATE assignment SET starts_at = NEW.starts_at, ends_at = NEW.ends_at, active = (NEW.state <> 'cancelled')
    WHERE session_id = NEW.id;
    RETURN NULL; END $$""",
    """CREATE TRIGGER session_moves_assignments AFTER UPDATE OF starts_at, ends_at, state ON training_session
    FOR EACH ROW EXECUTE FUNCTION move_assignments()""",
    "CREATE EXTENSION IF NOT EXISTS btree_gist",
    """ALTER TABLE assignment ADD CONSTRAINT ex_assignment_facilitator_in_two_places
    EXCLUDE USING gist (facilitator_id WITH =, tstzrange(starts_at, ends_at) WITH &&) WHERE (active)""",
    """CREATE OR REPLACE FUNCTION survey_in_use() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE used integer; BEGIN
    IF TG_TABLE_NAME = 'survey' THEN used := OLD.id;
    ELSIF TG_OP = 'INSERT' THEN used := NEW.survey_id;
    ELSE used := OLD.survey_id; END IF;
    IF EXISTS (SELECT 1 FROM response WHERE survey_id = used) THEN
      RAISE EXCEPTION 'survey_in_use' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW; END $$""",
    """CREATE TRIGGER survey_fixed BEFORE DELETE OR UPDATE OF key, version, scored_items ON survey
    FOR EACH ROW EXECUTE FUNCTION survey_in_use()""",
    """CREATE TRIGGER survey_item_fixed BEFORE INSERT OR DELETE OR UPDATE ON survey_item
    FOR EACH ROW EXECUTE FUNCTION survey_in_use()""",
    """CREATE OR REPLACE FUNCTION history_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    RAISE EXCEPTION 'history_is_append_only' USING ERRCODE = 'integrity_constraint_violation'; END $$""",
    """CREATE TRIGGER history_fixed BEFORE DELETE OR UPDATE ON history_entry
    FOR EACH ROW EXECUTE FUNCTION history_is_append_only()""",
]


def attach(metadata: MetaData) -> None:
    """Let `create_all` make the triggers too, after all tables."""
    for dialect, statements in (("sqlite", SQLITE), ("postgresql", POSTGRESQL)):
        for statement in statements:
            ddl = DDL(statement.replace("%", "%%"))  # type: ignore[no-untyped-call]
            ddl = ddl.execute_if(dialect=dialect)
            event.listen(metadata, "after_create", ddl)
