"""A property computed once per instance, without a lock.

`functools.cached_property` of Python 3.11 holds one lock for all instances of a class while it computes, so that
threads which judge different sites would wait for each other.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, Self, TypeVar, overload

T = TypeVar("T")


class once(Generic[T]):  # noqa: N801 - used as a decorator
    """The value of the first computation, kept in the instance; two threads at once may both compute it."""

    def __init__(self, compute: Callable[[Any], T]) -> None:
        self._compute = compute
        self._name = compute.__name__
        self.__doc__ = compute.__doc__

    @overload
    def __get__(self, instance: None, owner: type) -> Self: ...

    @overload
    def __get__(self, instance: object, owner: type) -> T: ...

    def __get__(self, instance: object | None, owner: type) -> Self | T:
        if instance is None:
            return self
        value = self._compute(instance)
        vars(instance)[self._name] = value  # from now on the instance answers by itself
        return value
