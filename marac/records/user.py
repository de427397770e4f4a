"""Accounts and their sessions. An account is a practitioner, never a subject of a case."""

from datetime import datetime

from sqlalchemy import Column, LargeBinary
from sqlmodel import Field, SQLModel

from marac.records.base import key, link, moment


class User(SQLModel, table=True):
    """An account. `password_hash` is empty for the account that imports from the command line.

    `password_set_by_id` is the administrator who set a password for its owner most recently, and
    `must_change_password` whether the owner has yet to choose one of their own.
    """

    __tablename__ = "user_account"

    id: int = key()
    agency_id: int = link("agency.id", index=True)
    name: str
    job_title: str = ""
    email: str = Field(unique=True)
    password_hash: str = ""
    is_active: bool = True
    is_administrator: bool = False
    must_change_password: bool = False
    password_set_by_id: int | None = link("user_account.id", optional=True)
    password_set_at: datetime | None = moment(optional=True)
    created_at: datetime = moment()
    version: int = 1


class LoginSession(SQLModel, table=True):
    """A signed-in browser. Only the hash of its token is kept; rights are read anew at each request."""

    __tablename__ = "login_session"

    token_hash: bytes = Field(sa_column=Column(LargeBinary(32), primary_key=True))
    user_id: int = link("user_account.id", index=True)
    started_at: datetime = moment()
    seen_at: datetime = moment()
    ends_at: datetime = moment()
    ended_at: datetime | None = moment(optional=True)
    is_locked: bool = False
    browser: str = ""


class SignInFailure(SQLModel, table=True):
    """A failed sign-in, by hash of the address typed: throttles without telling whether an account exists."""

    __tablename__ = "sign_in_failure"

    id: int = key()
    email_hash: str = Field(index=True)
    failed_at: datetime = moment()


class FormKey(SQLModel, table=True):
    """One key per form: a second post of the same form is answered with the first result."""

    __tablename__ = "form_key"

    user_id: int = link("user_account.id", primary=True)
    form_key: str = Field(primary_key=True)
    location: str
    used_at: datetime = moment()
