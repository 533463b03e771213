"""Which tests share something slow to make: they go to one xdist worker, and the largest companies first.

pytest-xdist writes the name of a group behind the id of a test, which pytest 9 no longer lets it do, and says nothing.
"""

from pathlib import PurePath

from xdist.scheduler import LoadScopeScheduling

SITES = 2
"""As many running sites as there are workers to drive a browser at a time; a third would only take from the others."""


class Companies(LoadScopeScheduling):
    """Every test is free to go anywhere but those of a company."""

    def _split_scope(self, nodeid: str) -> str:
        return company_of(nodeid.partition("::")[0]) or nodeid


def company_of(path: str) -> str:
    """The name of the company of a module's tests, empty where they have none.

    Browser tests share a running site, a module of the access matrix its world, the demo's tests the demo world.
    """
    module = PurePath(path)
    if module.parent.name == "browser":
        return f"site {sum(module.name.encode()) % SITES}"
    return module.name if module.parent.name == "matrix" or module.name == "test_demo.py" else ""
