"""The one error that reading a form may raise."""


class UnreadableForm(Exception):
    """The file cannot be taken in; the message says what is wrong and what to do, in plain English."""
