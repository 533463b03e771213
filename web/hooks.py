"""How a lower app lets upper apps act without knowing them.

The lower app declares a hook in its `hooks.py` and calls it; an upper app registers a function when the site starts
(`AppConfig.ready`). This is the only such mechanism: business rules do not use Django's signals.
"""

from collections.abc import Callable, Iterator
from typing import Generic, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


class Hook(Generic[P, R]):
    """A list of functions with one signature, called in the order of registration.

    They run inside the caller's transaction. What one of them raises ends the action that called the hook.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._functions: list[Callable[P, R]] = []

    def register(self, function: Callable[P, R]) -> Callable[P, R]:
        """Have the function called from now on; a second registration of the same function changes nothing."""
        if function not in self._functions:
            self._functions.append(function)
        return function

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> list[R]:
        """Call every function that is registered and return what they return."""
        return [function(*args, **kwargs) for function in self._functions]

    def one_by_one(self, *args: P.args, **kwargs: P.kwargs) -> Iterator[R]:
        """Call each function only when its answer is asked for: for questions that the first answer may settle."""
        for function in self._functions:
            yield function(*args, **kwargs)

    def __repr__(self) -> str:
        return f"<Hook {self.name}: {len(self._functions)}>"
