"""Two records of one body, and a name that many use: what the office sees to among the organisations."""

from sqlalchemy import select

from rose_training.domain.organisations import AgencyKind, AliasKind, Sector
from rose_training.jobs.demonstration.world import World
from rose_training.models.organisations import Organisation
from rose_training.services import organisation_aliases, organisations

TWICE, AGAIN = "YMCA Norfolk", "YMCA of Norfolk, Norwich"
POSTCODE = "NR1 3QA"


def record(world: World) -> None:
    """Nobody has come from the second record, so that no figure moves."""
    known = world.session.scalars(select(Organisation).where(Organisation.name == TWICE)).one()
    known.postcode = POSTCODE
    organisation_aliases.add_alias(
        world.session, known, name="The Y", kind=AliasKind.SHORT, by=world.site, at=world.now
    )
    facts = organisations.Facts(
        name=AGAIN,
        sector=Sector.VOLUNTARY,
        agency_kind=AgencyKind.HOUSING_PROVIDER,
        town="Norwich",
        postcode=POSTCODE,
    )
    organisations.add(world.session, facts, by=world.site, at=world.now)
