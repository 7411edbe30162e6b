"""Connections: how long one may do nothing, how many there may be, and who makes room for whom.

A connection on which no request runs is idle: nothing has come, or half of a request's head. Idle ones end after a
while, and when there are too many, the one that has been idle longest makes room for whoever comes.
"""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

from farrell.app import limits
from farrell.app.refusals import RequestError
from farrell.app.security import raw_refusal


class Connections:
    """The connections of a server, in the order in which they became idle."""

    def __init__(self) -> None:
        self._open: dict[Connection, None] = {}

    def enter(self, new: Connection) -> None:
        """Let a connection in; where all others are at work, its requests are refused."""
        own = [one for one in self._open if one.network == new.network]
        if new.network is not None and len(own) >= limits.MOST_OF_ADDRESS:
            self._make_room(new, own)
        if len(self._open) >= limits.MOST_CONNECTIONS:
            self._make_room(new, list(self._open))
        self._open[new] = None

    def idle(self, one: Connection) -> None:
        """Put a connection behind all that have been idle longer."""
        if one in self._open:
            del self._open[one]
            self._open[one] = None

    def leave(self, one: Connection) -> None:
        """Forget a connection."""
        self._open.pop(one, None)

    def __contains__(self, one: Connection) -> bool:
        return one in self._open

    def _make_room(self, new: Connection, among: list[Connection]) -> None:
        idle = next((one for one in among if one.is_idle), None)
        if idle is None:
            new.is_refused = True
        else:
            idle.drop()


class Connection(H11Protocol):
    """Uvicorn's connection with an end to silence; only what asyncio calls, and the answer to what is no HTTP, differ.

    Attributes
    ----------
    network : whom its limit counts for; None for this machine
    is_refused : whether its requests are answered that the server is full
    """

    def __init__(self, config: Any, server_state: Any, app_state: dict[str, Any], _loop: Any = None) -> None:
        super().__init__(config, server_state, {**app_state, "connection": self}, _loop)
        self.network: str | None = None
        self.is_refused = False
        self._all: Connections = app_state["connections"]
        self._line: asyncio.Transport
        self._running = 0
        self._unsent = 0
        self._end: asyncio.TimerHandle | None = None

    @property
    def is_idle(self) -> bool:
        """Whether nothing is asked for nor being sent."""
        return self._running == 0 and self._line.get_write_buffer_size() == 0

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """While a request runs, only answers that are not taken end the connection."""
        self._running += 1
        self._watch()
        try:
            yield
        finally:
            self._running -= 1
            if self._running == 0:
                self._all.idle(self)
                self._watch()

    def drop(self) -> None:
        """End the connection now."""
        self._all.leave(self)
        self._line.abort()

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._line = transport
        self.network = network(transport.get_extra_info("peername"))
        self._all.enter(self)
        self._watch()

    def connection_lost(self, exc: Exception | None) -> None:
        self._all.leave(self)
        super().connection_lost(exc)
        self._watch()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._watch()

    def resume_writing(self) -> None:
        super().resume_writing()
        self._watch()

    def send_400_response(self, msg: str) -> None:
        """Answer what is no HTTP as all is answered; in the midst of another answer, end the connection."""
        if self._running:
            self.drop()
        else:
            self._line.write(raw_refusal(RequestError("request-http")))
            self._line.close()

    def _watch(self) -> None:
        """Begin to wait: for an answer to be taken, or for the head of a request; not for our own work."""
        self._unsent = self._line.get_write_buffer_size()
        seconds = limits.STALL_SECONDS if self._unsent else None if self._running else limits.HEAD_SECONDS
        if self._end is not None:
            self._end.cancel()
        self._end = None
        if seconds is not None and self in self._all:
            self._end = asyncio.get_running_loop().call_later(seconds, self._silent)

    def _silent(self) -> None:
        """Time is over, unless some of the answer was taken meanwhile, or all of it and the next is at work."""
        unsent = self._line.get_write_buffer_size()
        if unsent != self._unsent and (unsent or self._running):
            self._watch()
        else:
            self.drop()


def network(peer: Any) -> str | None:
    """Whom a connection's limit counts for: an IPv4 address, or the /64 of an IPv6 one, which is one household.

    This machine has no limit of its own: a proxy on it brings everybody.
    """
    if not isinstance(peer, tuple):
        return None
    found = ipaddress.ip_address(peer[0].partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        found = found.ipv4_mapped or found
    if found.is_loopback:
        return None
    return str(found) if found.version == 4 else str(ipaddress.ip_network((found, 64), strict=False))
