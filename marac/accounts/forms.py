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


class ShowAgainForm(_SignedOutForm):
    """The password, to show a hidden screen again."""

    password = PasswordField("Your password")
