"""Who may come in: the token of the first URL, or a password and spaces of one's own."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
import time
from collections import defaultdict, deque
from pathlib import Path

from farrell.app import limits
from farrell.app.refusals import RequestError
from farrell.app.workspace import LOCAL, Visitor, Workspace
from farrell.errors import OptionError

SHORTEST = 8
"""Characters of a password."""
SCRYPT = {"n": 2**14, "r": 8, "p": 1, "dklen": 32}
"""16 MB and some hundredths of a second a guess."""


def read_password(path: Path) -> str:
    """The first line of a password file.

    Raises
    ------
    OptionError
        codes ``password-file``: it cannot be read; ``password-short``
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise OptionError("password-file", file=path, reason=type(error).__name__) from error
    password = lines[0].strip() if lines else ""
    if len(password) < SHORTEST:
        raise OptionError("password-short", file=path, least=SHORTEST)
    return password


TICKET_SECONDS = 120.0
"""How long a browser may take to start."""


class Access:
    """The one door. Without a password there is one space, and a token leads to it."""

    def __init__(self, workspace: Workspace, password: str | None = None, token: str | None = None) -> None:
        self.workspace = workspace
        self.token = token or secrets.token_urlsafe(32)
        self._salted = None if password is None else _remembered(workspace, password)
        self._tickets: dict[str, float] = {}
        self._failures: dict[str, deque[float]] = defaultdict(deque)
        self._counting = threading.Lock()

    @property
    def mode(self) -> str:
        """``local`` or ``password``."""
        return "local" if self._salted is None else "password"

    def by_token(self, token: str) -> bool:
        """Whether this is the token of the first URL."""
        return self._salted is None and hmac.compare_digest(token.encode(), self.token.encode())

    def ticket(self) -> str:
        """A token that is good once and soon, for a command line that others on this machine can see."""
        made = secrets.token_urlsafe(32)
        self._tickets[made] = time.monotonic() + TICKET_SECONDS
        return made

    def by_ticket(self, token: str) -> bool:
        """Whether this is a ticket, which is used up by asking."""
        return self._salted is None and self._tickets.pop(token, 0.0) >= time.monotonic()

    def by_bearer(self, secret: str) -> Visitor | None:
        """Who a script is that sends ``Authorization: Bearer``."""
        if self._salted is None:
            return Visitor(LOCAL, None) if self.by_token(secret) else None
        return self.workspace.space_of(secret)

    def by_cookie(self, secret: str) -> Visitor | None:
        """Who a browser is; a cookie of the other mode is nobody's."""
        found = self.workspace.visitor(secret)
        return found if found is not None and (found.space == LOCAL) == (self._salted is None) else None

    def sign_in(self, password: str, key: str | None, address: str) -> tuple[str, Visitor]:
        """The secret of a cookie for who knows the password, in the space of ``key`` or in a new one.

        Raises
        ------
        RequestError
            codes ``wrong-password``, ``too-many-attempts``; ``not-found``: a key that leads nowhere
        """
        with self._counting:  # passwords are looked at in several threads
            self._hold_back(address)
        if self._salted is None or not _is_password(password, self._salted):
            with self._counting:
                for counted in (address, ""):
                    self._failures[counted].append(time.monotonic())
            raise RequestError("wrong-password")
        visitor = self.workspace.space_of(key) if key else self.workspace.new_space()
        if visitor is None:
            raise RequestError("not-found")
        return self.workspace.new_session(visitor.space), visitor

    def _hold_back(self, address: str) -> None:
        """Refuse who has guessed too often of late, and forget who has not."""
        oldest = time.monotonic() - limits.FAILURE_SECONDS
        for counted in list(self._failures):
            times = self._failures[counted]
            while times and times[0] < oldest:
                times.popleft()
            if not times:
                del self._failures[counted]
        for counted, most in ((address, limits.FAILURES), ("", limits.FAILURES_ALL)):
            if len(self._failures.get(counted, ())) >= most:
                raise RequestError("too-many-attempts", seconds=round(limits.FAILURE_SECONDS))


def _remembered(workspace: Workspace, password: str) -> str:
    """The salted hash of the password, kept with the workspace; another password signs everyone out."""
    known = workspace.setting("password")
    if known is not None and _is_password(password, known):
        return known
    salt = secrets.token_bytes(16)
    salted = f"{salt.hex()}:{_hashed(password, salt).hex()}"
    workspace.set_password(salted)
    return salted


def _hashed(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, **SCRYPT)


def _is_password(password: str, salted: str) -> bool:
    salt, _, known = salted.partition(":")
    return hmac.compare_digest(_hashed(password, bytes.fromhex(salt)), bytes.fromhex(known))
