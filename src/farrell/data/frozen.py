"""A dict that cannot be changed, and can be pickled, which a mapping proxy cannot."""

from __future__ import annotations

from typing import Any, NoReturn, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Frozen(dict[K, V]):
    """Reads like a dict; every change raises TypeError."""

    def __init__(self, *items: Any, **named: Any) -> None:
        """As a dict; dicts among the values are frozen with it."""
        super().__init__(*items, **named)
        for key, value in self.items():
            if type(value) is dict:
                super().__setitem__(key, Frozen(value))  # type: ignore[assignment]

    def _refuse(self, *_: Any, **__: Any) -> NoReturn:
        raise TypeError("a panel and its results cannot be changed; make a new one")

    __setitem__ = __delitem__ = __ior__ = _refuse
    clear = pop = popitem = setdefault = update = _refuse

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self), (dict(self),))
