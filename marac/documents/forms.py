"""What is typed on the pages of minutes and copies."""

from typing import Any

from wtforms.fields.choices import SelectChoice

from marac.contributions.forms import Finished, SavingForm
from marac.documents.amending import LONGEST_PARAGRAPH, LONGEST_REASON
from marac.documents.recipients import Member
from marac.ui.forms import BaseForm, LongText, OneOf, Pick
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
    """For whom a copy is made, and of what. Every press makes a copy of its own, so there is no form key."""

    form_key = None
    recipient = Pick("Who it is for", [Required("Choose who the copy is for.")], choices=[], coerce=int)
    document = OneOf("What to copy", [Required("Choose what to copy.")], choices=[])


def copy_form(members: list[Member], documents: dict[str, str], **settings: Any) -> CopyForm:
    """The form with the members of a conference and the documents that can be made now."""
    form = CopyForm(**settings)
    people = [SelectChoice(each.user_id, f"{each.agency}: {each.name}") for each in members]
    form.recipient.choices = [SelectChoice(0, "Choose…"), *people]
    form.document.choices = [SelectChoice(code, label) for code, label in documents.items()]
    return form
