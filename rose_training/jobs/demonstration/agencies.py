"""The agencies of the demonstration: 23 voluntary and 11 statutory, as many as the evaluation counted.

Six are those that the charity named in its evaluation; the others are invented, and say so.
"""

from rose_training.domain.organisations import AgencyKind, Sector

STATUTORY = (
    ("Norfolk Children's Services", AgencyKind.CHILDRENS_SERVICES),
    ("Health", AgencyKind.HEALTH),
    ("Youth Offending Team", AgencyKind.YOUTH_JUSTICE),
    ("DASVB group", AgencyKind.DOMESTIC_AND_SEXUAL_VIOLENCE),
    ("Example Constabulary", AgencyKind.POLICE),
    ("Example Probation Service", AgencyKind.PROBATION_AND_COURTS),
    ("Example School Nursing Service", AgencyKind.HEALTH),
    ("Example Virtual School", AgencyKind.EDUCATION),
    ("Example District Housing Team", AgencyKind.COUNCIL_HOUSING),
    ("Example Adult Social Care", AgencyKind.ADULT_SOCIAL_CARE),
    ("Example Family Courts Advice", AgencyKind.PROBATION_AND_COURTS),
)

VOLUNTARY = (
    ("YMCA Norfolk", AgencyKind.HOUSING_PROVIDER),
    ("Stonham Housing", AgencyKind.HOUSING_PROVIDER),
    ("Example Foyer", AgencyKind.HOUSING_PROVIDER),
    ("Example Young Carers", AgencyKind.YOUTH_WORK),
    ("Example Youth Café", AgencyKind.YOUTH_WORK),
    ("Example Mentoring Project", AgencyKind.YOUTH_WORK),
    ("Example Detached Youth Work", AgencyKind.YOUTH_WORK),
    ("Example Boxing Club", AgencyKind.SPORT_AND_UNIFORMED),
    ("Example Sea Cadets", AgencyKind.SPORT_AND_UNIFORMED),
    ("Example Football Trust", AgencyKind.SPORT_AND_UNIFORMED),
    ("Example Counselling Service", AgencyKind.ADVICE_AND_COUNSELLING),
    ("Example Advice Centre", AgencyKind.ADVICE_AND_COUNSELLING),
    ("Example Advocacy", AgencyKind.ADVICE_AND_COUNSELLING),
    ("Example Listening Line", AgencyKind.ADVICE_AND_COUNSELLING),
    ("Example Women's Refuge", AgencyKind.DOMESTIC_AND_SEXUAL_VIOLENCE),
    ("Example Support after Abuse", AgencyKind.DOMESTIC_AND_SEXUAL_VIOLENCE),
    ("Example Drug and Alcohol Charity", AgencyKind.DRUG_AND_ALCOHOL),
    ("Example Fostering Charity", AgencyKind.OTHER),
    ("Example Diocesan Youth Office", AgencyKind.FAITH),
    ("Example Interfaith Project", AgencyKind.FAITH),
    ("Example Migrant Support", AgencyKind.ADVICE_AND_COUNSELLING),
    ("Example Community Centre", AgencyKind.OTHER),
    ("Example Learning Disability Charity", AgencyKind.OTHER),
)

ALL = tuple((name, Sector.STATUTORY, kind) for name, kind in STATUTORY) + tuple(
    (name, Sector.VOLUNTARY, kind) for name, kind in VOLUNTARY
)
