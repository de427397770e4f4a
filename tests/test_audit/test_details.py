"""Personal detail beside an entry: the chain commits to it, an erasure leaves the chain whole and is an entry."""

import json
from typing import Any

from tests.test_audit.signed import Signed
from tests.test_audit.test_ledger import tamper


def rows(signed: Signed) -> dict[int, str]:
    with signed.world.store.engine.connect() as connection:
        found = connection.exec_driver_sql("SELECT seq, detail FROM ledger_detail ORDER BY seq").all()
    return {row.seq: row.detail for row in found}


def test_whose_account_it_was_lies_beside_the_ledger_and_not_on_it(signed: Signed) -> None:
    seq, detail = next(iter(rows(signed).items()))
    assert detail == "Carol Testperson, carol@people.example"
    event, _, body = signed.world.ledger()[seq - 1]
    assert event == "AccountChanged" and len(json.loads(body)["detail_commitment"]) == 64
    assert not [body for _, _, body in signed.world.ledger() if "Testperson" in body or "@people" in body]


def test_equal_details_have_different_commitments(signed: Signed) -> None:
    bodies = [json.loads(body) for _, _, body in signed.world.ledger()]
    told = [body["detail_commitment"] for body in bodies if "detail_commitment" in body]
    assert len(told) == len(set(told)) > 10


def test_an_erasure_leaves_the_chain_whole_and_is_an_entry(signed: Signed, marac: Any) -> None:
    signed.sign()
    seq = next(iter(rows(signed)))
    before = signed.world.ledger()
    answer = marac("ledger", "erase-detail", seq, "--basis", "erasure-request")
    assert answer.exit_code == 0, answer.output
    assert seq not in rows(signed)
    assert signed.world.ledger()[: len(before)] == before
    event, _, body = signed.world.ledger()[len(before)]
    assert event == "DetailErased"
    assert json.loads(body)["about"] == {"basis": "erasure-request", "entry": seq}
    assert marac("ledger", "verify").exit_code == 0
    signed.sign()
    assert marac("ledger", "verify").exit_code == 0


def test_a_second_erasure_or_one_without_a_ground_changes_nothing(signed: Signed, marac: Any) -> None:
    seq = next(iter(rows(signed)))
    assert marac("ledger", "erase-detail", seq, "--basis", "because Vera asked").exit_code == 1
    assert seq in rows(signed)
    assert marac("ledger", "erase-detail", seq, "--basis", "request").exit_code == 0
    count = len(signed.world.ledger())
    again = marac("ledger", "erase-detail", seq, "--basis", "request")
    assert again.exit_code == 1 and "erased before" in again.output
    assert len(signed.world.ledger()) == count


def test_a_detail_that_was_altered_or_removed_in_silence_is_found(signed: Signed, marac: Any) -> None:
    signed.sign()
    seq = next(iter(rows(signed)))
    tamper(signed.world, f"UPDATE ledger_detail SET detail = 'Somebody Else' WHERE seq = {seq}")
    answer = marac("ledger", "verify")
    assert answer.exit_code == 2 and f"beside entry {seq} was altered" in answer.output
    tamper(signed.world, f"DELETE FROM ledger_detail WHERE seq = {seq}")
    answer = marac("ledger", "verify")
    assert answer.exit_code == 3 and f"beside entry {seq} is gone" in answer.output
