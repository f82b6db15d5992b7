"""Promises that a CHECK cannot keep, kept by the database itself on SQLite and on PostgreSQL.

* `training_session.places_taken`, `.online_taken` and `.reserve_length` always equal the registrations, so that the
  CHECK `never_one_place_too_many` really counts places;
* an assignment has the times of its session, and nobody is assigned to two at once; whoever declined is free;
* nobody is assigned to a day (in Norfolk) on which their check or training does not count, or of their leave;
* nobody's leave overlaps, or is entered over a session to come;
* nobody is offered to two schools for the same hour;
* the half-terms of one layer of the term calendar never overlap;
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


def _day_on_sqlite(moment: str) -> str:
    """The day in Norfolk of a moment kept in UTC; summer time is from 1am of the last Sundays of March to October."""
    began, ended = (
        f"datetime(substr({moment}, 1, 4) || '-{day}', 'weekday 0', '+1 hour')" for day in ("03-25", "10-25")
    )
    return f"""date({moment}, CASE WHEN datetime({moment}) >= {began}
        AND datetime({moment}) < {ended} THEN '+1 hour' ELSE '+0 hours' END)"""


def _day_on_postgresql(moment: str) -> str:
    """The day in Norfolk of a moment."""
    return f"({moment} AT TIME ZONE 'Europe/London')::date"


_VETTED = """SELECT 1 FROM vetting_record seen WHERE seen.facilitator_id = NEW.facilitator_id
        AND seen.enhanced_dbs AND seen.review_due >= {day} AND seen.training_until >= {day}"""
_AWAY = """SELECT 1 FROM facilitator_leave away WHERE away.facilitator_id = NEW.facilitator_id
        AND away.entered_at <= NEW.starts_at AND {day} BETWEEN away.first_on AND away.last_on"""
_PROMISED = """SELECT 1 FROM assignment given WHERE given.facilitator_id = NEW.facilitator_id AND given.active
        AND given.starts_at >= NEW.entered_at AND NEW.first_on <= {last} AND NEW.last_on >= {first}"""

SQLITE = [
    f"CREATE TRIGGER registration_added AFTER INSERT ON registration BEGIN {_RECOUNT_NEW} END",
    f"""CREATE TRIGGER registration_changed AFTER UPDATE OF state, session_id, attends ON registration BEGIN
    {_RECOUNT_OLD}{_RECOUNT_NEW} END""",
    f"CREATE TRIGGER registration_removed AFTER DELETE ON registration BEGIN {_RECOUNT_OLD} END",
    """CREATE TRIGGER session_moves_assignments AFTER UPDATE OF starts_at, ends_at, state ON training_session BEGIN
    UPDATE assignment SET starts_at = NEW.starts_at, ends_at = NEW.ends_at,
      active = (NEW.state <> 'cancelled' AND answer <> 'declined')
    WHERE session_id = NEW.id AND (starts_at <> NEW.starts_at OR ends_at <> NEW.ends_at
                                   OR active <> (NEW.state <> 'cancelled' AND answer <> 'declined')); END""",
]
for _moment in ("INSERT", "UPDATE"):
    SQLITE.append(
        f"""CREATE TRIGGER assignment_clash_{_moment.lower()} BEFORE {_moment} ON assignment WHEN NEW.active BEGIN
    SELECT RAISE(ABORT, 'facilitator_in_two_places') WHERE EXISTS (
      SELECT 1 FROM assignment other WHERE other.facilitator_id = NEW.facilitator_id AND other.active
        AND other.session_id <> NEW.session_id
        AND other.starts_at < NEW.ends_at AND other.ends_at > NEW.starts_at); END"""
    )
    SQLITE.append(
        f"""CREATE TRIGGER offered_twice_{_moment.lower()} BEFORE {_moment} ON offered_date WHEN NEW.live BEGIN
    SELECT RAISE(ABORT, 'facilitator_offered_twice') WHERE EXISTS (
      SELECT 1 FROM offered_date other WHERE other.facilitator_id = NEW.facilitator_id AND other.live
        AND other.offer_id <> NEW.offer_id
        AND other.starts_at < NEW.ends_at AND other.ends_at > NEW.starts_at); END"""
    )
    SQLITE.append(
        f"""CREATE TRIGGER assignment_may_be_given_{_moment.lower()} BEFORE
    {"INSERT" if _moment == "INSERT" else "UPDATE OF facilitator_id, starts_at, active"} ON assignment WHEN NEW.active
    BEGIN SELECT RAISE(ABORT, 'facilitator_without_valid_check') WHERE NOT EXISTS (
      {_VETTED.format(day=_day_on_sqlite("NEW.starts_at"))});
    SELECT RAISE(ABORT, 'facilitator_on_leave') WHERE EXISTS (
      {_AWAY.format(day=_day_on_sqlite("NEW.starts_at"))}); END"""
    )
    SQLITE.append(
        f"""CREATE TRIGGER leave_promised_{_moment.lower()} BEFORE {_moment} ON facilitator_leave
    BEGIN SELECT RAISE(ABORT, 'facilitator_promised') WHERE EXISTS (
      {_PROMISED.format(first=_day_on_sqlite("given.starts_at"), last=_day_on_sqlite("given.ends_at"))}); END"""
    )
    SQLITE.append(
        f"""CREATE TRIGGER leave_overlap_{_moment.lower()} BEFORE {_moment} ON facilitator_leave BEGIN
    SELECT RAISE(ABORT, 'leave_overlaps') WHERE EXISTS (
      SELECT 1 FROM facilitator_leave other WHERE other.facilitator_id = NEW.facilitator_id
        AND other.id IS NOT NEW.id AND other.first_on <= NEW.last_on AND other.last_on >= NEW.first_on); END"""
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

for _moment in ("INSERT", "UPDATE"):
    SQLITE.append(
        f"""CREATE TRIGGER terms_overlap_{_moment.lower()} BEFORE {_moment} ON term_period BEGIN
    SELECT RAISE(ABORT, 'terms_overlap') WHERE EXISTS (
      SELECT 1 FROM term_period other WHERE other.id IS NOT NEW.id
        AND other.la_code IS NEW.la_code AND other.organisation_id IS NEW.organisation_id
        AND other.starts_on <= NEW.ends_on AND other.ends_on >= NEW.starts_on); END"""
    )

POSTGRESQL = [
    f"""CREATE OR REPLACE FUNCTION recount_places() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF TG_OP <> 'INSERT' THEN {_RECOUNT_OLD} END IF;
    IF TG_OP <> 'DELETE' THEN {_RECOUNT_NEW} END IF;
    RETURN NULL; END $$""",
    """CREATE TRIGGER registration_counts AFTER INSERT OR DELETE OR UPDATE OF state, session_id, attends ON registration
    FOR EACH ROW EXECUTE FUNCTION recount_places()""",
    """CREATE OR REPLACE FUNCTION move_assignments() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    UPDATE assignment SET starts_at = NEW.starts_at, ends_at = NEW.ends_at,
      active = (NEW.state <> 'cancelled' AND answer <> 'declined')
    WHERE session_id = NEW.id;
    RETURN NULL; END $$""",
    """CREATE TRIGGER session_moves_assignments AFTER UPDATE OF starts_at, ends_at, state ON training_session
    FOR EACH ROW EXECUTE FUNCTION move_assignments()""",
    "CREATE EXTENSION IF NOT EXISTS btree_gist",
    """ALTER TABLE assignment ADD CONSTRAINT ex_assignment_facilitator_in_two_places
    EXCLUDE USING gist (facilitator_id WITH =, tstzrange(starts_at, ends_at) WITH &&) WHERE (active)""",
    """ALTER TABLE offered_date ADD CONSTRAINT ex_offered_date_facilitator_offered_twice
    EXCLUDE USING gist (facilitator_id WITH =, offer_id WITH <>, tstzrange(starts_at, ends_at) WITH &&) WHERE (live)""",
    f"""CREATE OR REPLACE FUNCTION facilitator_may_come() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF NEW.active AND NOT EXISTS (
      {_VETTED.format(day=_day_on_postgresql("NEW.starts_at"))}) THEN
      RAISE EXCEPTION 'facilitator_without_valid_check' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    IF NEW.active AND EXISTS ({_AWAY.format(day=_day_on_postgresql("NEW.starts_at"))}) THEN
      RAISE EXCEPTION 'facilitator_on_leave' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN NEW; END $$""",
    """CREATE TRIGGER assignment_may_be_given BEFORE INSERT OR UPDATE OF facilitator_id, starts_at, active ON assignment
    FOR EACH ROW EXECUTE FUNCTION facilitator_may_come()""",
    """ALTER TABLE facilitator_leave ADD CONSTRAINT ex_facilitator_leave_overlaps
    EXCLUDE USING gist (facilitator_id WITH =, daterange(first_on, last_on, '[]') WITH &&)""",
    f"""CREATE OR REPLACE FUNCTION facilitator_promised() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF EXISTS (
      {_PROMISED.format(first=_day_on_postgresql("given.starts_at"), last=_day_on_postgresql("given.ends_at"))}) THEN
      RAISE EXCEPTION 'facilitator_promised' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN NEW; END $$""",
    """CREATE TRIGGER leave_promised BEFORE INSERT OR UPDATE ON facilitator_leave
    FOR EACH ROW EXECUTE FUNCTION facilitator_promised()""",
    """ALTER TABLE term_period ADD CONSTRAINT ex_term_period_overlaps
    EXCLUDE USING gist ((coalesce(la_code, '')) WITH =, (coalesce(organisation_id, 0)) WITH =,
      daterange(starts_on, ends_on, '[]') WITH &&)""",
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
