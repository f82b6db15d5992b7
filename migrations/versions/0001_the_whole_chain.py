"""the whole chain"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


# Frozen copies of rose_training/models/triggers.py, as they were at this revision.
SQLITE = [
    """CREATE TRIGGER registration_added AFTER INSERT ON registration BEGIN
    UPDATE training_session SET
      places_taken = (SELECT count(*) FROM registration
                      WHERE session_id = NEW.session_id AND state IN ('confirmed', 'offered')
                        AND (training_session.online_capacity IS NULL OR attends = 'in_person')),
      online_taken = (SELECT count(*) FROM registration
                      WHERE session_id = NEW.session_id AND state IN ('confirmed', 'offered')
                        AND training_session.online_capacity IS NOT NULL AND attends = 'online'),
      reserve_length = (SELECT count(*) FROM registration
                        WHERE session_id = NEW.session_id AND state = 'reserve')
    WHERE id = NEW.session_id; END""",
    """CREATE TRIGGER registration_changed AFTER UPDATE OF state, session_id, attends ON registration BEGIN

    UPDATE training_session SET
      places_taken = (SELECT count(*) FROM registration
                      WHERE session_id = OLD.session_id AND state IN ('confirmed', 'offered')
                        AND (training_session.online_capacity IS NULL OR attends = 'in_person')),
      online_taken = (SELECT count(*) FROM registration
                      WHERE session_id = OLD.session_id AND state IN ('confirmed', 'offered')
                        AND training_session.online_capacity IS NOT NULL AND attends = 'online'),
      reserve_length = (SELECT count(*) FROM registration
                        WHERE session_id = OLD.session_id AND state = 'reserve')
    WHERE id = OLD.session_id;
    UPDATE training_session SET
      places_taken = (SELECT count(*) FROM registration
                      WHERE session_id = NEW.session_id AND state IN ('confirmed', 'offered')
                        AND (training_session.online_capacity IS NULL OR attends = 'in_person')),
      online_taken = (SELECT count(*) FROM registration
                      WHERE session_id = NEW.session_id AND state IN ('confirmed', 'offered')
                        AND training_session.online_capacity IS NOT NULL AND attends = 'online'),
      reserve_length = (SELECT count(*) FROM registration
                        WHERE session_id = NEW.session_id AND state = 'reserve')
    WHERE id = NEW.session_id; END""",
    """CREATE TRIGGER registration_removed AFTER DELETE ON registration BEGIN
    UPDATE training_session SET
      places_taken = (SELECT count(*) FROM registration
                      WHERE session_id = OLD.session_id AND state IN ('confirmed', 'offered')
                        AND (training_session.online_capacity IS NULL OR attends = 'in_person')),
      online_taken = (SELECT count(*) FROM registration
                      WHERE session_id = OLD.session_id AND state IN ('confirmed', 'offered')
                        AND training_session.online_capacity IS NOT NULL AND attends = 'online'),
      reserve_length = (SELECT count(*) FROM registration
                        WHERE session_id = OLD.session_id AND state = 'reserve')
    WHERE id = OLD.session_id; END""",
    """CREATE TRIGGER session_moves_assignments AFTER UPDATE OF starts_at, ends_at, state ON training_session BEGIN
    UPDATE assignment SET starts_at = NEW.starts_at, ends_at = NEW.ends_at,
      active = (NEW.state <> 'cancelled' AND answer <> 'declined')
    WHERE session_id = NEW.id AND (starts_at <> NEW.starts_at OR ends_at <> NEW.ends_at
                                   OR active <> (NEW.state <> 'cancelled' AND answer <> 'declined')); END""",
    """CREATE TRIGGER assignment_clash_insert BEFORE INSERT ON assignment WHEN NEW.active BEGIN
    SELECT RAISE(ABORT, 'facilitator_in_two_places') WHERE EXISTS (
      SELECT 1 FROM assignment other WHERE other.facilitator_id = NEW.facilitator_id AND other.active
        AND other.session_id <> NEW.session_id
        AND other.starts_at < NEW.ends_at AND other.ends_at > NEW.starts_at); END""",
    """CREATE TRIGGER offered_twice_insert BEFORE INSERT ON offered_date WHEN NEW.live BEGIN
    SELECT RAISE(ABORT, 'facilitator_offered_twice') WHERE EXISTS (
      SELECT 1 FROM offered_date other WHERE other.facilitator_id = NEW.facilitator_id AND other.live
        AND other.offer_id <> NEW.offer_id
        AND other.starts_at < NEW.ends_at AND other.ends_at > NEW.starts_at); END""",
    """CREATE TRIGGER assignment_may_be_given_insert BEFORE
    INSERT ON assignment WHEN NEW.active
    BEGIN SELECT RAISE(ABORT, 'facilitator_without_valid_check') WHERE NOT EXISTS (
      SELECT 1 FROM vetting_record seen WHERE seen.facilitator_id = NEW.facilitator_id
        AND seen.enhanced_dbs AND seen.review_due >= date(NEW.starts_at, CASE WHEN datetime(NEW.starts_at) >= datetime(substr(NEW.starts_at, 1, 4) || '-03-25', 'weekday 0', '+1 hour')
        AND datetime(NEW.starts_at) < datetime(substr(NEW.starts_at, 1, 4) || '-10-25', 'weekday 0', '+1 hour') THEN '+1 hour' ELSE '+0 hours' END) AND seen.training_until >= date(NEW.starts_at, CASE WHEN datetime(NEW.starts_at) >= datetime(substr(NEW.starts_at, 1, 4) || '-03-25', 'weekday 0', '+1 hour')
        AND datetime(NEW.starts_at) < datetime(substr(NEW.starts_at, 1, 4) || '-10-25', 'weekday 0', '+1 hour') THEN '+1 hour' ELSE '+0 hours' END));
    SELECT RAISE(ABORT, 'facilitator_on_leave') WHERE EXISTS (
      SELECT 1 FROM facilitator_leave away WHERE away.facilitator_id = NEW.facilitator_id
        AND away.entered_at <= NEW.starts_at AND date(NEW.starts_at, CASE WHEN datetime(NEW.starts_at) >= datetime(substr(NEW.starts_at, 1, 4) || '-03-25', 'weekday 0', '+1 hour')
        AND datetime(NEW.starts_at) < datetime(substr(NEW.starts_at, 1, 4) || '-10-25', 'weekday 0', '+1 hour') THEN '+1 hour' ELSE '+0 hours' END) BETWEEN away.first_on AND away.last_on); END""",
    """CREATE TRIGGER leave_promised_insert BEFORE INSERT ON facilitator_leave
    BEGIN SELECT RAISE(ABORT, 'facilitator_promised') WHERE EXISTS (
      SELECT 1 FROM assignment given WHERE given.facilitator_id = NEW.facilitator_id AND given.active
        AND given.starts_at >= NEW.entered_at AND NEW.first_on <= date(given.ends_at, CASE WHEN datetime(given.ends_at) >= datetime(substr(given.ends_at, 1, 4) || '-03-25', 'weekday 0', '+1 hour')
        AND datetime(given.ends_at) < datetime(substr(given.ends_at, 1, 4) || '-10-25', 'weekday 0', '+1 hour') THEN '+1 hour' ELSE '+0 hours' END) AND NEW.last_on >= date(given.starts_at, CASE WHEN datetime(given.starts_at) >= datetime(substr(given.starts_at, 1, 4) || '-03-25', 'weekday 0', '+1 hour')
        AND datetime(given.starts_at) < datetime(substr(given.starts_at, 1, 4) || '-10-25', 'weekday 0', '+1 hour') THEN '+1 hour' ELSE '+0 hours' END)); END""",
    """CREATE TRIGGER leave_overlap_insert BEFORE INSERT ON facilitator_leave BEGIN
    SELECT RAISE(ABORT, 'leave_overlaps') WHERE EXISTS (
      SELECT 1 FROM facilitator_leave other WHERE other.facilitator_id = NEW.facilitator_id
        AND other.id IS NOT NEW.id AND other.first_on <= NEW.last_on AND other.last_on >= NEW.first_on); END""",
    """CREATE TRIGGER assignment_clash_update BEFORE UPDATE ON assignment WHEN NEW.active BEGIN
    SELECT RAISE(ABORT, 'facilitator_in_two_places') WHERE EXISTS (
      SELECT 1 FROM assignment other WHERE other.facilitator_id = NEW.facilitator_id AND other.active
        AND other.session_id <> NEW.session_id
        AND other.starts_at < NEW.ends_at AND other.ends_at > NEW.starts_at); END""",
    """CREATE TRIGGER offered_twice_update BEFORE UPDATE ON offered_date WHEN NEW.live BEGIN
    SELECT RAISE(ABORT, 'facilitator_offered_twice') WHERE EXISTS (
      SELECT 1 FROM offered_date other WHERE other.facilitator_id = NEW.facilitator_id AND other.live
        AND other.offer_id <> NEW.offer_id
        AND other.starts_at < NEW.ends_at AND other.ends_at > NEW.starts_at); END""",
    """CREATE TRIGGER assignment_may_be_given_update BEFORE
    UPDATE OF facilitator_id, starts_at, active ON assignment WHEN NEW.active
    BEGIN SELECT RAISE(ABORT, 'facilitator_without_valid_check') WHERE NOT EXISTS (
      SELECT 1 FROM vetting_record seen WHERE seen.facilitator_id = NEW.facilitator_id
        AND seen.enhanced_dbs AND seen.review_due >= date(NEW.starts_at, CASE WHEN datetime(NEW.starts_at) >= datetime(substr(NEW.starts_at, 1, 4) || '-03-25', 'weekday 0', '+1 hour')
        AND datetime(NEW.starts_at) < datetime(substr(NEW.starts_at, 1, 4) || '-10-25', 'weekday 0', '+1 hour') THEN '+1 hour' ELSE '+0 hours' END) AND seen.training_until >= date(NEW.starts_at, CASE WHEN datetime(NEW.starts_at) >= datetime(substr(NEW.starts_at, 1, 4) || '-03-25', 'weekday 0', '+1 hour')
        AND datetime(NEW.starts_at) < datetime(substr(NEW.starts_at, 1, 4) || '-10-25', 'weekday 0', '+1 hour') THEN '+1 hour' ELSE '+0 hours' END));
    SELECT RAISE(ABORT, 'facilitator_on_leave') WHERE EXISTS (
      SELECT 1 FROM facilitator_leave away WHERE away.facilitator_id = NEW.facilitator_id
        AND away.entered_at <= NEW.starts_at AND date(NEW.starts_at, CASE WHEN datetime(NEW.starts_at) >= datetime(substr(NEW.starts_at, 1, 4) || '-03-25', 'weekday 0', '+1 hour')
        AND datetime(NEW.starts_at) < datetime(substr(NEW.starts_at, 1, 4) || '-10-25', 'weekday 0', '+1 hour') THEN '+1 hour' ELSE '+0 hours' END) BETWEEN away.first_on AND away.last_on); END""",
    """CREATE TRIGGER leave_promised_update BEFORE UPDATE ON facilitator_leave
    BEGIN SELECT RAISE(ABORT, 'facilitator_promised') WHERE EXISTS (
      SELECT 1 FROM assignment given WHERE given.facilitator_id = NEW.facilitator_id AND given.active
        AND given.starts_at >= NEW.entered_at AND NEW.first_on <= date(given.ends_at, CASE WHEN datetime(given.ends_at) >= datetime(substr(given.ends_at, 1, 4) || '-03-25', 'weekday 0', '+1 hour')
        AND datetime(given.ends_at) < datetime(substr(given.ends_at, 1, 4) || '-10-25', 'weekday 0', '+1 hour') THEN '+1 hour' ELSE '+0 hours' END) AND NEW.last_on >= date(given.starts_at, CASE WHEN datetime(given.starts_at) >= datetime(substr(given.starts_at, 1, 4) || '-03-25', 'weekday 0', '+1 hour')
        AND datetime(given.starts_at) < datetime(substr(given.starts_at, 1, 4) || '-10-25', 'weekday 0', '+1 hour') THEN '+1 hour' ELSE '+0 hours' END)); END""",
    """CREATE TRIGGER leave_overlap_update BEFORE UPDATE ON facilitator_leave BEGIN
    SELECT RAISE(ABORT, 'leave_overlaps') WHERE EXISTS (
      SELECT 1 FROM facilitator_leave other WHERE other.facilitator_id = NEW.facilitator_id
        AND other.id IS NOT NEW.id AND other.first_on <= NEW.last_on AND other.last_on >= NEW.first_on); END""",
    """CREATE TRIGGER survey_fixed_update BEFORE UPDATE OF key, version, scored_items ON survey BEGIN
    SELECT RAISE(ABORT, 'survey_in_use') WHERE EXISTS (SELECT 1 FROM response WHERE survey_id = OLD.id); END""",
    """CREATE TRIGGER survey_fixed_delete BEFORE DELETE ON survey BEGIN
    SELECT RAISE(ABORT, 'survey_in_use') WHERE EXISTS (SELECT 1 FROM response WHERE survey_id = OLD.id); END""",
    """CREATE TRIGGER survey_item_fixed_update BEFORE UPDATE ON survey_item BEGIN
    SELECT RAISE(ABORT, 'survey_in_use') WHERE EXISTS (SELECT 1 FROM response WHERE survey_id = OLD.survey_id); END""",
    """CREATE TRIGGER survey_item_fixed_delete BEFORE DELETE ON survey_item BEGIN
    SELECT RAISE(ABORT, 'survey_in_use') WHERE EXISTS (SELECT 1 FROM response WHERE survey_id = OLD.survey_id); END""",
    """CREATE TRIGGER survey_item_fixed_insert BEFORE INSERT ON survey_item BEGIN
    SELECT RAISE(ABORT, 'survey_in_use') WHERE EXISTS (SELECT 1 FROM response WHERE survey_id = NEW.survey_id); END""",
    """CREATE TRIGGER history_fixed_update BEFORE UPDATE ON history_entry BEGIN
    SELECT RAISE(ABORT, 'history_is_append_only'); END""",
    """CREATE TRIGGER history_fixed_delete BEFORE DELETE ON history_entry BEGIN
    SELECT RAISE(ABORT, 'history_is_append_only'); END""",
    """CREATE TRIGGER terms_overlap_insert BEFORE INSERT ON term_period BEGIN
    SELECT RAISE(ABORT, 'terms_overlap') WHERE EXISTS (
      SELECT 1 FROM term_period other WHERE other.id IS NOT NEW.id
        AND other.la_code IS NEW.la_code AND other.organisation_id IS NEW.organisation_id
        AND other.starts_on <= NEW.ends_on AND other.ends_on >= NEW.starts_on); END""",
    """CREATE TRIGGER terms_overlap_update BEFORE UPDATE ON term_period BEGIN
    SELECT RAISE(ABORT, 'terms_overlap') WHERE EXISTS (
      SELECT 1 FROM term_period other WHERE other.id IS NOT NEW.id
        AND other.la_code IS NEW.la_code AND other.organisation_id IS NEW.organisation_id
        AND other.starts_on <= NEW.ends_on AND other.ends_on >= NEW.starts_on); END""",
]
POSTGRESQL = [
    """CREATE OR REPLACE FUNCTION recount_places() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF TG_OP <> 'INSERT' THEN
    UPDATE training_session SET
      places_taken = (SELECT count(*) FROM registration
                      WHERE session_id = OLD.session_id AND state IN ('confirmed', 'offered')
                        AND (training_session.online_capacity IS NULL OR attends = 'in_person')),
      online_taken = (SELECT count(*) FROM registration
                      WHERE session_id = OLD.session_id AND state IN ('confirmed', 'offered')
                        AND training_session.online_capacity IS NOT NULL AND attends = 'online'),
      reserve_length = (SELECT count(*) FROM registration
                        WHERE session_id = OLD.session_id AND state = 'reserve')
    WHERE id = OLD.session_id; END IF;
    IF TG_OP <> 'DELETE' THEN
    UPDATE training_session SET
      places_taken = (SELECT count(*) FROM registration
                      WHERE session_id = NEW.session_id AND state IN ('confirmed', 'offered')
                        AND (training_session.online_capacity IS NULL OR attends = 'in_person')),
      online_taken = (SELECT count(*) FROM registration
                      WHERE session_id = NEW.session_id AND state IN ('confirmed', 'offered')
                        AND training_session.online_capacity IS NOT NULL AND attends = 'online'),
      reserve_length = (SELECT count(*) FROM registration
                        WHERE session_id = NEW.session_id AND state = 'reserve')
    WHERE id = NEW.session_id; END IF;
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
    """CREATE EXTENSION IF NOT EXISTS btree_gist""",
    """ALTER TABLE assignment ADD CONSTRAINT ex_assignment_facilitator_in_two_places
    EXCLUDE USING gist (facilitator_id WITH =, tstzrange(starts_at, ends_at) WITH &&) WHERE (active)""",
    """ALTER TABLE offered_date ADD CONSTRAINT ex_offered_date_facilitator_offered_twice
    EXCLUDE USING gist (facilitator_id WITH =, offer_id WITH <>, tstzrange(starts_at, ends_at) WITH &&) WHERE (live)""",
    """CREATE OR REPLACE FUNCTION facilitator_may_come() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF NEW.active AND NOT EXISTS (
      SELECT 1 FROM vetting_record seen WHERE seen.facilitator_id = NEW.facilitator_id
        AND seen.enhanced_dbs AND seen.review_due >= (NEW.starts_at AT TIME ZONE 'Europe/London')::date AND seen.training_until >= (NEW.starts_at AT TIME ZONE 'Europe/London')::date) THEN
      RAISE EXCEPTION 'facilitator_without_valid_check' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    IF NEW.active AND EXISTS (SELECT 1 FROM facilitator_leave away WHERE away.facilitator_id = NEW.facilitator_id
        AND away.entered_at <= NEW.starts_at AND (NEW.starts_at AT TIME ZONE 'Europe/London')::date BETWEEN away.first_on AND away.last_on) THEN
      RAISE EXCEPTION 'facilitator_on_leave' USING ERRCODE = 'integrity_constraint_violation'; END IF;
    RETURN NEW; END $$""",
    """CREATE TRIGGER assignment_may_be_given BEFORE INSERT OR UPDATE OF facilitator_id, starts_at, active ON assignment
    FOR EACH ROW EXECUTE FUNCTION facilitator_may_come()""",
    """ALTER TABLE facilitator_leave ADD CONSTRAINT ex_facilitator_leave_overlaps
    EXCLUDE USING gist (facilitator_id WITH =, daterange(first_on, last_on, '[]') WITH &&)""",
    """CREATE OR REPLACE FUNCTION facilitator_promised() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF EXISTS (
      SELECT 1 FROM assignment given WHERE given.facilitator_id = NEW.facilitator_id AND given.active
        AND given.starts_at >= NEW.entered_at AND NEW.first_on <= (given.ends_at AT TIME ZONE 'Europe/London')::date AND NEW.last_on >= (given.starts_at AT TIME ZONE 'Europe/London')::date) THEN
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
SQLITE_BACK = [
    """DROP TRIGGER registration_added""",
    """DROP TRIGGER registration_changed""",
    """DROP TRIGGER registration_removed""",
    """DROP TRIGGER session_moves_assignments""",
    """DROP TRIGGER assignment_clash_insert""",
    """DROP TRIGGER offered_twice_insert""",
    """DROP TRIGGER assignment_may_be_given_insert""",
    """DROP TRIGGER leave_promised_insert""",
    """DROP TRIGGER leave_overlap_insert""",
    """DROP TRIGGER assignment_clash_update""",
    """DROP TRIGGER offered_twice_update""",
    """DROP TRIGGER assignment_may_be_given_update""",
    """DROP TRIGGER leave_promised_update""",
    """DROP TRIGGER leave_overlap_update""",
    """DROP TRIGGER survey_fixed_update""",
    """DROP TRIGGER survey_fixed_delete""",
    """DROP TRIGGER survey_item_fixed_update""",
    """DROP TRIGGER survey_item_fixed_delete""",
    """DROP TRIGGER survey_item_fixed_insert""",
    """DROP TRIGGER history_fixed_update""",
    """DROP TRIGGER history_fixed_delete""",
    """DROP TRIGGER terms_overlap_insert""",
    """DROP TRIGGER terms_overlap_update""",
]
POSTGRESQL_BACK = [
    """DROP FUNCTION IF EXISTS recount_places CASCADE""",
    """DROP FUNCTION IF EXISTS move_assignments CASCADE""",
    """DROP FUNCTION IF EXISTS facilitator_may_come CASCADE""",
    """DROP FUNCTION IF EXISTS facilitator_promised CASCADE""",
    """DROP FUNCTION IF EXISTS survey_in_use CASCADE""",
    """DROP FUNCTION IF EXISTS history_is_append_only CASCADE""",
]


def _execute(on_sqlite: list[str], on_postgresql: list[str]) -> None:
    for statement in on_sqlite if op.get_bind().dialect.name == "sqlite" else on_postgresql:
        op.execute(sa.text(statement.replace(":", "\\:")))


def upgrade() -> None:
    op.create_table(
        "area",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "education_authority",
                "district",
                "unitary",
                name="areakind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("code", sa.String(length=9), nullable=True),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("proviso", sa.String(length=200), nullable=True),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_from IS NULL OR valid_to > valid_from", name=op.f("ck_area_ends_after_it_begins")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_area")),
        sa.UniqueConstraint("kind", "name", "valid_from", name=op.f("uq_area_kind_name_valid_from")),
    )
    op.create_table(
        "bounce",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("for_good", "for_now", name="bouncekind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("message_id", sa.String(length=120), nullable=True),
        sa.Column("report_id", sa.String(length=200), nullable=True),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("noted_by", sa.String(length=200), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("address = lower(address)", name=op.f("ck_bounce_address_in_lower_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bounce")),
        sa.UniqueConstraint("report_id", name=op.f("uq_bounce_report_id")),
    )
    op.create_index(op.f("ix_bounce_address"), "bounce", ["address"], unique=False)
    op.create_index(op.f("ix_bounce_message_id"), "bounce", ["message_id"], unique=False)
    op.create_table(
        "campaign",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=20), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("summary", sa.String(length=1000), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("published", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("last_on >= first_on", name=op.f("ck_campaign_ends_after_it_starts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
        sa.UniqueConstraint("reference", name=op.f("uq_campaign_reference")),
        sa.UniqueConstraint("slug", name=op.f("uq_campaign_slug")),
    )
    op.create_table(
        "next_date_wish",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=20), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column(
            "audience",
            sa.Enum(
                "pupils",
                "parents",
                "staff",
                "professionals",
                name="audience",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_next_date_wish_email_in_lower_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_next_date_wish")),
        sa.UniqueConstraint("email", name=op.f("uq_next_date_wish_email")),
        sa.UniqueConstraint("reference", name=op.f("uq_next_date_wish_reference")),
    )
    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("search_text", sa.String(length=600), nullable=False),
        sa.Column(
            "sector",
            sa.Enum(
                "school_or_college",
                "statutory",
                "voluntary",
                "private",
                "unknown",
                name="sector",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "agency_kind",
            sa.Enum(
                "childrens_services",
                "adult_social_care",
                "health",
                "police",
                "youth_justice",
                "probation_and_courts",
                "council_housing",
                "housing_provider",
                "education",
                "domestic_and_sexual_violence",
                "drug_and_alcohol",
                "youth_work",
                "advice_and_counselling",
                "faith",
                "sport_and_uniformed",
                "university",
                "business",
                "armed_services_and_border",
                "other",
                name="agencykind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "setting_kind",
            sa.Enum(
                "nursery",
                "primary",
                "secondary",
                "all_through",
                "special",
                "ap",
                "post16",
                "other",
                name="settingkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("setting_kind_reason", sa.String(length=300), nullable=True),
        sa.Column("independent", sa.Boolean(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "open",
                "proposed_to_close",
                "proposed_to_open",
                "closed",
                name="organisationstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reportable", sa.Boolean(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("continuity_key", sa.String(length=20), nullable=False),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("demonstration", sa.Boolean(), nullable=False),
        sa.Column("urn", sa.String(length=6), nullable=True),
        sa.Column("ukprn", sa.String(length=8), nullable=True),
        sa.Column("la_code", sa.String(length=3), nullable=True),
        sa.Column("la_name", sa.String(length=100), nullable=True),
        sa.Column("establishment_number", sa.String(length=4), nullable=True),
        sa.Column("type_code", sa.String(length=4), nullable=True),
        sa.Column("type_name", sa.String(length=100), nullable=True),
        sa.Column("phase_name", sa.String(length=60), nullable=True),
        sa.Column("low_age", sa.Integer(), nullable=True),
        sa.Column("high_age", sa.Integer(), nullable=True),
        sa.Column("pupils", sa.Integer(), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("street", sa.String(length=200), nullable=True),
        sa.Column("locality", sa.String(length=200), nullable=True),
        sa.Column("address3", sa.String(length=200), nullable=True),
        sa.Column("town", sa.String(length=100), nullable=True),
        sa.Column("county", sa.String(length=100), nullable=True),
        sa.Column("postcode", sa.String(length=10), nullable=True),
        sa.Column("website", sa.String(length=300), nullable=True),
        sa.Column("telephone", sa.String(length=40), nullable=True),
        sa.Column("district", sa.String(length=100), nullable=True),
        sa.Column("ward", sa.String(length=100), nullable=True),
        sa.Column("easting", sa.Integer(), nullable=True),
        sa.Column("northing", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(sector = 'school_or_college') = (setting_kind IS NOT NULL)",
            name=op.f("ck_organisation_schools_have_a_setting_kind"),
        ),
        sa.CheckConstraint(
            "merged_into_id IS NULL OR status = 'closed'", name=op.f("ck_organisation_merged_is_not_offered")
        ),
        sa.CheckConstraint(
            "merged_into_id IS NULL OR merged_into_id <> id", name=op.f("ck_organisation_not_merged_into_itself")
        ),
        sa.CheckConstraint(
            "merged_into_id IS NULL OR urn IS NULL", name=op.f("ck_organisation_the_register_is_never_merged_away")
        ),
        sa.CheckConstraint("urn IS NULL OR length(urn) = 6", name=op.f("ck_organisation_urn_has_six_digits")),
        sa.ForeignKeyConstraint(["merged_into_id"], ["organisation.id"], name=op.f("fk_organisation_merged_into_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["organisation.id"], name=op.f("fk_organisation_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("reference", name=op.f("uq_organisation_reference")),
        sa.UniqueConstraint("urn", name=op.f("uq_organisation_urn")),
    )
    op.create_index(op.f("ix_organisation_continuity_key"), "organisation", ["continuity_key"], unique=False)
    op.create_index(op.f("ix_organisation_la_code"), "organisation", ["la_code"], unique=False)
    op.create_index(op.f("ix_organisation_merged_into_id"), "organisation", ["merged_into_id"], unique=False)
    op.create_index(op.f("ix_organisation_parent_id"), "organisation", ["parent_id"], unique=False)
    op.create_index("ix_organisation_search_text", "organisation", ["search_text"], unique=False)
    op.create_index("ix_organisation_sector_status", "organisation", ["sector", "status"], unique=False)
    op.create_table(
        "organisation_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("urn", sa.String(length=6), nullable=False),
        sa.Column("link_urn", sa.String(length=6), nullable=False),
        sa.Column("link_name", sa.String(length=200), nullable=False),
        sa.Column("link_type", sa.String(length=80), nullable=False),
        sa.Column("established_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_link")),
        sa.UniqueConstraint("urn", "link_urn", "link_type", name=op.f("uq_organisation_link_urn_link_urn_link_type")),
    )
    op.create_index(op.f("ix_organisation_link_link_urn"), "organisation_link", ["link_urn"], unique=False)
    op.create_index(op.f("ix_organisation_link_urn"), "organisation_link", ["urn"], unique=False)
    op.create_table(
        "outbox_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("to", sa.String(length=254), nullable=False),
        sa.Column("about", sa.String(length=40), nullable=False),
        sa.Column("occasion", sa.String(length=120), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "queued",
                "sending",
                "sent",
                "failed",
                "withdrawn",
                name="outboxstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_key", sa.String(length=40), nullable=True),
        sa.Column("message_id", sa.String(length=120), nullable=False),
        sa.Column("problem", sa.String(length=500), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_subject", sa.String(length=300), nullable=True),
        sa.Column("sent_text", sa.Text(), nullable=True),
        sa.Column("sent_html", sa.Text(), nullable=True),
        sa.Column("sent_calendar", sa.Text(), nullable=True),
        sa.Column("sent_by_post_box", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_message")),
        sa.UniqueConstraint("kind", "to", "occasion", name=op.f("uq_outbox_message_kind_to_occasion")),
        sa.UniqueConstraint("message_id", name=op.f("uq_outbox_message_message_id")),
    )
    op.create_index("ix_outbox_message_about", "outbox_message", ["about"], unique=False)
    op.create_index("ix_outbox_message_state_next_try_at", "outbox_message", ["state", "next_try_at"], unique=False)
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("phone", sa.String(length=40), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("password_hash", sa.String(length=255), nullable=True),
        sa.Column("totp_nonce", sa.String(length=64), nullable=True),
        sa.Column("totp_enrolled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("totp_last_step", sa.Integer(), nullable=True),
        sa.Column("recovery_code_hashes", sa.String(length=2000), nullable=True),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_person_email_in_lower_case")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("email", name=op.f("uq_person_email")),
        sa.UniqueConstraint("reference", name=op.f("uq_person_reference")),
    )
    op.create_table(
        "programme",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "key",
            sa.Enum(
                "jigsaw",
                "targeted",
                "professionals",
                "awareness_day",
                name="programmekey",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("summary", sa.String(length=1000), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme")),
        sa.UniqueConstraint("key", name=op.f("uq_programme_key")),
    )
    op.create_table(
        "published_figure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("from_date", sa.Date(), nullable=False),
        sa.Column("to_date", sa.Date(), nullable=False),
        sa.Column("value", sa.String(length=40), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_published_figure")),
        sa.UniqueConstraint("key", "from_date", "to_date", name=op.f("uq_published_figure_key_from_date_to_date")),
    )
    op.create_table(
        "sign_in_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempt")),
    )
    op.create_index("ix_sign_in_attempt_key_at", "sign_in_attempt", ["key", "at"], unique=False)
    op.create_table(
        "site_setting",
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("value", sa.String(length=500), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_site_setting")),
    )
    op.create_table(
        "wording",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("in_use", sa.Boolean(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wording")),
    )
    op.create_index(op.f("ix_wording_kind"), "wording", ["kind"], unique=False)
    op.create_index(
        "uq_wording_in_use",
        "wording",
        ["kind"],
        unique=True,
        sqlite_where=sa.text("in_use = 1"),
        postgresql_where=sa.text("in_use"),
    )
    op.create_table(
        "access_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("page", sa.String(length=60), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_access_entry_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_entry")),
    )
    op.create_index("ix_access_entry_subject", "access_entry", ["subject", "id"], unique=False)
    op.create_table(
        "activity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("code", sa.String(length=10), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column(
            "audience",
            sa.Enum(
                "pupils",
                "parents",
                "staff",
                "professionals",
                name="audience",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("weeks", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("min_year", sa.Integer(), nullable=True),
        sa.Column("max_year", sa.Integer(), nullable=True),
        sa.Column("max_group", sa.Integer(), nullable=True),
        sa.Column("summary", sa.String(length=500), nullable=False),
        sa.Column("aims", sa.String(length=4000), nullable=False),
        sa.Column("covered", sa.String(length=4000), nullable=False),
        sa.Column("for_parents", sa.String(length=4000), nullable=False),
        sa.Column("sample", sa.String(length=4000), nullable=False),
        sa.Column("targeted", sa.Boolean(), nullable=False),
        sa.Column("bookable", sa.Boolean(), nullable=False),
        sa.Column("published", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("max_group IS NULL OR max_group > 0", name=op.f("ck_activity_max_group_positive")),
        sa.CheckConstraint(
            "min_year IS NULL OR max_year IS NULL OR min_year <= max_year", name=op.f("ck_activity_years_in_order")
        ),
        sa.CheckConstraint("minutes BETWEEN 5 AND 480", name=op.f("ck_activity_minutes_within_a_day")),
        sa.CheckConstraint("weeks >= 1 AND weeks <= 20", name=op.f("ck_activity_weeks_between_1_and_20")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_activity_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity")),
        sa.UniqueConstraint("code", name=op.f("uq_activity_code")),
        sa.UniqueConstraint("slug", name=op.f("uq_activity_slug")),
    )
    op.create_index(op.f("ix_activity_programme_id"), "activity", ["programme_id"], unique=False)
    op.create_table(
        "closure_day",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "bank_holiday",
                "training_day",
                "closed",
                "exam",
                name="closurekind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("years", sa.JSON(), nullable=False),
        sa.Column("la_code", sa.String(length=3), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.CheckConstraint("la_code IS NULL OR organisation_id IS NULL", name=op.f("ck_closure_day_of_one_layer")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_closure_day_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closure_day")),
    )
    op.create_index(op.f("ix_closure_day_organisation_id"), "closure_day", ["organisation_id"], unique=False)
    op.create_table(
        "different_organisations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lower_id", sa.Integer(), nullable=False),
        sa.Column("higher_id", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.CheckConstraint("lower_id < higher_id", name=op.f("ck_different_organisations_each_pair_once")),
        sa.ForeignKeyConstraint(["higher_id"], ["organisation.id"], name=op.f("fk_different_organisations_higher_id")),
        sa.ForeignKeyConstraint(["lower_id"], ["organisation.id"], name=op.f("fk_different_organisations_lower_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_different_organisations")),
        sa.UniqueConstraint("lower_id", "higher_id", name=op.f("uq_different_organisations_lower_id_higher_id")),
    )
    op.create_index(
        op.f("ix_different_organisations_higher_id"), "different_organisations", ["higher_id"], unique=False
    )
    op.create_table(
        "facilitator",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("introduction", sa.String(length=1000), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_facilitator_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_facilitator")),
        sa.UniqueConstraint("person_id", name=op.f("uq_facilitator_person_id")),
    )
    op.create_table(
        "former_area",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("la_code", sa.String(length=3), nullable=True),
        sa.Column("la_name", sa.String(length=100), nullable=True),
        sa.Column("establishment_number", sa.String(length=4), nullable=True),
        sa.Column("district", sa.String(length=100), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_former_area_organisation_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_area")),
        sa.UniqueConstraint("organisation_id", "until", name=op.f("uq_former_area_organisation_id_until")),
    )
    op.create_table(
        "history_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("event", sa.String(length=60), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_history_entry_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_history_entry")),
    )
    op.create_index("ix_history_entry_subject", "history_entry", ["subject", "id"], unique=False)
    op.create_table(
        "organisation_alias",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("plain", sa.String(length=250), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("former", "short", "other", name="aliaskind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_organisation_alias_organisation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_alias")),
        sa.UniqueConstraint("organisation_id", "plain", name=op.f("uq_organisation_alias_organisation_id_plain")),
    )
    op.create_index(op.f("ix_organisation_alias_plain"), "organisation_alias", ["plain"], unique=False)
    op.create_table(
        "organisation_merge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=20), nullable=False),
        sa.Column("loser_id", sa.Integer(), nullable=False),
        sa.Column("winner_id", sa.Integer(), nullable=False),
        sa.Column("merged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.String(length=200), nullable=True),
        sa.CheckConstraint("loser_id <> winner_id", name=op.f("ck_organisation_merge_two_different_ones")),
        sa.ForeignKeyConstraint(["loser_id"], ["organisation.id"], name=op.f("fk_organisation_merge_loser_id")),
        sa.ForeignKeyConstraint(["winner_id"], ["organisation.id"], name=op.f("fk_organisation_merge_winner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_merge")),
        sa.UniqueConstraint("reference", name=op.f("uq_organisation_merge_reference")),
    )
    op.create_index(op.f("ix_organisation_merge_winner_id"), "organisation_merge", ["winner_id"], unique=False)
    op.create_index(
        "uq_organisation_merge_live",
        "organisation_merge",
        ["loser_id"],
        unique=True,
        sqlite_where=sa.text("undone_at IS NULL"),
        postgresql_where=sa.text("undone_at IS NULL"),
    )
    op.create_table(
        "organisation_proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("search_text", sa.String(length=400), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "matched",
                "added",
                "set_aside",
                name="proposalstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(state = 'open') = (settled_at IS NULL)", name=op.f("ck_organisation_proposal_settled_has_a_moment")
        ),
        sa.CheckConstraint(
            "state NOT IN ('matched', 'added') OR organisation_id IS NOT NULL",
            name=op.f("ck_organisation_proposal_matched_to_one"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_organisation_proposal_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation_proposal")),
        sa.UniqueConstraint("reference", name=op.f("uq_organisation_proposal_reference")),
        sa.UniqueConstraint("search_text", name=op.f("uq_organisation_proposal_search_text")),
    )
    op.create_index(
        op.f("ix_organisation_proposal_organisation_id"), "organisation_proposal", ["organisation_id"], unique=False
    )
    op.create_table(
        "register_intake",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=20), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("schools", "links", name="intakekind", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "running",
                "taken",
                "refused",
                name="intakestate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("leave_out_refused", sa.Boolean(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint(
            "(state IN ('waiting', 'running')) = (finished_at IS NULL)",
            name=op.f("ck_register_intake_an_end_has_a_moment"),
        ),
        sa.CheckConstraint(
            "state <> 'refused' OR reason IS NOT NULL", name=op.f("ck_register_intake_a_refusal_has_a_reason")
        ),
        sa.CheckConstraint("state <> 'taken' OR kind IS NOT NULL", name=op.f("ck_register_intake_taken_as_something")),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_register_intake_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_intake")),
        sa.UniqueConstraint("reference", name=op.f("uq_register_intake_reference")),
    )
    op.create_index("ix_register_intake_state_given_at", "register_intake", ["state", "given_at"], unique=False)
    op.create_table(
        "role_grant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "coordinator",
                "facilitator",
                "school_booker",
                "professional",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(role = 'school_booker') = (organisation_id IS NOT NULL)",
            name=op.f("ck_role_grant_school_booker_has_organisation"),
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_role_grant_organisation_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_role_grant_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
    )
    op.create_index(op.f("ix_role_grant_organisation_id"), "role_grant", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_role_grant_person_id"), "role_grant", ["person_id"], unique=False)
    op.create_table(
        "sign_in_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("account", sa.String(length=64), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("wrong_codes", sa.Integer(), nullable=False),
        sa.Column("next_page", sa.String(length=300), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sign_in_link_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_link")),
        sa.UniqueConstraint("nonce", name=op.f("uq_sign_in_link_nonce")),
    )
    op.create_index(op.f("ix_sign_in_link_account"), "sign_in_link", ["account"], unique=False)
    op.create_index(op.f("ix_sign_in_link_person_id"), "sign_in_link", ["person_id"], unique=False)
    op.create_table(
        "sign_in_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("idle_minutes", sa.Integer(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sign_in_session_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_in_session_token_hash")),
    )
    op.create_index(op.f("ix_sign_in_session_person_id"), "sign_in_session", ["person_id"], unique=False)
    op.create_table(
        "term_period",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("academic_year", sa.String(length=7), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("la_code", sa.String(length=3), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_term_period_ends_after_it_starts")),
        sa.CheckConstraint("la_code IS NULL OR organisation_id IS NULL", name=op.f("ck_term_period_of_one_layer")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_term_period_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_term_period")),
    )
    op.create_index(op.f("ix_term_period_organisation_id"), "term_period", ["organisation_id"], unique=False)
    op.create_table(
        "booking",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=20), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "requested",
                "held",
                "confirmed",
                "delivered",
                "declined",
                "cancelled",
                name="bookingstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("organisation_described", sa.String(length=300), nullable=True),
        sa.Column(
            "audience",
            sa.Enum(
                "pupils",
                "parents",
                "staff",
                "professionals",
                name="audience",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("year_groups", sa.JSON(), nullable=False),
        sa.Column("expected_number", sa.Integer(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.Column(
            "closing_reason",
            sa.Enum(
                "no_facilitator",
                "no_suitable_date",
                "outside_our_work",
                "duplicate",
                "school_closed",
                "inspection",
                "illness_at_school",
                "illness_with_us",
                "timetable",
                "other",
                name="closingreason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "ended_by",
            sa.Enum("school", "us", "other", name="endedby", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("spoken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("by_telephone", sa.Boolean(), nullable=False),
        sa.Column("duplicate_of_id", sa.Integer(), nullable=True),
        sa.Column("rebooked_from_id", sa.Integer(), nullable=True),
        sa.Column("notes", sa.String(length=2000), nullable=True),
        sa.Column("booker_name", sa.String(length=200), nullable=False),
        sa.Column("booker_email", sa.String(length=254), nullable=False),
        sa.Column("booker_phone", sa.String(length=40), nullable=True),
        sa.Column("booker_role", sa.String(length=100), nullable=True),
        sa.Column("day_contact_name", sa.String(length=200), nullable=True),
        sa.Column("day_contact_phone", sa.String(length=40), nullable=True),
        sa.Column("dsl_name", sa.String(length=200), nullable=True),
        sa.Column("dsl_contact", sa.String(length=200), nullable=True),
        sa.Column("calendar_uid", sa.String(length=120), nullable=False),
        sa.Column("calendar_sequence", sa.Integer(), nullable=False),
        sa.Column("snapshot_name", sa.String(length=200), nullable=True),
        sa.Column("snapshot_urn", sa.String(length=6), nullable=True),
        sa.Column(
            "snapshot_setting_kind",
            sa.Enum(
                "nursery",
                "primary",
                "secondary",
                "all_through",
                "special",
                "ap",
                "post16",
                "other",
                name="settingkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("snapshot_district", sa.String(length=100), nullable=True),
        sa.Column(
            "format",
            sa.Enum(
                "assembly",
                "single_class",
                "small_group",
                "drop_in",
                "parents_evening",
                "staff_training",
                "online",
                name="visitformat",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("age_from", sa.Integer(), nullable=True),
        sa.Column("age_to", sa.Integer(), nullable=True),
        sa.Column(
            "working_at",
            sa.Enum(
                "early_years",
                "ks1",
                "ks2",
                "ks3",
                "ks4",
                "post_16",
                "varied",
                name="workingat",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("age_exception", sa.String(length=300), nullable=True),
        sa.Column(
            "group_mix",
            sa.Enum("mixed", "girls", "boys", name="groupmix", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column("minutes_available", sa.Integer(), nullable=True),
        sa.Column(
            "host",
            sa.Enum(
                "school",
                "alternative_provision",
                "youth_group",
                "home_educators",
                "other",
                name="hostkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            server_default="school",
            nullable=False,
        ),
        sa.Column("venue_name", sa.String(length=200), nullable=True),
        sa.Column("venue_address", sa.String(length=300), nullable=True),
        sa.Column("venue_postcode", sa.String(length=10), nullable=True),
        sa.Column(
            "venue_risk",
            sa.Enum("yes", "not_yet", "no", name="venuerisk", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column("conversation_wanted", sa.Boolean(), nullable=False),
        sa.Column("ring_when", sa.String(length=200), nullable=True),
        sa.Column("ring_number", sa.String(length=40), nullable=True),
        sa.Column("topics_told", sa.JSON(), nullable=False),
        sa.Column("room_name", sa.String(length=200), nullable=True),
        sa.Column("room_features", sa.JSON(), nullable=False),
        sa.Column("equipment", sa.String(length=300), nullable=True),
        sa.Column("entrance", sa.String(length=300), nullable=True),
        sa.Column("parking", sa.String(length=300), nullable=True),
        sa.Column("sign_in", sa.String(length=300), nullable=True),
        sa.Column("adaptations", sa.String(length=500), nullable=True),
        sa.Column(
            "curriculum_place",
            sa.Enum(
                "relationships_education",
                "rse",
                "sex_education",
                "health_education",
                "other",
                name="curriculumplace",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("withdrawn", sa.Integer(), nullable=True),
        sa.Column("taught_before", sa.JSON(), nullable=False),
        sa.Column("taught_before_text", sa.String(length=300), nullable=True),
        sa.Column("follow_up", sa.JSON(), nullable=False),
        sa.Column("follow_up_text", sa.String(length=300), nullable=True),
        sa.CheckConstraint(
            "(state = 'held') = (held_until IS NOT NULL)", name=op.f("ck_booking_a_hold_has_a_deadline")
        ),
        sa.CheckConstraint(
            "NOT conversation_wanted OR spoken_at IS NOT NULL OR state NOT IN ('confirmed', 'delivered')",
            name=op.f("ck_booking_confirmed_after_the_conversation"),
        ),
        sa.CheckConstraint(
            "accepted_at IS NULL OR state <> 'requested'", name=op.f("ck_booking_accepted_is_something_held")
        ),
        sa.CheckConstraint(
            "duplicate_of_id IS NULL OR (duplicate_of_id <> id AND state = 'declined')",
            name=op.f("ck_booking_a_duplicate_has_ended"),
        ),
        sa.CheckConstraint(
            "ended_by IS NULL OR state IN ('declined', 'cancelled')", name=op.f("ck_booking_only_an_end_is_somebodys")
        ),
        sa.CheckConstraint(
            "state NOT IN ('confirmed', 'delivered') OR organisation_id IS NOT NULL",
            name=op.f("ck_booking_confirmed_for_a_known_organisation"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('declined', 'cancelled') OR reason IS NOT NULL", name=op.f("ck_booking_an_end_has_a_reason")
        ),
        sa.CheckConstraint(
            "withdrawn IS NULL OR (withdrawn >= 0 AND curriculum_place = 'sex_education')",
            name=op.f("ck_booking_withdrawn_from_sex_education_only"),
        ),
        sa.CheckConstraint("(age_from IS NULL) = (age_to IS NULL)", name=op.f("ck_booking_both_ages_or_none")),
        sa.CheckConstraint(
            "NOT conversation_wanted OR ring_number IS NOT NULL", name=op.f("ck_booking_a_conversation_needs_a_number")
        ),
        sa.CheckConstraint("age_from IS NULL OR age_from BETWEEN 3 AND age_to", name=op.f("ck_booking_ages_in_order")),
        sa.CheckConstraint("booker_email = lower(booker_email)", name=op.f("ck_booking_booker_email_in_lower_case")),
        sa.CheckConstraint("expected_number > 0", name=op.f("ck_booking_expects_somebody")),
        sa.CheckConstraint(
            "minutes_available IS NULL OR minutes_available BETWEEN 5 AND 480", name=op.f("ck_booking_minutes_of_a_day")
        ),
        sa.CheckConstraint(
            "organisation_id IS NOT NULL OR organisation_described IS NOT NULL", name=op.f("ck_booking_somebody_asks")
        ),
        sa.CheckConstraint(
            "rebooked_from_id IS NULL OR rebooked_from_id <> id", name=op.f("ck_booking_not_rebooked_from_itself")
        ),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_booking_activity_id")),
        sa.ForeignKeyConstraint(["duplicate_of_id"], ["booking.id"], name=op.f("fk_booking_duplicate_of_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_booking_organisation_id")),
        sa.ForeignKeyConstraint(["rebooked_from_id"], ["booking.id"], name=op.f("fk_booking_rebooked_from_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking")),
        sa.UniqueConstraint("calendar_uid", name=op.f("uq_booking_calendar_uid")),
        sa.UniqueConstraint("reference", name=op.f("uq_booking_reference")),
    )
    op.create_index(op.f("ix_booking_activity_id"), "booking", ["activity_id"], unique=False)
    op.create_index(op.f("ix_booking_duplicate_of_id"), "booking", ["duplicate_of_id"], unique=False)
    op.create_index("ix_booking_organisation_id_state", "booking", ["organisation_id", "state"], unique=False)
    op.create_index(op.f("ix_booking_rebooked_from_id"), "booking", ["rebooked_from_id"], unique=False)
    op.create_index("ix_booking_state_requested_at", "booking", ["state", "requested_at"], unique=False)
    op.create_index(
        "uq_booking_rebooked_from_open",
        "booking",
        ["rebooked_from_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('requested', 'held', 'confirmed')"),
        postgresql_where=sa.text("state IN ('requested', 'held', 'confirmed')"),
    )
    op.create_table(
        "facilitator_hours",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("facilitator_id", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.CheckConstraint("ends > starts", name=op.f("ck_facilitator_hours_ends_after_it_starts")),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_facilitator_hours_weekday_of_a_week")),
        sa.ForeignKeyConstraint(
            ["facilitator_id"], ["facilitator.id"], name=op.f("fk_facilitator_hours_facilitator_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_facilitator_hours")),
        sa.UniqueConstraint(
            "facilitator_id", "weekday", "starts", name=op.f("uq_facilitator_hours_facilitator_id_weekday_starts")
        ),
    )
    op.create_table(
        "facilitator_leave",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("facilitator_id", sa.Integer(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=100), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("last_on >= first_on", name=op.f("ck_facilitator_leave_ends_after_it_starts")),
        sa.ForeignKeyConstraint(
            ["facilitator_id"], ["facilitator.id"], name=op.f("fk_facilitator_leave_facilitator_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_facilitator_leave")),
    )
    op.create_index(
        "ix_facilitator_leave_facilitator_id_first_on",
        "facilitator_leave",
        ["facilitator_id", "first_on"],
        unique=False,
    )
    op.create_table(
        "feed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("facilitator", "school", name="feedkind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("facilitator_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(kind = 'facilitator') = (facilitator_id IS NOT NULL)", name=op.f("ck_feed_facilitators_own")
        ),
        sa.CheckConstraint("(kind = 'school') = (organisation_id IS NOT NULL)", name=op.f("ck_feed_schools_own")),
        sa.ForeignKeyConstraint(["facilitator_id"], ["facilitator.id"], name=op.f("fk_feed_facilitator_id")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_feed_organisation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed")),
        sa.UniqueConstraint("key", name=op.f("uq_feed_key")),
    )
    op.create_index(op.f("ix_feed_facilitator_id"), "feed", ["facilitator_id"], unique=False)
    op.create_index(op.f("ix_feed_organisation_id"), "feed", ["organisation_id"], unique=False)
    op.create_table(
        "intake_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("intake_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "added",
                "changed",
                "ended",
                "kept",
                "refused",
                name="linekind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("line", sa.Integer(), nullable=True),
        sa.Column("urn", sa.String(length=6), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=True),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("reopened", sa.Boolean(), nullable=False),
        sa.Column("renamed", sa.Boolean(), nullable=False),
        sa.Column("unclear", sa.Boolean(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=True),
        sa.CheckConstraint(
            "kind <> 'refused' OR reason IS NOT NULL", name=op.f("ck_intake_line_a_refusal_has_a_reason")
        ),
        sa.ForeignKeyConstraint(
            ["intake_id"], ["register_intake.id"], name=op.f("fk_intake_line_intake_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intake_line")),
    )
    op.create_index("ix_intake_line_intake_id_kind", "intake_line", ["intake_id", "kind"], unique=False)
    op.create_table(
        "merge_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("merge_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "moved", "ended", "left", "added", name="stepkind", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("table_name", sa.String(length=60), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("put_back", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(["merge_id"], ["organisation_merge.id"], name=op.f("fk_merge_step_merge_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merge_step")),
    )
    op.create_index("ix_merge_step_merge_id_table_name", "merge_step", ["merge_id", "table_name"], unique=False)
    op.create_table(
        "series",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=20), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("outcomes", sa.String(length=2000), nullable=False),
        sa.Column("host_id", sa.Integer(), nullable=True),
        sa.Column("every_months", sa.Integer(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("starts_at_clock", sa.String(length=5), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("break_minutes", sa.Integer(), nullable=False),
        sa.Column(
            "mode",
            sa.Enum(
                "in_person",
                "online",
                "hybrid",
                name="sessionmode",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("place_name", sa.String(length=200), nullable=True),
        sa.Column("place_address", sa.String(length=400), nullable=True),
        sa.Column("postcode", sa.String(length=10), nullable=True),
        sa.Column("area", sa.String(length=100), nullable=True),
        sa.Column("online_link", sa.String(length=500), nullable=True),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("online_capacity", sa.Integer(), nullable=True),
        sa.Column("opens_days", sa.Integer(), nullable=True),
        sa.Column("closes_days", sa.Integer(), nullable=False),
        sa.Column("dates_ahead", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(mode = 'hybrid') = (online_capacity IS NOT NULL)", name=op.f("ck_series_hybrid_has_two_capacities")
        ),
        sa.CheckConstraint("break_minutes >= 0 AND break_minutes < minutes", name=op.f("ck_series_breaks_are_shorter")),
        sa.CheckConstraint("capacity > 0", name=op.f("ck_series_capacity_positive")),
        sa.CheckConstraint("closes_days BETWEEN 0 AND 60", name=op.f("ck_series_closes_in_time")),
        sa.CheckConstraint("dates_ahead BETWEEN 1 AND 12", name=op.f("ck_series_dates_ahead_in_bounds")),
        sa.CheckConstraint("every_months BETWEEN 1 AND 12", name=op.f("ck_series_comes_round_within_a_year")),
        sa.CheckConstraint("minutes BETWEEN 5 AND 480", name=op.f("ck_series_minutes_within_a_day")),
        sa.CheckConstraint(
            "online_capacity IS NULL OR online_capacity > 0", name=op.f("ck_series_online_capacity_positive")
        ),
        sa.CheckConstraint(
            "opens_days IS NULL OR opens_days > closes_days", name=op.f("ck_series_opens_before_it_closes")
        ),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_series_a_day_of_the_week")),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_series_activity_id")),
        sa.ForeignKeyConstraint(["host_id"], ["facilitator.id"], name=op.f("fk_series_host_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series")),
        sa.UniqueConstraint("reference", name=op.f("uq_series_reference")),
    )
    op.create_index(op.f("ix_series_activity_id"), "series", ["activity_id"], unique=False)
    op.create_index(op.f("ix_series_host_id"), "series", ["host_id"], unique=False)
    op.create_table(
        "survey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=True),
        sa.Column("min_year", sa.Integer(), nullable=True),
        sa.Column("max_year", sa.Integer(), nullable=True),
        sa.Column("scored_items", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_survey_activity_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey")),
        sa.UniqueConstraint("key", "version", name=op.f("uq_survey_key_version")),
    )
    op.create_index(op.f("ix_survey_activity_id"), "survey", ["activity_id"], unique=False)
    op.create_table(
        "vetting_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("facilitator_id", sa.Integer(), nullable=False),
        sa.Column("enhanced_dbs", sa.Boolean(), nullable=False),
        sa.Column("barred_list", sa.Boolean(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("reviewed_on", sa.Date(), nullable=True),
        sa.Column("update_service", sa.Boolean(), nullable=False),
        sa.Column("review_due", sa.Date(), nullable=True),
        sa.Column("trained_on", sa.Date(), nullable=True),
        sa.Column("training_until", sa.Date(), nullable=True),
        sa.Column("safer_recruitment_on", sa.Date(), nullable=True),
        sa.Column("induction_on", sa.Date(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(trained_on IS NULL) = (training_until IS NULL)", name=op.f("ck_vetting_record_training_with_both_dates")
        ),
        sa.CheckConstraint(
            "NOT barred_list OR enhanced_dbs", name=op.f("ck_vetting_record_barred_list_is_part_of_a_check")
        ),
        sa.CheckConstraint(
            "NOT enhanced_dbs OR issued_on IS NOT NULL", name=op.f("ck_vetting_record_a_check_has_its_date")
        ),
        sa.CheckConstraint(
            "review_due IS NULL OR (issued_on IS NOT NULL AND review_due > coalesce(reviewed_on, issued_on))",
            name=op.f("ck_vetting_record_review_due_after_the_last"),
        ),
        sa.CheckConstraint(
            "reviewed_on IS NULL OR reviewed_on >= issued_on", name=op.f("ck_vetting_record_reviewed_after_issue")
        ),
        sa.CheckConstraint(
            "training_until IS NULL OR training_until > trained_on",
            name=op.f("ck_vetting_record_training_ends_after_it_began"),
        ),
        sa.ForeignKeyConstraint(["facilitator_id"], ["facilitator.id"], name=op.f("fk_vetting_record_facilitator_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vetting_record")),
        sa.UniqueConstraint("facilitator_id", name=op.f("uq_vetting_record_facilitator_id")),
    )
    op.create_table(
        "booking_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_booking_draft_booking_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking_draft")),
        sa.UniqueConstraint("booking_id", name=op.f("uq_booking_draft_booking_id")),
        sa.UniqueConstraint("key", name=op.f("uq_booking_draft_key")),
    )
    op.create_table(
        "booking_need",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "communication",
                "hearing",
                "visual",
                "mobility",
                "semh",
                "learning",
                "eal",
                "other",
                name="needkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_booking_need_counts_somebody")),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["booking.id"], name=op.f("fk_booking_need_booking_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking_need")),
        sa.UniqueConstraint("booking_id", "kind", name=op.f("uq_booking_need_booking_id_kind")),
    )
    op.create_table(
        "booking_wish",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "granted",
                "refused",
                "withdrawn",
                name="wishstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.String(length=300), nullable=True),
        sa.CheckConstraint(
            "(state = 'waiting') = (answered_at IS NULL)", name=op.f("ck_booking_wish_answered_or_waiting")
        ),
        sa.CheckConstraint("state <> 'refused' OR answer IS NOT NULL", name=op.f("ck_booking_wish_a_no_has_a_reason")),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["booking.id"], name=op.f("fk_booking_wish_booking_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking_wish")),
    )
    op.create_index(op.f("ix_booking_wish_booking_id"), "booking_wish", ["booking_id"], unique=False)
    op.create_index("ix_booking_wish_state_asked_at", "booking_wish", ["state", "asked_at"], unique=False)
    op.create_index(
        "uq_booking_wish_live",
        "booking_wish",
        ["booking_id"],
        unique=True,
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_table(
        "checklist_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column(
            "item",
            sa.Enum(
                "agreed",
                "staff-stay",
                "safeguarding-lead",
                "disclosure-route",
                "parents",
                "support-for-pupils",
                "list-and-agreement",
                "materials",
                "curriculum",
                "before-and-after",
                "day-contact",
                "staff-in-the-room",
                "room",
                "risk-assessment",
                "access",
                "arrival",
                "visitor-policy",
                "photographs",
                "facilitator",
                "letter-of-assurance",
                "outline-sent",
                "who-comes",
                "how-it-went",
                "right-for-the-group",
                "contentious",
                "what-followed",
                name="checklistitem",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "answer",
            sa.Enum(
                "done",
                "promised",
                "not_needed",
                "not_yet",
                name="checklistanswer",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("choice", sa.String(length=40), nullable=False),
        sa.Column("detail", sa.String(length=300), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("on_date", sa.Date(), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_telephone", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "answer <> 'promised' OR on_date IS NOT NULL", name=op.f("ck_checklist_entry_a_promise_has_a_day")
        ),
        sa.CheckConstraint(
            "number IS NULL OR number BETWEEN 0 AND 2000", name=op.f("ck_checklist_entry_a_number_of_people")
        ),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["booking.id"], name=op.f("fk_checklist_entry_booking_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklist_entry")),
        sa.UniqueConstraint("booking_id", "item", name=op.f("uq_checklist_entry_booking_id_item")),
    )
    op.create_table(
        "cohort",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=20), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_cohort_booking_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohort")),
        sa.UniqueConstraint("booking_id", name=op.f("uq_cohort_booking_id")),
        sa.UniqueConstraint("reference", name=op.f("uq_cohort_reference")),
    )
    op.create_table(
        "counter_offer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "chosen",
                "none_suits",
                "lapsed",
                "withdrawn",
                name="offerstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("words", sa.String(length=300), nullable=True),
        sa.CheckConstraint("(state = 'open') = (ended_at IS NULL)", name=op.f("ck_counter_offer_an_end_has_an_hour")),
        sa.CheckConstraint("until > made_at", name=op.f("ck_counter_offer_open_for_some_time")),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_counter_offer_booking_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_counter_offer")),
    )
    op.create_index(op.f("ix_counter_offer_booking_id"), "counter_offer", ["booking_id"], unique=False)
    op.create_index("ix_counter_offer_state_until", "counter_offer", ["state", "until"], unique=False)
    op.create_index(
        "uq_counter_offer_open",
        "counter_offer",
        ["booking_id"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "declaration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "senior_leader_agreed",
                "staff_stay",
                "dsl_reachable",
                "disclosure_route",
                "parents_told",
                "pupils_thought_about",
                name="declarationkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "answer",
            sa.Enum(
                "yes",
                "not_yet",
                "not_needed",
                name="declarationanswer",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("detail", sa.String(length=300), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["booking.id"], name=op.f("fk_declaration_booking_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_declaration")),
        sa.UniqueConstraint("booking_id", "kind", name=op.f("uq_declaration_booking_id_kind")),
    )
    op.create_table(
        "preferred_date",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column(
            "part",
            sa.Enum(
                "morning",
                "afternoon",
                "after_school",
                "evening",
                "any",
                name="partofday",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("time_wished", sa.String(length=60), nullable=True),
        sa.Column("offered", sa.Boolean(), nullable=False),
        sa.CheckConstraint("rank BETWEEN 1 AND 3", name=op.f("ck_preferred_date_three_at_most")),
        sa.ForeignKeyConstraint(
            ["booking_id"], ["booking.id"], name=op.f("fk_preferred_date_booking_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_preferred_date")),
        sa.UniqueConstraint("booking_id", "rank", name=op.f("uq_preferred_date_booking_id_rank")),
    )
    op.create_table(
        "survey_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "knowledge",
                "scenario",
                "confidence",
                name="itemkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.Column(
            "right_answer",
            sa.Enum(
                "true", "false", "not_sure", name="rightanswer", native_enum=False, create_constraint=True, length=40
            ),
            nullable=True,
        ),
        sa.Column("outcome", sa.String(length=200), nullable=True),
        sa.CheckConstraint(
            "(kind = 'confidence') = (right_answer IS NULL)", name=op.f("ck_survey_item_scored_items_have_an_answer")
        ),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["survey.id"], name=op.f("fk_survey_item_survey_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey_item")),
        sa.UniqueConstraint("survey_id", "number", name=op.f("uq_survey_item_survey_id_number")),
    )
    op.create_table(
        "training_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=20), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=True),
        sa.Column("series_id", sa.Integer(), nullable=True),
        sa.Column("series_on", sa.Date(), nullable=True),
        sa.Column("campaign_id", sa.Integer(), nullable=True),
        sa.Column("week_number", sa.Integer(), nullable=True),
        sa.Column("catches_up_week", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(length=120), nullable=True),
        sa.Column("outcomes", sa.String(length=2000), nullable=True),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("break_minutes", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "scheduled",
                "delivered",
                "cancelled",
                name="sessionstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "mode",
            sa.Enum(
                "in_person",
                "online",
                "hybrid",
                name="sessionmode",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("place_name", sa.String(length=200), nullable=True),
        sa.Column("place_address", sa.String(length=400), nullable=True),
        sa.Column("postcode", sa.String(length=10), nullable=True),
        sa.Column("area", sa.String(length=100), nullable=True),
        sa.Column("online_link", sa.String(length=500), nullable=True),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("places_taken", sa.Integer(), nullable=False),
        sa.Column("online_capacity", sa.Integer(), nullable=True),
        sa.Column("online_taken", sa.Integer(), nullable=False),
        sa.Column("reserve_length", sa.Integer(), nullable=False),
        sa.Column("registration_opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("registration_closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_reason", sa.String(length=500), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("register_version", sa.Integer(), nullable=False),
        sa.Column("concern_passed_to_dsl", sa.Boolean(), nullable=True),
        sa.CheckConstraint(
            "(state = 'cancelled') = (cancelled_reason IS NOT NULL)",
            name=op.f("ck_training_session_cancelled_with_a_reason"),
        ),
        sa.CheckConstraint(
            "booking_id IS NOT NULL OR capacity IS NOT NULL", name=op.f("ck_training_session_open_sessions_have_places")
        ),
        sa.CheckConstraint("break_minutes BETWEEN 0 AND 599", name=op.f("ck_training_session_breaks_within_a_day")),
        sa.CheckConstraint("capacity IS NULL OR capacity > 0", name=op.f("ck_training_session_capacity_positive")),
        sa.CheckConstraint(
            "capacity IS NULL OR places_taken <= capacity", name=op.f("ck_training_session_never_one_place_too_many")
        ),
        sa.CheckConstraint(
            "catches_up_week IS NULL OR booking_id IS NOT NULL",
            name=op.f("ck_training_session_a_catch_up_belongs_to_a_course"),
        ),
        sa.CheckConstraint(
            "catches_up_week IS NULL OR week_number IS NULL",
            name=op.f("ck_training_session_a_catch_up_is_no_week_of_its_own"),
        ),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_training_session_ends_after_it_starts")),
        sa.CheckConstraint(
            "online_capacity IS NULL OR online_capacity > 0", name=op.f("ck_training_session_online_capacity_positive")
        ),
        sa.CheckConstraint(
            "online_taken <= coalesce(online_capacity, 0)",
            name=op.f("ck_training_session_never_one_place_online_too_many"),
        ),
        sa.CheckConstraint(
            "places_taken >= 0 AND reserve_length >= 0", name=op.f("ck_training_session_counts_not_negative")
        ),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_training_session_activity_id")),
        sa.ForeignKeyConstraint(
            ["booking_id", "catches_up_week"],
            ["training_session.booking_id", "training_session.week_number"],
            name="fk_training_session_catches_up_week",
        ),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_training_session_booking_id")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_training_session_campaign_id")),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_training_session_series_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training_session")),
        sa.UniqueConstraint("booking_id", "week_number", name=op.f("uq_training_session_booking_id_week_number")),
        sa.UniqueConstraint("reference", name=op.f("uq_training_session_reference")),
        sa.UniqueConstraint("series_id", "series_on", name=op.f("uq_training_session_series_id_series_on")),
    )
    op.create_index(op.f("ix_training_session_activity_id"), "training_session", ["activity_id"], unique=False)
    op.create_index(op.f("ix_training_session_booking_id"), "training_session", ["booking_id"], unique=False)
    op.create_index(op.f("ix_training_session_campaign_id"), "training_session", ["campaign_id"], unique=False)
    op.create_index(
        "ix_training_session_open",
        "training_session",
        ["starts_at"],
        unique=False,
        sqlite_where=sa.text("booking_id IS NULL AND state <> 'cancelled'"),
        postgresql_where=sa.text("booking_id IS NULL AND state <> 'cancelled'"),
    )
    op.create_index("ix_training_session_starts_at", "training_session", ["starts_at"], unique=False)
    op.create_index("ix_training_session_state_starts_at", "training_session", ["state", "starts_at"], unique=False)
    op.create_index(
        "uq_training_session_catch_up",
        "training_session",
        ["booking_id", "catches_up_week"],
        unique=True,
        sqlite_where=sa.text("state <> 'cancelled'"),
        postgresql_where=sa.text("state <> 'cancelled'"),
    )
    op.create_table(
        "assignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("facilitator_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "answer",
            sa.Enum(
                "asked",
                "accepted",
                "declined",
                name="assignmentanswer",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("words", sa.String(length=200), nullable=True),
        sa.CheckConstraint("answer <> 'declined' OR NOT active", name=op.f("ck_assignment_whoever_declined_is_free")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_assignment_ends_after_it_starts")),
        sa.ForeignKeyConstraint(["facilitator_id"], ["facilitator.id"], name=op.f("fk_assignment_facilitator_id")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["training_session.id"], name=op.f("fk_assignment_session_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
        sa.UniqueConstraint("session_id", "facilitator_id", name=op.f("uq_assignment_session_id_facilitator_id")),
    )
    op.create_index(
        "ix_assignment_facilitator_id_starts_at", "assignment", ["facilitator_id", "starts_at"], unique=False
    )
    op.create_table(
        "cohort_card",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_cohort_card_numbers_from_one")),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_cohort_card_cohort_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohort_card")),
        sa.UniqueConstraint("cohort_id", "number", name=op.f("uq_cohort_card_cohort_id_number")),
    )
    op.create_table(
        "evaluation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "straight_after",
                "eight_weeks",
                name="evaluationkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("form_version", sa.Integer(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["training_session.id"], name=op.f("fk_evaluation_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation")),
    )
    op.create_index(op.f("ix_evaluation_session_id"), "evaluation", ["session_id"], unique=False)
    op.create_table(
        "headcount",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column(
            "audience",
            sa.Enum(
                "pupil",
                "parent_carer",
                "school_staff",
                "professional",
                "volunteer",
                name="headcountaudience",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("year_group", sa.String(length=20), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("counted_by_id", sa.Integer(), nullable=True),
        sa.Column("counted_by", sa.String(length=200), nullable=False),
        sa.CheckConstraint("number >= 0", name=op.f("ck_headcount_not_negative")),
        sa.ForeignKeyConstraint(["counted_by_id"], ["person.id"], name=op.f("fk_headcount_counted_by_id")),
        sa.ForeignKeyConstraint(["session_id"], ["training_session.id"], name=op.f("fk_headcount_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_headcount")),
    )
    op.create_index(op.f("ix_headcount_session_id"), "headcount", ["session_id"], unique=False)
    op.create_table(
        "next_date_told",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("wish_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["training_session.id"], name=op.f("fk_next_date_told_session_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["wish_id"], ["next_date_wish.id"], name=op.f("fk_next_date_told_wish_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_next_date_told")),
        sa.UniqueConstraint("wish_id", "session_id", name=op.f("uq_next_date_told_wish_id_session_id")),
    )
    op.create_index(op.f("ix_next_date_told_session_id"), "next_date_told", ["session_id"], unique=False)
    op.create_table(
        "offered_date",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("offer_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("later_starts", sa.JSON(), nullable=False),
        sa.Column("facilitator_id", sa.Integer(), nullable=False),
        sa.Column("chosen", sa.Boolean(), nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_offered_date_ends_after_it_starts")),
        sa.CheckConstraint("rank BETWEEN 1 AND 3", name=op.f("ck_offered_date_three_at_most")),
        sa.ForeignKeyConstraint(["facilitator_id"], ["facilitator.id"], name=op.f("fk_offered_date_facilitator_id")),
        sa.ForeignKeyConstraint(
            ["offer_id"], ["counter_offer.id"], name=op.f("fk_offered_date_offer_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offered_date")),
        sa.UniqueConstraint("offer_id", "rank", name=op.f("uq_offered_date_offer_id_rank")),
    )
    op.create_index(
        "ix_offered_date_facilitator_id_starts_at", "offered_date", ["facilitator_id", "starts_at"], unique=False
    )
    op.create_index(
        "uq_offered_date_chosen",
        "offered_date",
        ["offer_id"],
        unique=True,
        sqlite_where=sa.text("chosen"),
        postgresql_where=sa.text("chosen"),
    )
    op.create_table(
        "party",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=20), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("lead_person_id", sa.Integer(), nullable=True),
        sa.Column("lead_name", sa.String(length=200), nullable=False),
        sa.Column("lead_email", sa.String(length=254), nullable=False),
        sa.Column("manager_email", sa.String(length=254), nullable=True),
        sa.Column("together", sa.Boolean(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("lead_email = lower(lead_email)", name=op.f("ck_party_lead_email_in_lower_case")),
        sa.CheckConstraint(
            "manager_email IS NULL OR manager_email = lower(manager_email)", name=op.f("ck_party_manager_in_lower_case")
        ),
        sa.CheckConstraint("size >= 1", name=op.f("ck_party_somebody_comes")),
        sa.ForeignKeyConstraint(["lead_person_id"], ["person.id"], name=op.f("fk_party_lead_person_id")),
        sa.ForeignKeyConstraint(["session_id"], ["training_session.id"], name=op.f("fk_party_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party")),
        sa.UniqueConstraint("reference", name=op.f("uq_party_reference")),
    )
    op.create_index(op.f("ix_party_lead_person_id"), "party", ["lead_person_id"], unique=False)
    op.create_index(op.f("ix_party_session_id"), "party", ["session_id"], unique=False)
    op.create_table(
        "wished_day",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("wish_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column(
            "part",
            sa.Enum(
                "morning",
                "afternoon",
                "after_school",
                "evening",
                "any",
                name="wished_part",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("time_wished", sa.String(length=60), nullable=True),
        sa.CheckConstraint("rank BETWEEN 1 AND 3", name=op.f("ck_wished_day_three_at_most")),
        sa.ForeignKeyConstraint(
            ["wish_id"], ["booking_wish.id"], name=op.f("fk_wished_day_wish_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wished_day")),
        sa.UniqueConstraint("wish_id", "rank", name=op.f("uq_wished_day_wish_id_rank")),
    )
    op.create_table(
        "registration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=20), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("organisation_described", sa.String(length=200), nullable=True),
        sa.Column("proposal_id", sa.Integer(), nullable=True),
        sa.Column("job_role", sa.String(length=100), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "confirmed",
                "reserve",
                "offered",
                "cancelled",
                "substituted",
                name="registrationstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "attends",
            sa.Enum("in_person", "online", name="attends", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("party_id", sa.Integer(), nullable=True),
        sa.Column("access_needs", sa.String(length=1000), nullable=True),
        sa.Column("walk_in", sa.Boolean(), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("offered_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("substituted_by_id", sa.Integer(), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_reason", sa.String(length=300), nullable=True),
        sa.Column("calendar_uid", sa.String(length=120), nullable=False),
        sa.Column("calendar_sequence", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state = 'cancelled') = (cancelled_at IS NOT NULL)", name=op.f("ck_registration_cancelled_has_a_moment")
        ),
        sa.CheckConstraint(
            "(state = 'offered') = (offered_until IS NOT NULL)", name=op.f("ck_registration_an_offer_has_a_deadline")
        ),
        sa.CheckConstraint(
            "(state = 'substituted') = (substituted_by_id IS NOT NULL)",
            name=op.f("ck_registration_substituted_by_somebody"),
        ),
        sa.CheckConstraint("email IS NULL OR email = lower(email)", name=op.f("ck_registration_email_in_lower_case")),
        sa.CheckConstraint("walk_in OR email IS NOT NULL", name=op.f("ck_registration_only_walk_ins_without_email")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name=op.f("fk_registration_organisation_id")),
        sa.ForeignKeyConstraint(["party_id"], ["party.id"], name=op.f("fk_registration_party_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_registration_person_id")),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["organisation_proposal.id"], name=op.f("fk_registration_proposal_id")
        ),
        sa.ForeignKeyConstraint(["session_id"], ["training_session.id"], name=op.f("fk_registration_session_id")),
        sa.ForeignKeyConstraint(
            ["substituted_by_id"], ["registration.id"], name=op.f("fk_registration_substituted_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration")),
        sa.UniqueConstraint("calendar_uid", name=op.f("uq_registration_calendar_uid")),
        sa.UniqueConstraint("reference", name=op.f("uq_registration_reference")),
    )
    op.create_index(op.f("ix_registration_organisation_id"), "registration", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_registration_party_id"), "registration", ["party_id"], unique=False)
    op.create_index(op.f("ix_registration_person_id"), "registration", ["person_id"], unique=False)
    op.create_index(op.f("ix_registration_proposal_id"), "registration", ["proposal_id"], unique=False)
    op.create_index(
        "ix_registration_session_id_state_queued_at",
        "registration",
        ["session_id", "state", "queued_at", "id"],
        unique=False,
    )
    op.create_index("ix_registration_state_offered_until", "registration", ["state", "offered_until"], unique=False)
    op.create_index(
        "uq_registration_one_live_per_person",
        "registration",
        ["session_id", "person_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('confirmed', 'reserve', 'offered')"),
        postgresql_where=sa.text("state IN ('confirmed', 'reserve', 'offered')"),
    )
    op.create_table(
        "response",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column(
            "wave",
            sa.Enum("before", "after", "follow_up", name="wave", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("card_id", sa.Integer(), nullable=True),
        sa.Column("paper_number", sa.Integer(), nullable=True),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("correct", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(card_id IS NULL) <> (paper_number IS NULL)", name=op.f("ck_response_either_a_card_or_a_paper")
        ),
        sa.CheckConstraint(
            "correct >= 0 AND correct <= answered", name=op.f("ck_response_no_more_correct_than_answered")
        ),
        sa.ForeignKeyConstraint(["card_id"], ["cohort_card.id"], name=op.f("fk_response_card_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["person.id"], name=op.f("fk_response_recorded_by_id")),
        sa.ForeignKeyConstraint(["session_id"], ["training_session.id"], name=op.f("fk_response_session_id")),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name=op.f("fk_response_survey_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_response")),
    )
    op.create_index(op.f("ix_response_card_id"), "response", ["card_id"], unique=False)
    op.create_index(op.f("ix_response_session_id"), "response", ["session_id"], unique=False)
    op.create_index(
        "uq_response_card",
        "response",
        ["survey_id", "card_id", "wave"],
        unique=True,
        sqlite_where=sa.text("card_id IS NOT NULL"),
        postgresql_where=sa.text("card_id IS NOT NULL"),
    )
    op.create_index(
        "uq_response_paper",
        "response",
        ["survey_id", "session_id", "paper_number", "wave"],
        unique=True,
        sqlite_where=sa.text("paper_number IS NOT NULL"),
        postgresql_where=sa.text("paper_number IS NOT NULL"),
    )
    op.create_table(
        "answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("response_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column(
            "value",
            sa.Enum(
                "true", "false", "not_sure", name="answervalue", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["item_id"], ["survey_item.id"], name=op.f("fk_answer_item_id")),
        sa.ForeignKeyConstraint(
            ["response_id"], ["response.id"], name=op.f("fk_answer_response_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer")),
        sa.UniqueConstraint("response_id", "item_id", name=op.f("uq_answer_response_id_item_id")),
    )
    op.create_index(op.f("ix_answer_item_id"), "answer", ["item_id"], unique=False)
    op.create_table(
        "attendance_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=True),
        sa.Column("card_id", sa.Integer(), nullable=True),
        sa.Column(
            "mark",
            sa.Enum(
                "present",
                "late",
                "left_early",
                "excused",
                "absent",
                name="mark",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("current", sa.Boolean(), nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("marked_by_id", sa.Integer(), nullable=True),
        sa.Column("marked_by", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "(registration_id IS NULL) <> (card_id IS NULL)",
            name=op.f("ck_attendance_mark_either_a_registration_or_a_card"),
        ),
        sa.ForeignKeyConstraint(["card_id"], ["cohort_card.id"], name=op.f("fk_attendance_mark_card_id")),
        sa.ForeignKeyConstraint(["marked_by_id"], ["person.id"], name=op.f("fk_attendance_mark_marked_by_id")),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name=op.f("fk_attendance_mark_registration_id")
        ),
        sa.ForeignKeyConstraint(["session_id"], ["training_session.id"], name=op.f("fk_attendance_mark_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance_mark")),
    )
    op.create_index("ix_attendance_mark_card_id", "attendance_mark", ["card_id"], unique=False)
    op.create_index("ix_attendance_mark_registration_id", "attendance_mark", ["registration_id"], unique=False)
    op.create_index(op.f("ix_attendance_mark_session_id"), "attendance_mark", ["session_id"], unique=False)
    op.create_index(
        "uq_attendance_mark_card",
        "attendance_mark",
        ["session_id", "card_id"],
        unique=True,
        sqlite_where=sa.text("current = 1 AND card_id IS NOT NULL"),
        postgresql_where=sa.text("current AND card_id IS NOT NULL"),
    )
    op.create_index(
        "uq_attendance_mark_registration",
        "attendance_mark",
        ["session_id", "registration_id"],
        unique=True,
        sqlite_where=sa.text("current = 1 AND registration_id IS NOT NULL"),
        postgresql_where=sa.text("current AND registration_id IS NOT NULL"),
    )
    op.create_table(
        "certificate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("outcomes", sa.String(length=2000), nullable=False),
        sa.Column("facilitator", sa.String(length=400), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("replaced_reason", sa.String(length=200), nullable=True),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_certificate_some_minutes")),
        sa.ForeignKeyConstraint(["registration_id"], ["registration.id"], name=op.f("fk_certificate_registration_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
        sa.UniqueConstraint("number", name=op.f("uq_certificate_number")),
    )
    op.create_index(
        "uq_certificate_current",
        "certificate",
        ["registration_id"],
        unique=True,
        sqlite_where=sa.text("replaced_at IS NULL"),
        postgresql_where=sa.text("replaced_at IS NULL"),
    )
    op.create_table(
        "evaluation_invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "straight_after",
                "eight_weeks",
                name="evaluationkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name=op.f("fk_evaluation_invitation_registration_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_invitation")),
        sa.UniqueConstraint("registration_id", "kind", name=op.f("uq_evaluation_invitation_registration_id_kind")),
    )
    op.create_index(
        "uq_closure_day",
        "closure_day",
        ["on_date", "kind", sa.text("coalesce(la_code, '')"), sa.text("coalesce(organisation_id, 0)")],
        unique=True,
    )
    op.create_index(
        "uq_role_grant_live",
        "role_grant",
        ["person_id", "role", sa.text("coalesce(organisation_id, 0)")],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index(
        "uq_term_period",
        "term_period",
        ["academic_year", "name", sa.text("coalesce(la_code, '')"), sa.text("coalesce(organisation_id, 0)")],
        unique=True,
    )
    op.create_index(
        "uq_feed_live",
        "feed",
        ["kind", sa.text("coalesce(facilitator_id, 0)"), sa.text("coalesce(organisation_id, 0)")],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index(
        "uq_headcount_current",
        "headcount",
        ["session_id", "audience", sa.text("coalesce(year_group, '')")],
        unique=True,
        sqlite_where=sa.text("current = 1"),
        postgresql_where=sa.text("current"),
    )
    _execute(SQLITE, POSTGRESQL)


def downgrade() -> None:
    _execute(SQLITE_BACK, POSTGRESQL_BACK)
    op.drop_table("evaluation_invitation")
    op.drop_index(
        "uq_certificate_current",
        table_name="certificate",
        sqlite_where=sa.text("replaced_at IS NULL"),
        postgresql_where=sa.text("replaced_at IS NULL"),
    )
    op.drop_table("certificate")
    op.drop_index(
        "uq_attendance_mark_registration",
        table_name="attendance_mark",
        sqlite_where=sa.text("current = 1 AND registration_id IS NOT NULL"),
        postgresql_where=sa.text("current AND registration_id IS NOT NULL"),
    )
    op.drop_index(
        "uq_attendance_mark_card",
        table_name="attendance_mark",
        sqlite_where=sa.text("current = 1 AND card_id IS NOT NULL"),
        postgresql_where=sa.text("current AND card_id IS NOT NULL"),
    )
    op.drop_index(op.f("ix_attendance_mark_session_id"), table_name="attendance_mark")
    op.drop_index("ix_attendance_mark_registration_id", table_name="attendance_mark")
    op.drop_index("ix_attendance_mark_card_id", table_name="attendance_mark")
    op.drop_table("attendance_mark")
    op.drop_index(op.f("ix_answer_item_id"), table_name="answer")
    op.drop_table("answer")
    op.drop_index(
        "uq_response_paper",
        table_name="response",
        sqlite_where=sa.text("paper_number IS NOT NULL"),
        postgresql_where=sa.text("paper_number IS NOT NULL"),
    )
    op.drop_index(
        "uq_response_card",
        table_name="response",
        sqlite_where=sa.text("card_id IS NOT NULL"),
        postgresql_where=sa.text("card_id IS NOT NULL"),
    )
    op.drop_index(op.f("ix_response_session_id"), table_name="response")
    op.drop_index(op.f("ix_response_card_id"), table_name="response")
    op.drop_table("response")
    op.drop_index(
        "uq_registration_one_live_per_person",
        table_name="registration",
        sqlite_where=sa.text("state IN ('confirmed', 'reserve', 'offered')"),
        postgresql_where=sa.text("state IN ('confirmed', 'reserve', 'offered')"),
    )
    op.drop_index("ix_registration_state_offered_until", table_name="registration")
    op.drop_index("ix_registration_session_id_state_queued_at", table_name="registration")
    op.drop_index(op.f("ix_registration_proposal_id"), table_name="registration")
    op.drop_index(op.f("ix_registration_person_id"), table_name="registration")
    op.drop_index(op.f("ix_registration_party_id"), table_name="registration")
    op.drop_index(op.f("ix_registration_organisation_id"), table_name="registration")
    op.drop_table("registration")
    op.drop_table("wished_day")
    op.drop_index(op.f("ix_party_session_id"), table_name="party")
    op.drop_index(op.f("ix_party_lead_person_id"), table_name="party")
    op.drop_table("party")
    op.drop_index(
        "uq_offered_date_chosen",
        table_name="offered_date",
        sqlite_where=sa.text("chosen"),
        postgresql_where=sa.text("chosen"),
    )
    op.drop_index("ix_offered_date_facilitator_id_starts_at", table_name="offered_date")
    op.drop_table("offered_date")
    op.drop_index(op.f("ix_next_date_told_session_id"), table_name="next_date_told")
    op.drop_table("next_date_told")
    op.drop_index(op.f("ix_headcount_session_id"), table_name="headcount")
    op.drop_table("headcount")
    op.drop_index(op.f("ix_evaluation_session_id"), table_name="evaluation")
    op.drop_table("evaluation")
    op.drop_table("cohort_card")
    op.drop_index("ix_assignment_facilitator_id_starts_at", table_name="assignment")
    op.drop_table("assignment")
    op.drop_index(
        "uq_training_session_catch_up",
        table_name="training_session",
        sqlite_where=sa.text("state <> 'cancelled'"),
        postgresql_where=sa.text("state <> 'cancelled'"),
    )
    op.drop_index("ix_training_session_state_starts_at", table_name="training_session")
    op.drop_index("ix_training_session_starts_at", table_name="training_session")
    op.drop_index(
        "ix_training_session_open",
        table_name="training_session",
        sqlite_where=sa.text("booking_id IS NULL AND state <> 'cancelled'"),
        postgresql_where=sa.text("booking_id IS NULL AND state <> 'cancelled'"),
    )
    op.drop_index(op.f("ix_training_session_campaign_id"), table_name="training_session")
    op.drop_index(op.f("ix_training_session_booking_id"), table_name="training_session")
    op.drop_index(op.f("ix_training_session_activity_id"), table_name="training_session")
    op.drop_table("training_session")
    op.drop_table("survey_item")
    op.drop_table("preferred_date")
    op.drop_table("declaration")
    op.drop_index(
        "uq_counter_offer_open",
        table_name="counter_offer",
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.drop_index("ix_counter_offer_state_until", table_name="counter_offer")
    op.drop_index(op.f("ix_counter_offer_booking_id"), table_name="counter_offer")
    op.drop_table("counter_offer")
    op.drop_table("cohort")
    op.drop_table("checklist_entry")
    op.drop_index(
        "uq_booking_wish_live",
        table_name="booking_wish",
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.drop_index("ix_booking_wish_state_asked_at", table_name="booking_wish")
    op.drop_index(op.f("ix_booking_wish_booking_id"), table_name="booking_wish")
    op.drop_table("booking_wish")
    op.drop_table("booking_need")
    op.drop_table("booking_draft")
    op.drop_table("vetting_record")
    op.drop_index(op.f("ix_survey_activity_id"), table_name="survey")
    op.drop_table("survey")
    op.drop_index(op.f("ix_series_host_id"), table_name="series")
    op.drop_index(op.f("ix_series_activity_id"), table_name="series")
    op.drop_table("series")
    op.drop_index("ix_merge_step_merge_id_table_name", table_name="merge_step")
    op.drop_table("merge_step")
    op.drop_index("ix_intake_line_intake_id_kind", table_name="intake_line")
    op.drop_table("intake_line")
    op.drop_index(op.f("ix_feed_organisation_id"), table_name="feed")
    op.drop_index(op.f("ix_feed_facilitator_id"), table_name="feed")
    op.drop_table("feed")
    op.drop_index("ix_facilitator_leave_facilitator_id_first_on", table_name="facilitator_leave")
    op.drop_table("facilitator_leave")
    op.drop_table("facilitator_hours")
    op.drop_index(
        "uq_booking_rebooked_from_open",
        table_name="booking",
        sqlite_where=sa.text("state IN ('requested', 'held', 'confirmed')"),
        postgresql_where=sa.text("state IN ('requested', 'held', 'confirmed')"),
    )
    op.drop_index("ix_booking_state_requested_at", table_name="booking")
    op.drop_index(op.f("ix_booking_rebooked_from_id"), table_name="booking")
    op.drop_index("ix_booking_organisation_id_state", table_name="booking")
    op.drop_index(op.f("ix_booking_duplicate_of_id"), table_name="booking")
    op.drop_index(op.f("ix_booking_activity_id"), table_name="booking")
    op.drop_table("booking")
    op.drop_index(op.f("ix_term_period_organisation_id"), table_name="term_period")
    op.drop_table("term_period")
    op.drop_index(op.f("ix_sign_in_session_person_id"), table_name="sign_in_session")
    op.drop_table("sign_in_session")
    op.drop_index(op.f("ix_sign_in_link_person_id"), table_name="sign_in_link")
    op.drop_index(op.f("ix_sign_in_link_account"), table_name="sign_in_link")
    op.drop_table("sign_in_link")
    op.drop_index(op.f("ix_role_grant_person_id"), table_name="role_grant")
    op.drop_index(op.f("ix_role_grant_organisation_id"), table_name="role_grant")
    op.drop_table("role_grant")
    op.drop_index("ix_register_intake_state_given_at", table_name="register_intake")
    op.drop_table("register_intake")
    op.drop_index(op.f("ix_organisation_proposal_organisation_id"), table_name="organisation_proposal")
    op.drop_table("organisation_proposal")
    op.drop_index(
        "uq_organisation_merge_live",
        table_name="organisation_merge",
        sqlite_where=sa.text("undone_at IS NULL"),
        postgresql_where=sa.text("undone_at IS NULL"),
    )
    op.drop_index(op.f("ix_organisation_merge_winner_id"), table_name="organisation_merge")
    op.drop_table("organisation_merge")
    op.drop_index(op.f("ix_organisation_alias_plain"), table_name="organisation_alias")
    op.drop_table("organisation_alias")
    op.drop_index("ix_history_entry_subject", table_name="history_entry")
    op.drop_table("history_entry")
    op.drop_table("former_area")
    op.drop_table("facilitator")
    op.drop_index(op.f("ix_different_organisations_higher_id"), table_name="different_organisations")
    op.drop_table("different_organisations")
    op.drop_index(op.f("ix_closure_day_organisation_id"), table_name="closure_day")
    op.drop_table("closure_day")
    op.drop_index(op.f("ix_activity_programme_id"), table_name="activity")
    op.drop_table("activity")
    op.drop_index("ix_access_entry_subject", table_name="access_entry")
    op.drop_table("access_entry")
    op.drop_index(
        "uq_wording_in_use",
        table_name="wording",
        sqlite_where=sa.text("in_use = 1"),
        postgresql_where=sa.text("in_use"),
    )
    op.drop_index(op.f("ix_wording_kind"), table_name="wording")
    op.drop_table("wording")
    op.drop_table("site_setting")
    op.drop_index("ix_sign_in_attempt_key_at", table_name="sign_in_attempt")
    op.drop_table("sign_in_attempt")
    op.drop_table("published_figure")
    op.drop_table("programme")
    op.drop_table("person")
    op.drop_index("ix_outbox_message_state_next_try_at", table_name="outbox_message")
    op.drop_index("ix_outbox_message_about", table_name="outbox_message")
    op.drop_table("outbox_message")
    op.drop_index(op.f("ix_organisation_link_urn"), table_name="organisation_link")
    op.drop_index(op.f("ix_organisation_link_link_urn"), table_name="organisation_link")
    op.drop_table("organisation_link")
    op.drop_index("ix_organisation_sector_status", table_name="organisation")
    op.drop_index("ix_organisation_search_text", table_name="organisation")
    op.drop_index(op.f("ix_organisation_parent_id"), table_name="organisation")
    op.drop_index(op.f("ix_organisation_merged_into_id"), table_name="organisation")
    op.drop_index(op.f("ix_organisation_la_code"), table_name="organisation")
    op.drop_index(op.f("ix_organisation_continuity_key"), table_name="organisation")
    op.drop_table("organisation")
    op.drop_table("next_date_wish")
    op.drop_table("campaign")
    op.drop_index(op.f("ix_bounce_message_id"), table_name="bounce")
    op.drop_index(op.f("ix_bounce_address"), table_name="bounce")
    op.drop_table("bounce")
    op.drop_table("area")
