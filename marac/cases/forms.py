"""What is typed on the pages of cases."""

from wtforms import PasswordField

from marac.ui.forms import BaseForm, LongText, OneOf, Pick, ShortText, SomeOf, YesTick
from marac.ui.typed_text import Required


class SearchForm(BaseForm):
    """Finding a case; sent by POST, so that no name is ever in an address."""

    terms = ShortText(
        "Find a case",
        [Required("Enter a reference, a name or a date of birth.")],
        max_length=100,
        description="A reference, a name or alias, or a date of birth such as 27 3 1984.",
    )


class ExclusionForm(BaseForm):
    """Keeping somebody from a case."""

    whom = Pick("Who must not see this case", [Required("Choose one person or one agency.")])
    reason = LongText("Why", [Required("Say why, so that others can follow it.")], max_length=2_000)


class LiftForm(BaseForm):
    """Letting somebody back."""

    reason = LongText(
        "Why they may see it again", [Required("Say why they may see the case again.")], max_length=2_000
    )


class NamedForm(BaseForm):
    """The only people who may see a case."""

    is_sealed = YesTick(
        "Only the people ticked below may see this case",
        description="It takes sight away from everybody else, and gives none to anybody.",
    )
    people = SomeOf("People")


class OpeningForm(BaseForm):
    """Opening a case that one cannot see."""

    reference = ShortText(
        "Reference of the case",
        [Required("Enter the reference of the case.")],
        max_length=40,
        description="As you were given it.",
    )
    cause = OneOf("Why now", [Required("Choose a reason.")])
    words = LongText(
        "What has happened, and what you need to know",
        [Required("Say what has happened and what you need to know.")],
        max_length=2_000,
        description="Whoever reviews this reads it.",
    )
    password = PasswordField("Your password, once more", [Required("Type your password.")])


class ReviewForm(BaseForm):
    """Somebody else's judgement on an opening."""

    outcome = OneOf(
        "Was it justified",
        [Required("Choose whether it was justified.")],
        choices=[("justified", "Justified"), ("not", "Not justified")],
    )
    words = LongText("Why", [Required("Say why, so that others can follow it.")], max_length=2_000)
