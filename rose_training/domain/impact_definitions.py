"""The written definitions of the figures: one place, readable aloud, each with a version.

Whoever changes what a figure counts changes its sentence here and adds one to its version, so
that a printed report can always be held against the words it was made by (§9.2 and §9.3).
"""

from dataclasses import dataclass

from rose_training.domain.impact import Definition, FigureKey
from rose_training.domain.organisations import SettingKind

_DEFINITIONS = (
    Definition(
        FigureKey.CHILDREN_REACHED,
        "Children and young people reached",
        "people",
        "For each group of pupils, the largest number counted at any one of its sessions in the "
        "period, added up over all groups; and the cards of six-week courses that were used at "
        "least once in the period. We keep no names, so a young person who belonged to two "
        "groups is in here twice.",
        1,
    ),
    Definition(
        FigureKey.CHILDREN_ATTENDANCES,
        "Attendances of children and young people",
        "attendances",
        "One young person at one session is one attendance: the numbers counted at every session "
        "in the period, added up, and every time a card was marked as attended. Somebody who came "
        "to all six weeks of a course is six attendances.",
        1,
    ),
    Definition(
        FigureKey.PARENTS_REACHED,
        "Parents and carers reached",
        "people",
        "For each group, the largest number of parents and carers counted at any one of its "
        "sessions in the period, added up over all groups; and the different people who signed up "
        "by name for a session for parents and came, each counted once. Where names were taken, a "
        "headcount of parents is left out. Two parents of one child are two people. "
        "Views of the web pages for parents are not people and are not in here.",
        2,
    ),
    Definition(
        FigureKey.PROFESSIONALS_TRAINED,
        "Professionals trained",
        "people",
        "Different people who attended a session for professionals or for school staff in the "
        "period, each counted once however often they came; people who came without giving an "
        "e-mail address, counted each time, since we cannot tell whether they came before; "
        "professionals who were counted without names; and school staff who were counted without "
        "names at sessions for staff. Where names were taken, a headcount of the same audience is "
        "left out. Staff who accompany their pupils are not trained and not "
        "in here.",
        2,
    ),
    Definition(
        FigureKey.PROFESSIONAL_PLACES,
        "Training places taken by professionals",
        "places",
        "One professional at one session is one place: somebody who came to four briefings took "
        "four places. The same sessions and the same people as in the number of professionals "
        "trained.",
        2,
    ),
    Definition(
        FigureKey.KNOWLEDGE_INCREASED,
        "Young people whose knowledge increased",
        "%",
        "Of all valid pairs of papers, those with a higher score after than before. A pair is one "
        "young person's paper before and paper after, with the same questions in the same "
        "version, and at least 80% of the scored questions answered both times; on a six-week "
        "course the first paper before and the last paper after. A pair of a card whose holder was "
        "absent, excused or left early on the day of either paper is left out. A pair belongs to the day of "
        "its last paper. Somebody who had full marks before cannot rise and still counts in the "
        "whole. There is no comparison group, so the figure does not say what caused the change.",
        2,
    ),
    Definition(
        FigureKey.PRIMARY_SCHOOLS,
        "Primary schools",
        "schools",
        "Different primary schools in which at least one session took place in the period with "
        "somebody there (a head counted or a mark as attended), by what the school was at its "
        "first session in the period. A school that became an academy is one school. Infant and "
        "junior schools are two. All-through schools are in here when only primary years took "
        "part.",
        2,
    ),
    Definition(
        FigureKey.SECONDARY_SCHOOLS,
        "Secondary schools",
        "schools",
        "Different secondary schools in which at least one session took place in the period with "
        "somebody there (a head counted or a mark as attended), by what the school was at its "
        "first session in the period. A school that became an academy is one school. All-through "
        "schools are in here unless only primary years took part, as in the report of 2014.",
        2,
    ),
    Definition(
        FigureKey.OTHER_SETTINGS,
        "Other settings for learning",
        "settings",
        "Different nurseries, special schools, alternative provision, colleges, sixth forms and "
        "other places of learning in which at least one session took place in the period with "
        "somebody there (a head counted or a mark as attended). The report of 2014 had no row for them.",
        2,
    ),
    Definition(
        FigureKey.VOLUNTARY_ORGANISATIONS,
        "Voluntary organisations",
        "organisations",
        "Different charities, community and faith organisations from which at least one person "
        "attended training in the period, or with which at least one session took place with "
        "somebody there. Teams and branches count once, as the organisation they belong to. The "
        "sector is the one that our list of organisations gives today.",
        2,
    ),
    Definition(
        FigureKey.STATUTORY_ORGANISATIONS,
        "Statutory organisations",
        "organisations",
        "Different public bodies from which at least one person attended training in the period, "
        "or with which at least one session took place with somebody there. Teams of one council "
        "count once, as the body they belong to. The sector is the one that our list of "
        "organisations gives today. Schools are counted on their own and are not in here.",
        2,
    ),
    Definition(
        FigureKey.AGENCIES,
        "Agencies trained",
        "names",
        "The names of the voluntary and statutory organisations counted above, in alphabetical "
        "order, as they call themselves today.",
        2,
    ),
)

DEFINITIONS: dict[FigureKey, Definition] = {one.key: one for one in _DEFINITIONS}
"""Every figure's definition, in the order of the report."""


def school_figure(kind: SettingKind | None, *, primary_years_only: bool) -> FigureKey:
    """Which of the three counts of settings a school belongs to, as the report of 2014 had it.

    `kind` is what it was at its first session in the period; `primary_years_only` matters for
    an all-through school: nobody above Year 6 took part (§9.3 of the domain notes).
    """
    if kind is SettingKind.PRIMARY:
        return FigureKey.PRIMARY_SCHOOLS
    if kind is SettingKind.SECONDARY:
        return FigureKey.SECONDARY_SCHOOLS
    if kind is SettingKind.ALL_THROUGH:
        return FigureKey.PRIMARY_SCHOOLS if primary_years_only else FigureKey.SECONDARY_SCHOOLS
    return FigureKey.OTHER_SETTINGS


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the report and what we mean by it (§9.2 of the domain notes)."""

    word: str
    meaning: str


VOCABULARY = (
    Term(
        "Session",
        "One occasion that took place, with a start, an end and a record of who or how many were "
        "there. Cancelled sessions are never counted, and neither are sessions without a register.",
    ),
    Term("Attendance", "One person at one session. Attendances can be added up."),
    Term(
        "Headcount",
        "How many people the facilitator counted, by audience: children and young people, parents "
        "and carers, school staff, other professionals, volunteers.",
    ),
    Term(
        "Group",
        "The children and young people of one booking, who are the same ones on every date of it.",
    ),
    Term(
        "Reached",
        "People, not attendances: a group counts once, a card counts once, and a professional, a "
        "parent or a carer with an e-mail address counts once. A school or an organisation is "
        "reached when a session took place with somebody there.",
    ),
    Term(
        "Period",
        "Whole days in London. A session belongs to the day on which it took place, not to the "
        "day on which it was written up. The people and organisations of two years do not add up "
        "to those of both years together, because some took part in both: every period is "
        "counted afresh.",
    ),
    Term(
        "Attended",
        "Marked as present, late or left early, having been there for at least half of the time. "
        "Excused and absent are not attended.",
    ),
)
"""The words that the definitions rest on."""
