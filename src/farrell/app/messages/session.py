"""Who is there."""

from __future__ import annotations

from farrell.app.messages.common import Message


class SignIn(Message):
    """The password of the server, and the key of an own space to come back to; without one a new space is made."""

    password: str
    key: str | None = None


class Session(Message):
    """The server and who is signed in; ``key`` leads back to the own space where people sign in with a password."""

    version: str
    mode: str
    signed_in: bool
    languages: list[str]
    extras: dict[str, bool]
    key: str | None = None
