import pytest

from marac.conferences.agencies import (
    find_agency_kind_for_short_name,
    find_agency_kind_for_slug,
    guess_agency_kind,
)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Midchester Children's Services", "childrens_services"),
        ("MIDCHESTER CHILDREN’S SOCIAL CARE ", "childrens_services"),
        ("Northtown Police", "police"),
        ("Eastvale Probation  ", "probation"),
        ("Eastvale Probation Victim Liaison Unit", "victim_liaison"),
        ("Eastvale Health Trust", "health"),
        ("Eastvale Mental Health Trust", "mental_health"),
        ("Northtown IDVA and Stalking Advocacy", "idva"),
        ("Northtown IDVA Service   ", "idva"),
        ("Southmere Stalking Advocacy", "idva"),
        ("ISAC", "idva"),
        ("Crown Prosecution Service, Northtown", "cps"),
        ("Westford Housing", "housing"),
        ("Westford Drug & Alcohol Service", "substance_misuse"),
        ("Westford Substance Misuse Service", "substance_misuse"),
        ("Sample Road GP Surgery", "primary_care"),
        ("Northtown Multi-Agency Safeguarding Hub", "mash"),
        ("Westford Safeguarding Adults Team", "adult_safeguarding"),
        ("Midchester Children's Hospital", "acute_care"),
        ("HMP Exampleton", "prison"),
        ("Northtown Academy", "education"),
    ],
)
def test_a_full_name_gives_its_kind_away(name: str, kind: str):
    assert guess_agency_kind(name) == kind


@pytest.mark.parametrize(
    "name",
    ["", "All agencies", "Westford Borough Council", "Police and Probation", "Policey", "Health and Housing"],
)
def test_a_name_that_points_nowhere_or_two_ways_is_left_to_a_person(name: str):
    assert guess_agency_kind(name) is None


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("police", "police"),
        ("POLICE", "police"),
        ("csc", "childrens_services"),
        ("children's", "childrens_services"),
        ("children’s", "childrens_services"),
        ("childrens", "childrens_services"),
        ("A&E", "acute_care"),
        ("isac", "idva"),
        ("nobody", None),
        ("", None),
    ],
)
def test_a_one_line_action_names_its_agency_shortly(word: str, kind: str | None):
    assert find_agency_kind_for_short_name(word) == kind


@pytest.mark.parametrize(
    ("slug", "kind"),
    [
        ("childrens-services", "childrens_services"),
        ("idva-isac", "idva"),
        ("isac", "idva"),
        ("substance-misuse", "substance_misuse"),
        ("health", "health"),
        ("cps", "cps"),
        ("Police", "police"),
        ("police-2", None),
        ("", None),
    ],
)
def test_a_research_file_names_its_agency(slug: str, kind: str | None):
    assert find_agency_kind_for_slug(slug) == kind
