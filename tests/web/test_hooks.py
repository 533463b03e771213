"""Hooks: how a lower app lets upper apps act."""

import pytest

from web.hooks import Hook


def test_functions_run_in_the_order_of_registration():
    hook = Hook("asked")
    hook.register(lambda value: value + 1)
    hook.register(lambda value: value * 10)

    assert hook(3) == [4, 30]


def test_function_that_registers_twice_runs_once():
    hook = Hook("asked")
    for _time in range(2):
        hook.register(str)

    assert hook(3) == ["3"]


def test_error_of_a_function_ends_the_caller():
    hook = Hook("asked")
    later = []
    hook.register(lambda: 1 / 0)
    hook.register(lambda: later.append("ran"))

    with pytest.raises(ZeroDivisionError):
        hook()
    assert later == []


def test_question_that_is_settled_is_asked_no_further():
    hook = Hook("asked")
    asked = []
    for name in ("first", "second"):
        hook.register(lambda name=name: asked.append(name) or name)

    assert next(hook.one_by_one()) == "first"
    assert asked == ["first"]
