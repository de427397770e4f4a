import pytest

from marac.conferences.agencies import find_agency_kind_for_slug


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
