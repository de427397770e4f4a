"""The record of who has seen what, as its readers see it."""

from tests.world import MARAC, World


def test_the_auditor_sees_who_signed_out_and_can_check_that_the_record_is_whole(world: World) -> None:
    world.client("polly").send("/sign-out")
    auditor = world.client("audley")
    page = auditor.get(f"/conferences/{MARAC}/record")
    assert "Signed out" in page.text
    assert "Polly Testperson" in page.text
    auditor.send(f"/conferences/{MARAC}/record/verified")
    assert "The record is whole" in auditor.get(f"/conferences/{MARAC}/record").text


def test_reading_the_record_is_itself_on_the_record(world: World) -> None:
    world.client("audley").get(f"/conferences/{MARAC}/record")
    assert world.ledger()[-1][0] == "LedgerRead"


def test_the_auditor_of_one_conference_reads_no_other(world: World) -> None:
    assert world.client("audley").get("/conferences/northtown-mappa/record").status_code == 404


def test_a_representative_has_no_conference_record(world: World) -> None:
    assert world.client("polly").get(f"/conferences/{MARAC}/record").status_code == 403


def test_an_agency_that_shared_nothing_is_told_so(world: World) -> None:
    assert "Nobody in another agency" in world.client("polly").get("/record/ours").text
