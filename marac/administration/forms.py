"""What an administrator types."""

from wtforms import HiddenField, PasswordField

from marac.conferences import get_common
from marac.ui.forms import LONGEST_FORM_KEY, BaseForm, DayField, OneOf, Pick, ShortText, SomeOf, YesTick
from marac.ui.typed_text import MaxLength, NoHiddenCharacters, Required


class AgencyForm(BaseForm):
    """An agency to add."""

    name = ShortText("Name of the agency", [Required("Enter the agency's name"), NoHiddenCharacters()])
    slug = ShortText(
        "Short name",
        [Required("Enter a short name")],
        description="Small letters, figures and hyphens, such as northtown-police.",
        max_length=60,
    )
    kind = Pick("Kind of agency", [Required("Choose the kind of agency")])


class AccountForm(BaseForm):
    """An account to open."""

    name = ShortText("Name", [Required("Enter the person's name"), NoHiddenCharacters()])
    job_title = ShortText("Job title")
    email = ShortText("E-mail address", [Required("Enter the e-mail address they sign in with")])
    agency = Pick("Agency", [Required("Choose their agency")])
    password = PasswordField(
        "First password", description="At least 15 characters. Tell them in person or by phone."
    )
    is_administrator = YesTick("Administers this site (sees no case)")


class PasswordForm(BaseForm):
    """A new password for an account."""

    password = PasswordField(
        "New password", description="At least 15 characters. Tell them in person or by phone."
    )


class MembershipForm(BaseForm):
    """A role in a conference between two dates."""

    conference = Pick("Conference", [Required("Choose a conference")])
    role = Pick("Role", [Required("Choose a role")])
    from_on = DayField("First day", [Required("Enter the first day")])
    until_on = DayField("Last day", [Required("Enter the last day")])


class ConferenceForm(BaseForm):
    """A conference to found."""

    kind = Pick("Kind of conference", [Required("Choose the kind of conference")])
    name = ShortText("Name", [Required("Enter the conference's name")])
    slug = ShortText(
        "Short name",
        [Required("Enter a short name")],
        description="Small letters, figures and hyphens, such as northtown-marac.",
        max_length=60,
    )
    area = ShortText("Area")


class AdmissionForm(BaseForm):
    """An agency to admit to a conference."""

    agency = Pick("Agency", [Required("Choose an agency")])
    is_standing = YesTick("Standing member: invited to every case")


class AudienceForm(BaseForm):
    """Who is cleared for a class, why that changes, and what of it was confirmed. `version` counts the decisions."""

    readers = SomeOf("Who reads it")
    ground = OneOf("Why it changes", [Required("Choose the reason for the change.")])
    agreed_on = DayField(
        "Day on which this was agreed", [Required("Enter the day on which this was agreed.")]
    )
    confirmed = HiddenField(validators=[MaxLength(LONGEST_FORM_KEY)])

    def offer(self, codes: tuple[str, ...]) -> None:
        """Fill in which kinds of agency and roles can be chosen, and the reasons."""
        self.readers.choices = [(code, code) for code in codes]
        self.ground.choices = [(each.code, each.label) for each in get_common().audience_grounds]


class AgreementForm(BaseForm):
    """What one agency says to a wider audience of its own information, and who it was told would read more."""

    answer = OneOf(
        "Your answer",
        [Required("Choose whether you agree.")],
        choices=[("agree", "Agree: they can read it from now on"), ("refuse", "Refuse: nothing changes")],
    )
    refusal = OneOf("Why you refuse it")
    confirmed = HiddenField(validators=[MaxLength(LONGEST_FORM_KEY)])

    def offer(self) -> None:
        """Fill in the reasons for a refusal."""
        self.refusal.choices = [(each.code, each.label) for each in get_common().audience_refusals]
