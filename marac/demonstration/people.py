"""Who is in the demonstration. Every surname is the person's part in it, so that nobody is taken for real."""

from dataclasses import dataclass

PASSWORD = "this is only a demonstration"  # noqa: S105  (shown to everybody, on invented people)

MARAC, MAPPA, MASIP = "northtown-marac", "northtown-mappa", "northtown-stalking-panel"

CONFERENCES = (
    ("marac", MARAC, "Northtown Marac", "Northtown"),
    ("mappa", MAPPA, "Northtown MAPPA Level 2", "Northtown"),
    ("masip", MASIP, "Northtown stalking panel", "Northtown"),
)

# short name, name, kind
AGENCIES = (
    ("northtown-police", "Northtown Police", "police"),
    ("eastvale-probation", "Eastvale Probation", "probation"),
    ("northtown-cps", "Northtown CPS", "cps"),
    ("eastvale-health", "Eastvale Health Trust", "health"),
    ("northtown-idva", "Northtown IDVA Service", "idva"),
    ("midchester-children", "Midchester Children's Services", "childrens_services"),
    ("midchester-adults", "Midchester Adult Safeguarding", "adult_safeguarding"),
    ("westford-housing", "Westford Housing", "housing"),
    ("open-bridge", "Open Bridge Substance Misuse Service", "substance_misuse"),
    ("midchester-mental-health", "Midchester Mental Health Trust", "mental_health"),
    ("southmere-advocacy", "Southmere Stalking Advocacy", "idva"),
)
AGENCY_NAMES = {slug: name for slug, name, _kind in AGENCIES}
OFFICE = ("northtown-partnership", "Northtown Safety Partnership", "coordination")

TAKING_PART = {
    MARAC: tuple(slug for slug, _name, _kind in AGENCIES if slug != "southmere-advocacy"),
    MAPPA: (
        "northtown-police",
        "eastvale-probation",
        "eastvale-health",
        "midchester-children",
        "westford-housing",
    ),
    MASIP: (
        "northtown-police",
        "eastvale-probation",
        "eastvale-health",
        "southmere-advocacy",
        "northtown-cps",
    ),
}


@dataclass(frozen=True)
class Account:
    """An account of the demonstration and its roles by conference."""

    key: str
    name: str
    job_title: str
    agency: str
    roles: tuple[tuple[str, str], ...] = ()
    deputy_for: str = ""
    is_administrator: bool = False
    stands_in_at: str = ""

    @property
    def parts(self) -> tuple[tuple[str | None, str], ...]:
        """What they are, by conference: their roles, a deputy for one meeting, or else an administrator."""
        if self.stands_in_at:
            return ((self.stands_in_at, "deputy for one meeting"),)
        return self.roles or ((None, "administrator"),)

    @property
    def email(self) -> str:
        return f"{self.name.casefold().replace(' ', '.')}@demonstration.example"


def _of(
    key: str, name: str, title: str, agency: str, role: str, *conferences: str, deputy_for: str = ""
) -> Account:
    return Account(key, name, title, agency, tuple((each, role) for each in conferences), deputy_for)


ACCOUNTS = (
    _of("carol", "Carol Coordinator", "Marac coordinator", OFFICE[0], "coordinator", MARAC),
    _of("chidi", "Chidi Chair", "Detective Chief Inspector", "northtown-police", "chair", MARAC),
    _of("polly", "Polly Police", "Detective Sergeant", "northtown-police", "representative", MARAC),
    _of(
        "tamar",
        "Tamar Constable",
        "Detective Constable",
        "northtown-police",
        "deputy",
        MARAC,
        deputy_for="polly",
    ),
    _of(
        "pravin",
        "Pravin Probation",
        "Senior Probation Officer",
        "eastvale-probation",
        "representative",
        MARAC,
    ),
    _of(
        "petra",
        "Petra Parole",
        "Probation Officer",
        "eastvale-probation",
        "deputy",
        MARAC,
        deputy_for="pravin",
    ),
    _of("cleo", "Cleo Crown", "Senior Prosecutor", "northtown-cps", "representative", MARAC),
    _of("hana", "Hana Health", "Safeguarding Nurse", "eastvale-health", "representative", MARAC),
    _of(
        "henry",
        "Henry Healthdeputy",
        "Health Visitor Lead",
        "eastvale-health",
        "deputy",
        MARAC,
        deputy_for="hana",
    ),
    _of("ida", "Ida Idva", "Idva", "northtown-idva", "representative", MARAC),
    _of("isla", "Isla Idvadeputy", "Idva", "northtown-idva", "deputy", MARAC, deputy_for="ida"),
    _of(
        "sana",
        "Sana Stalkingadvocate",
        "Stalking advocate (ISAC)",
        "northtown-idva",
        "representative",
        MARAC,
    ),
    _of(
        "cerys", "Cerys Children", "Social Work Team Manager", "midchester-children", "representative", MARAC
    ),
    _of("ada", "Ada Adults", "Adult Safeguarding Lead", "midchester-adults", "representative", MARAC),
    _of("horatio", "Horatio Housing", "Housing Options Officer", "westford-housing", "representative", MARAC),
    # Without a role of her own: Horatio names her as his deputy for the coming meeting.
    Account(
        "hazel",
        "Hazel Housingcolleague",
        "Tenancy Sustainment Officer",
        "westford-housing",
        stands_in_at=MARAC,
    ),
    _of("sunny", "Sunny Substance", "Recovery Team Leader", "open-bridge", "representative", MARAC),
    _of(
        "mel",
        "Mel Mentalhealth",
        "Community Mental Health Lead",
        "midchester-mental-health",
        "representative",
        MARAC,
    ),
    _of("mani", "Mani Manager", "Detective Inspector", "northtown-police", "manager", MARAC),
    _of("manon", "Manon Manager", "Head of Service", "eastvale-probation", "manager", MARAC),
    _of("marge", "Marge Manager", "Named Nurse", "eastvale-health", "manager", MARAC),
    _of("audley", "Audley Auditor", "Information governance", OFFICE[0], "auditor", MARAC),
    Account("adam", "Adam Administrator", "Systems", OFFICE[0], is_administrator=True),
    _of("mabel", "Mabel Mappacoordinator", "MAPPA coordinator", "eastvale-probation", "coordinator", MAPPA),
    _of("magnus", "Magnus Mappachair", "Superintendent", "northtown-police", "chair", MAPPA),
    _of("percy", "Percy Publicprotection", "Offender manager", "northtown-police", "representative", MAPPA),
    _of("prue", "Prue Probation", "Senior Probation Officer", "eastvale-probation", "representative", MAPPA),
    _of("mira", "Mira Mentalhealth", "Forensic Nurse", "eastvale-health", "representative", MAPPA),
    _of("chloe", "Chloe Children", "Social Worker", "midchester-children", "representative", MAPPA),
    _of("hugo", "Hugo Housing", "Housing Officer", "westford-housing", "representative", MAPPA),
    _of("tess", "Tess Panelcoordinator", "Panel coordinator", "southmere-advocacy", "coordinator", MASIP),
    _of("theo", "Theo Panelchair", "Detective Chief Inspector", "northtown-police", "chair", MASIP),
    _of(
        "stella",
        "Stella Stalkingofficer",
        "Stalking coordinator",
        "northtown-police",
        "representative",
        MASIP,
    ),
    _of("ingrid", "Ingrid Isac", "Stalking advocate (ISAC)", "southmere-advocacy", "representative", MASIP),
    _of("paul", "Paul Probationpanel", "Probation Officer", "eastvale-probation", "representative", MASIP),
    _of("noor", "Noor Nhs", "Forensic Psychologist", "eastvale-health", "representative", MASIP),
    _of("clive", "Clive Crown", "Prosecutor", "northtown-cps", "representative", MASIP),
)
IMPORTER = Account(
    "importer",
    "Command line",
    "Imports from the command line",
    OFFICE[0],
    tuple((slug, "importer") for _kind, slug, _name, _area in CONFERENCES),
)
