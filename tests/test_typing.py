"""The interfaces of the apps are typed: what one passes to an action, a query or a check of access."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

LEAST = 0.9
"""So large a part of the parameters is annotated."""


@pytest.mark.parametrize("kind", ["actions", "queries", "access"])
def test_parameters_are_annotated(kind):
    parameters = [(name, argument) for path in modules(kind) for name, argument in parameters_in(path)]
    bare = [f"{name}: {argument.arg}" for name, argument in parameters if argument.annotation is None]
    assert parameters, "no such modules were found"
    assert len(bare) <= (1 - LEAST) * len(parameters), "\n".join(bare)


def modules(kind: str) -> list[Path]:
    """The modules of one kind in all apps of the project: `actions.py`, or all that lies in `actions/`."""
    here = Path(settings.BASE_DIR)
    folders = [Path(app.path) for app in apps.get_app_configs() if Path(app.path).parent == here]
    return [path for folder in folders for path in (*folder.glob(f"{kind}.py"), *folder.rglob(f"{kind}/**/*.py"))]


def parameters_in(path: Path) -> Iterator[tuple[str, ast.arg]]:
    """The parameters of all functions and methods, and where each stands. A lambda cannot be annotated."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            taken = node.args
            named = [*taken.posonlyargs, *taken.args, *taken.kwonlyargs]
            for argument in (*named, *filter(None, [taken.vararg, taken.kwarg])):
                if argument.arg not in ("self", "cls"):
                    yield f"{path}:{node.lineno} {node.name}", argument
