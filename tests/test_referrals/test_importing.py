"""`marac import-referrals`: files and folders, one change for each form, and nothing half done."""

import json
import shutil
import signal

import pytest

from marac.referrals import importing
from marac.referrals.importing import import_forms
from tests.test_referrals.forms import CASES, expected_form
from tests.world import MARAC


def example(form_id, folder, name=""):
    file = CASES / expected_form(form_id)["file"]
    shutil.copy(file, folder / (name or file.name))


def run(world, *paths, slug=MARAC, dry_run=False, report=None):
    said = []
    outcome = import_forms(world.settings, paths, slug, dry_run=dry_run, report_file=report, say=said.append)
    return outcome, said


def received(world):
    return [event for event, _, _ in world.ledger()].count("ReferralReceived")


def test_a_folder_of_forms_is_received_and_reported(world, tmp_path):
    folder = tmp_path / "referrals"
    folder.mkdir()
    for form_id in ("001", "002", "002-r2"):
        example(form_id, folder)
    (folder / "~$1-lock.docx").write_bytes(b"lock")
    outcome, said = run(world, folder, report=tmp_path / "report.json")
    assert outcome.is_clean and (outcome.received, received(world)) == (3, 3)
    assert said[-1] == "3 received, 0 already there, 0 refused." and said[0].startswith("1/3  001-")
    forms = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))["forms"]
    for form in forms:
        wanted = next(
            each for each in map(expected_form, ("001", "002", "002-r2")) if each["file"] == form["file"]
        )
        assert form["fields"] == wanted["fields"]
        assert len(form["warnings"]) == len(wanted["warnings"])
        assert all(isinstance(warning, str) for warning in form["warnings"])
    page = world.client("carol").get(f"/conferences/{MARAC}/referrals").text
    assert "002-r2" in page


def test_a_dry_run_keeps_nothing(world, tmp_path):
    example("001", tmp_path)
    before = len(world.ledger())
    outcome, said = run(world, tmp_path, dry_run=True, report=tmp_path / "report.json")
    assert (outcome.received, len(world.ledger())) == (1, before)
    assert said[-1].startswith("1 could be received")
    assert len(json.loads((tmp_path / "report.json").read_text())["forms"]) == 1


def test_a_form_that_is_refused_is_named_and_the_rest_go_on(world, tmp_path):
    example("001", tmp_path)
    (tmp_path / "000-broken.docx").write_bytes(b"PK no")
    (tmp_path / "999-scan.pdf").write_bytes(b"%PDF-1.7")
    outcome, said = run(world, tmp_path)
    assert not outcome.is_clean and (outcome.received, outcome.refused) == (1, 2)
    assert "000-broken.docx: refused." in said[0] and "999-scan.pdf: refused." in said[2]


def test_the_same_forms_again_are_no_failure_and_no_second_case(world, tmp_path):
    example("001", tmp_path)
    run(world, tmp_path)
    outcome, said = run(world, tmp_path)
    assert outcome.is_clean and (outcome.known, received(world)) == (1, 1)
    assert "already received as NM-" in said[0]


def test_single_files_can_be_named(world, tmp_path):
    folder = tmp_path / "referrals"
    folder.mkdir()
    example("002", folder)
    outcome, _ = run(world, next(folder.iterdir()))
    assert outcome.forms[0]["file"] == expected_form("002")["file"]


def test_what_cannot_be_found_is_said_plainly(world, tmp_path):
    with pytest.raises(SystemExit, match="There are no forms"):
        run(world, tmp_path)
    with pytest.raises(SystemExit, match="There is no file or folder"):
        run(world, tmp_path / "absent")
    example("001", tmp_path)
    with pytest.raises(SystemExit, match="There is no conference nowhere"):
        run(world, tmp_path, slug="nowhere")


def test_ctrl_c_finishes_the_form_in_hand_and_stops(world, tmp_path):
    for form_id in ("001", "002", "003"):
        example(form_id, tmp_path)
    said = []

    def interrupt(words):
        said.append(words)
        if len(said) == 1:
            signal.raise_signal(signal.SIGINT)

    with pytest.raises(SystemExit) as stopped:
        import_forms(
            world.settings,
            [tmp_path],
            MARAC,
            dry_run=False,
            report_file=tmp_path / "report.json",
            say=interrupt,
        )
    assert stopped.value.code == 130
    assert received(world) == 1 and "1 received" in said[-1]
    assert len(json.loads((tmp_path / "report.json").read_text())["forms"]) == 1
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_an_interruption_inside_a_form_undoes_that_form(world, tmp_path, monkeypatch):
    for form_id in ("001", "002"):
        example(form_id, tmp_path)
    receive_form, calls = importing.receive_form, []

    def interrupted(*arguments, **settings):
        receive_form(*arguments, **settings)
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(importing, "receive_form", interrupted)
    with pytest.raises(SystemExit):
        run(world, tmp_path)
    assert received(world) == 1


def test_the_import_is_made_by_the_account_for_imports(world, tmp_path):
    example("001", tmp_path)
    run(world, tmp_path)
    body = json.loads(world.ledger()[-1][2])
    assert body["actor"] == world.person("importer") and body["about"]["route"] == "command"
