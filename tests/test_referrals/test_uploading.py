"""Uploading forms: each file gets its own answer, and a bad one stops no other."""

import io
import zipfile

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from tests.test_referrals.forms import CASES, expected_form, receive
from tests.world import MAPPA, MARAC

ADDRESS = f"/conferences/{MARAC}/referrals"


def example(form_id):
    file = CASES / expected_form(form_id)["file"]
    return (io.BytesIO(file.read_bytes()), file.name)


def upload(client, *files, **more):
    return client.send(ADDRESS, files=list(files), **more)


def changed(content, **parts):
    """The same Word file with parts replaced or added."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, text in parts.items():
            new.writestr(name, text)
    return made.getvalue()


def bad_files():
    good = (CASES / expected_form("001")["file"]).read_bytes()
    return {
        "corrupt.docx": good[: len(good) // 2],
        "empty.docx": b"",
        "text.docx": b"This is not a Word file.",
        "old.doc": bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600,
        "portable.pdf": b"%PDF-1.7 something",
        "macros.docx": changed(good, **{"word/vbaProject.bin": b"x"}),
        "bomb.docx": changed(good, **{"word/media/image1.png": b"\0" * 60_000_000}),
        "entities.docx": changed(
            good, **{"word/document.xml": '<!DOCTYPE a [<!ENTITY b "c">]><w:document>&b;</w:document>'}
        ),
    }


def test_many_forms_come_in_at_once(world):
    client = world.client("carol")
    page = upload(client, example("001"), example("002"), example("020"))
    assert page.status_code == 200 and "3 forms received" in page.text
    assert client.get(ADDRESS).text.count("/referrals/") >= 3


def test_a_bad_file_is_named_with_its_reason_and_the_rest_go_on(world):
    client = world.client("carol")
    bad = [(io.BytesIO(content), name) for name, content in bad_files().items()]
    page = upload(client, example("001"), *bad, example("002"))
    assert page.status_code == 200 and "2 forms received" in page.text
    for name in bad_files():
        assert name in page.text
    assert page.text.count("Not taken in") == len(bad)
    assert "Traceback" not in page.text


def test_a_file_of_sixty_megabytes_is_refused_by_name(world):
    client = world.client("carol")
    files = [
        FileStorage(*given)
        for given in ((io.BytesIO(b"PK" + b"\0" * 60_000_000), "large.docx"), example("001"))
    ]
    # Encoded here: the test client would leave its own large temporary file open.
    boundary, body = encode_multipart(
        {"csrf_token": client.csrf_token(), "form_key": "large", "files": files}
    )
    page = client.post(ADDRESS, data=body, content_type=f"multipart/form-data; boundary={boundary}")
    assert page.status_code == 200 and "1 form received" in page.text
    assert "large.docx" in page.text and "larger than 10 MB" in page.text


def test_more_than_the_server_takes_is_told_in_plain_words(world):
    page = world.client("carol").post(
        ADDRESS,
        data=b"--x",
        content_type="multipart/form-data; boundary=x",
        environ_overrides={"CONTENT_LENGTH": "85000000"},
    )
    assert page.status_code == 413 and "too large" in page.text.lower()


def test_more_files_than_the_rule_allows_are_named_as_left_out(world):
    files = [(io.BytesIO(b"no"), f"file-{number}.docx") for number in range(21)]
    page = upload(world.client("carol"), *files)
    assert page.status_code == 422 and "Only 20 files" in page.text


def test_the_same_file_twice_is_received_once_and_linked(world):
    client = world.client("carol")
    page = upload(client, example("001"), example("001"))
    assert "1 form received" in page.text and "Already received" in page.text
    again = upload(client, example("001"))
    assert again.status_code == 200 and "No new form was received" in again.text
    received = [event for event, _, _ in world.ledger() if event == "ReferralReceived"]
    assert len(received) == 1


def test_sending_the_page_again_receives_nothing_twice(world):
    client = world.client("carol")
    upload(client, example("001"), form_key="once")
    upload(client, example("001"), form_key="once")
    assert [event for event, _, _ in world.ledger()].count("ReferralReceived") == 1


def test_choosing_no_file_says_what_to_do(world):
    client = world.client("carol")
    for files in ([], [(io.BytesIO(b""), "")]):
        page = upload(client, *files)
        assert page.status_code == 422 and "Choose at least one Word file" in page.text


def test_names_of_files_are_kept_nowhere(world):
    client = world.client("carol")
    content, _ = example("001")
    page = upload(
        client, (content, "Zenobia Fiktiv <script>.docx"), (io.BytesIO(b"no"), "Ursula\u202efdp.docx")
    )
    assert "Zenobia Fiktiv &lt;script&gt;" in page.text and "\u202e" not in page.text
    assert "Zenobia" not in repr(world.ledger())
    assert "Zenobia" not in client.get(ADDRESS).text
    with client.session_transaction() as cookie:
        assert "Zenobia" not in repr(dict(cookie))


def test_the_upload_is_on_the_ledger(world):
    referral = receive(world, "001")
    upload(world.client("carol"), example("001"))
    _, _, body = next(entry for entry in reversed(world.ledger()) if entry[0] == "ListShown")
    assert '"page":"upload"' in body and str(referral.case_id) in body


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("chidi", 403),
        ("polly", 403),
        ("petra", 403),
        ("mani", 403),
        ("audley", 403),
        ("adam", 403),
        ("mabel", 404),
    ],
)
def test_only_the_coordinator_of_the_conference_uploads(world, name, status):
    assert upload(world.client(name), example("001")).status_code == status
    assert "ReferralReceived" not in [event for event, _, _ in world.ledger()]


def test_a_conference_that_is_not_there_is_not_found(world):
    client = world.client("carol")
    assert client.get("/conferences/nowhere/referrals").status_code == 404
    assert client.get(f"/conferences/{MAPPA}/referrals").status_code == 404
