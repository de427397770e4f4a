"""Say what a file is when it is not a Word document (.docx)."""

from marac.referrals.reading.errors import UnreadableForm

ZIP_START = b"PK\x03\x04"
OLE_START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SAVE_AS_DOCX = "Open it in Word, choose Save As, pick Word Document (.docx) and add that file."

OTHER_KINDS = (
    (b"%PDF", "a PDF"),
    (b"{\\rtf", "a Rich Text file (.rtf)"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"<!doctype html", "a web page"),
    (b"<html", "a web page"),
    (b"<?xml", "an XML file"),
)


def refuse_other_kinds(content: bytes) -> None:
    """Raise UnreadableForm unless the bytes begin as a .docx does; the name of the file plays no part."""
    if not content:
        raise UnreadableForm("The file is empty. Ask the referrer to send the form again.")
    if content.startswith(OLE_START):
        raise UnreadableForm(_old_or_locked(content))
    if content.startswith(ZIP_START):
        return
    start = content[:64].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for magic, name in OTHER_KINDS:
        if start.startswith(magic.lower()):
            raise UnreadableForm(
                f"This is {name}, not a Word document, whatever its name says. {_ask_for_word()}"
            )
    raise UnreadableForm(f"This is not a Word document (.docx). {_ask_for_word()}")


def _old_or_locked(content: bytes) -> str:
    if any(name.encode("utf-16-le") in content for name in ("EncryptedPackage", "EncryptionInfo")):
        return "The form is locked with a password. Take the password off in Word, save it, and add it again."
    return f"This is an older Word file (.doc), which cannot be read safely. {SAVE_AS_DOCX}"


def _ask_for_word() -> str:
    return "Ask the referrer for the form as a Word document (.docx)."
