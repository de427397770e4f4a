"""What is typed on the pages of minutes and copies."""

import unicodedata
from collections.abc import Mapping
from typing import Any

from wtforms import ValidationError
from wtforms.fields.choices import SelectChoice

from marac.contributions.forms import Finished, SavingForm
from marac.documents.amending import LONGEST_PARAGRAPH, LONGEST_REASON
from marac.documents.recipients import Member
from marac.ui.forms import BaseForm, LongText, OneOf, Pick, ShortText
from marac.ui.typed_text import Required


class SectionForm(SavingForm):
    """One paragraph of a first draft."""

    text = LongText(
        "What the minutes say", [Finished("Write what the minutes should say.")], max_length=LONGEST_PARAGRAPH
    )


class AmendmentForm(SectionForm):
    """One paragraph of a later version, with the reason why it differs."""

    reason = LongText(
        "Why the approved minutes are amended",
        [Finished("Say why the approved minutes are amended.")],
        max_length=LONGEST_REASON,
        description="Everybody who reads the minutes reads this as well.",
    )


class CopyForm(BaseForm):
    """For whom a copy is made, and of what. Whoever makes it types back whom it is for."""

    names: Mapping[int, str] = {}
    recipient = Pick("Who it is for", [Required("Choose who the copy is for.")], choices=[], coerce=int)
    document = OneOf("What to copy", [Required("Choose what to copy.")], choices=[])
    family_name = ShortText(
        "Family name of the person it is for",
        [Required("Type the family name of the person the copy is for.")],
        description="To be sure that it goes to nobody else. Accents, capitals and spaces do not matter.",
    )

    def validate_family_name(self, field: ShortText) -> None:
        """Refuse what is not how the name of the recipient ends."""
        name = self.names.get(self.recipient.data, "")
        if name and not is_family_name(field.data or "", name):
            raise ValidationError(
                "This is not the family name of the person chosen. Look again whom it is for."
            )


def is_family_name(typed: str, name: str) -> bool:
    """Whether `typed` is the last word of `name`, or as many of its last words as somebody likes to type."""
    words = name.split()
    wanted = {_bare("".join(words[at:])) for at in range(len(words))}
    return bool(_bare(typed)) and _bare(typed) in wanted


def _bare(text: str) -> str:
    """Letters and figures alone, without accents and capitals; names are written in more ways than they are said."""
    return "".join(letter for letter in unicodedata.normalize("NFKD", text.casefold()) if letter.isalnum())


def copy_form(members: list[Member], documents: dict[str, str], **settings: Any) -> CopyForm:
    """The form with the members of a conference and the documents that can be made now."""
    form = CopyForm(**settings)
    form.names = {each.user_id: each.name for each in members}
    people = [SelectChoice(each.user_id, f"{each.agency}: {each.name}") for each in members]
    form.recipient.choices = [SelectChoice(0, "Choose…"), *people]
    form.document.choices = [SelectChoice(code, label) for code, label in documents.items()]
    return form
