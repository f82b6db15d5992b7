"""Requests of today: one with everything told, a youth club in a hall, and a course that waits for a call."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import islice
from typing import Any

from sqlalchemy import select

from rose_training.clock import LONDON
from rose_training.domain.actors import Actor
from rose_training.domain.bookings import PartOfDay
from rose_training.domain.declarations import DeclarationAnswer, DeclarationKind, declarations_for
from rose_training.domain.hosts import HostKind, VenueRisk
from rose_training.domain.organisations import OrganisationStatus, SettingKind
from rose_training.domain.visit_answers import (
    Curriculum,
    CurriculumPlace,
    FollowUp,
    GroupMix,
    NeedKind,
    Needs,
    Room,
    RoomFeature,
    TaughtBefore,
)
from rose_training.domain.visit_formats import VisitFormat
from rose_training.domain.visit_requests import Contact, Conversation, Declared, Venue, VisitRequest, Wish
from rose_training.domain.year_groups import Ages, WorkingAt, YearGroup
from rose_training.jobs.demonstration.world import OFFICE_EMAIL, World, school_days
from rose_training.models.organisations import Organisation
from rose_training.services import visit_requests

CLASS_VISIT, COURSE = "JW-3", "JT-C"
SINCE = 9
"""Schools that other parts of the demonstration leave alone: from this one on in the order of their names."""


def tell(world: World) -> None:
    """Enter them."""
    schools = world.session.scalars(
        select(Organisation)
        .where(Organisation.setting_kind == SettingKind.SECONDARY, Organisation.status == OrganisationStatus.OPEN)
        .order_by(Organisation.name)
        .offset(SINCE)
        .limit(2)
    ).all()
    for hours, (code, over) in enumerate((_class_with_everything(), _youth_club(), _course()), start=3):
        school = schools[hours % 2] if "described" not in over else None
        request = replace(_request(world, code, school, email=f"office{hours}@request.school.example"), **over)
        kinds = declarations_for(world.activities[code].audience, targeted=code == COURSE, host=request.host)
        declared = {kind: Declared(DeclarationAnswer.YES) for kind in kinds}
        if DeclarationKind.PARENTS_TOLD in declared:
            declared[DeclarationKind.PARENTS_TOLD] = Declared(DeclarationAnswer.NOT_YET)
        visit_requests.request_visit(
            world.session,
            replace(request, declarations=declared),
            office=OFFICE_EMAIL,
            by=Actor.visitor(),
            at=world.now - timedelta(hours=hours),
        )


def _request(world: World, code: str, school: Organisation | None, *, email: str) -> VisitRequest:
    today = world.now.astimezone(LONDON).date()
    ahead = list(islice(school_days(today + timedelta(days=21), today + timedelta(days=400)), 0, 11, 5))
    return VisitRequest(
        activity=world.activities[code].slug,
        organisation=school.reference if school else None,
        described="",
        years=(YearGroup.YEAR_9,),
        expected_number=26,
        wishes=tuple(Wish(day, PartOfDay.MORNING, "period 3", offered=True) for day in ahead),
        booker=Contact(world.name(), email=email, phone="01603 555020", role="PSHE lead"),
        on_the_day=Contact(world.name(), phone="01603 555021"),
        dsl=Contact(world.name(), reach="01603 555022"),
        declarations={},
        format=VisitFormat.SINGLE_CLASS,
    )


def _class_with_everything() -> tuple[str, Mapping[str, Any]]:
    return CLASS_VISIT, {
        "minutes_available": 50,
        "room": Room(
            "Drama studio",
            (RoomFeature.STEP_FREE, RoomFeature.SCREEN, RoomFeature.SOUND, RoomFeature.MOVABLE_SEATS),
            entrance="Main gate, then reception on the left",
            parking="Two spaces behind the hall, one for a blue badge",
            sign_in="Reception",
        ),
        "needs": Needs({NeedKind.HEARING: 1, NeedKind.EAL: 3}, "Subtitles, and key words in print", GroupMix.MIXED),
        "curriculum": Curriculum(
            CurriculumPlace.RSE,
            before=(TaughtBefore.RELATIONSHIPS, TaughtBefore.GROUND_RULES),
            follow_up=(FollowUp.LESSONS, FollowUp.OUR_MATERIALS),
        ),
    }


def _youth_club() -> tuple[str, Mapping[str, Any]]:
    return CLASS_VISIT, {
        "described": "Example Youth Club, Thetford",
        "host": HostKind.YOUTH_GROUP,
        "venue": Venue("Example Village Hall", "The Street, Thetford", "IP24 1AA", VenueRisk.NOT_YET),
        "years": (YearGroup.NOT_BY_YEAR,),
        "ages": Ages(12, 15),
        "working_at": WorkingAt.VARIED,
        "expected_number": 14,
        "format": VisitFormat.SMALL_GROUP,
    }


def _course() -> tuple[str, Mapping[str, Any]]:
    return COURSE, {
        "expected_number": 7,
        "format": VisitFormat.SMALL_GROUP,
        "conversation": Conversation("Tuesday or Thursday after 3:30pm", "01603 555023"),
    }
