"""What is typed when signing in and looking after one's account."""

from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField

from marac.ui.forms import PostedMeta
from marac.ui.typed_text import single_line


class _SignedOutForm(FlaskForm):  # type: ignore[misc]
    """Forms before anyone is known: no form key, no version."""

    class Meta(PostedMeta):
        pass


class SignInForm(_SignedOutForm):
    """E-mail address and password."""

    email = StringField("E-mail address", filters=[single_line])
    password = PasswordField("Password")


class PasswordForm(_SignedOutForm):
    """A new password of one's own choice."""

    password = PasswordField("Your present password")
    new_password = PasswordField(
        "New password", description="At least 15 characters. Several words together are easiest."
    )
    repeated_password = PasswordField("New password once more")


class ShowAgainForm(_SignedOutForm):
    """The password, to show a hidden screen again."""

    password = PasswordField("Your password")
