"""Several indexes as one value for kernels."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Final

from numba import types
from numba.experimental import structref
from numba.typed import List

from layers.compiled import kernel
from layers.grid.index import INDEX, Index
from layers.own import Own


class Stack(structref.StructRefProxy):  # type: ignore[misc]
    """Indexes, in `indexes`, as machine code sees them."""


@structref.register
class _StackType(types.StructRef):  # type: ignore[misc]
    """Its type."""


structref.define_proxy(Stack, _StackType, ["indexes"])
STACK: Final = _StackType((("indexes", types.ListType(INDEX)),))


def stacked(indexes: Iterable[Index]) -> Own[Stack]:
    """Indexes in their order, for each thread; see `Index.handle`. It keeps them."""
    return Own(partial(_stacked, tuple(indexes)))


def _stacked(indexes: tuple[Index, ...]) -> Stack:
    """Put together by kernels, for numba compiles a list that Python fills in every process."""
    stack = _empty()
    for index in indexes:
        _put(stack, index.handle)
    return stack


@kernel(STACK())
def _empty() -> Stack:
    return Stack(List.empty_list(INDEX))


@kernel(types.void(STACK, INDEX))
def _put(stack: Stack, index: Index) -> None:
    stack.indexes.append(index)
