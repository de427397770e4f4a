"""The tree and the notes against their definitions: RFC 6962, the C2SP signed note and tlog-checkpoint."""

import hashlib
from base64 import b64decode, b64encode

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from marac.audit import ledger, standalone
from marac.audit.notes import Signer, new_signing_key
from marac.audit.standalone import BAD_SIGNATURE, Tree, Witnesses, keys_given

# The leaves and roots of the test vectors that implementations of RFC 6962 share.
LEAVES = [
    bytes.fromhex(leaf)
    for leaf in (
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
    )
]  # fmt: skip
ROOTS = {
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}


def defined(leaves: list[bytes]) -> bytes:
    """The root as section 2.1 of the RFC defines it, from the leaves themselves."""
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return hashlib.sha256(b"\0" + leaves[0]).digest()
    half = 1 << (len(leaves) - 1).bit_length() - 1
    return hashlib.sha256(b"\1" + defined(leaves[:half]) + defined(leaves[half:])).digest()


def grown(leaves: list[bytes]) -> Tree:
    tree = Tree()
    for leaf in leaves:
        tree.add(leaf)
    return tree


@pytest.mark.parametrize("size", ROOTS)
def test_roots_are_those_that_everybody_gets(size: int) -> None:
    assert grown(LEAVES[:size]).root().hex() == ROOTS[size]


@given(st.lists(st.binary(max_size=40), max_size=70), st.integers(0, 70))
def test_a_tree_that_goes_on_from_a_checkpoint_is_the_tree_of_the_definition(
    leaves: list[bytes], stop: int
) -> None:
    kept = grown(leaves[:stop])
    tree = Tree(kept.size, kept.parts)
    for leaf in leaves[stop:]:
        tree.add(leaf)
    assert tree.root() == defined(leaves)


def test_a_frontier_of_another_size_is_refused() -> None:
    with pytest.raises(ValueError, match="number of parts"):
        Tree(5, [bytes(32)])


def test_the_verifier_hashes_as_the_writer_does() -> None:
    assert standalone.GENESIS == ledger.GENESIS
    assert standalone.DOMAIN == ledger.DOMAIN


# --- notes


def test_a_checkpoint_is_a_c2sp_note_that_ed25519_alone_can_check() -> None:
    signer = Signer(new_signing_key("ledger.example"))
    note = signer.checkpoint(3, bytes(range(32)))
    text, signature = note.split("\n\n")
    assert text.split("\n") == ["ledger.example", "3", b64encode(bytes(range(32))).decode()]
    dash, name, packed = signature.strip().split(" ")
    assert (dash, name) == ("—", "ledger.example")
    _, mark, public = signer.public.split("+", 2)
    raw = b64decode(public)
    assert raw[0] == 1
    assert mark == hashlib.sha256(b"ledger.example\n" + raw).hexdigest()[:8] == b64decode(packed)[:4].hex()
    Ed25519PublicKey.from_public_bytes(raw[1:]).verify(b64decode(packed)[4:], f"{text}\n".encode())


def read(note: str, key: str) -> Witnesses:
    witnesses = Witnesses(keys_given([key]))
    witnesses.add_note(note, "the note")
    return witnesses


def test_only_the_signed_text_with_the_right_key_and_name_is_a_witness() -> None:
    signer, other = Signer(new_signing_key("a")), Signer(new_signing_key("a"))
    note = signer.checkpoint(3, bytes(32))
    assert [each.size for each in read(note, signer.public).found] == [3]
    wrong = {
        "another size": note.replace("\n3\n", "\n4\n"),
        "another name": note.replace("a\n", "b\n", 1),
        "another key": other.checkpoint(3, bytes(32)),
        "no signature": note.split("\n\n")[0] + "\n\n",
        "half of it": note[: len(note) // 2],
        "a size with a zero before it": signer.checkpoint(3, bytes(32)).replace("\n3\n", "\n03\n"),
        "words": "nothing of the kind\n",
        "nothing": "",
        "a short root": signer.checkpoint(3, bytes(31)),
    }
    for way, text in wrong.items():
        found = read(text, signer.public)
        assert not found.found, way
        assert [each.code for each in found.findings] == [BAD_SIGNATURE], way


@pytest.mark.parametrize("text", ["", "PRIVATE+KEY+a+00000000+AAAA", "a+b", "1:sealing", "PRIVATE+KEY+++"])
def test_what_is_no_private_key_says_how_to_get_one(text: str) -> None:
    with pytest.raises(ValueError, match="marac ledger key --new"):
        Signer(text)


@pytest.mark.parametrize("text", ["a+00000000+AAAA", "a+b+c", "++"])
def test_what_is_no_public_key_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        keys_given([text])
