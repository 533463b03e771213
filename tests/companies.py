"""Which tests share something slow to make: they go to one xdist worker, and the largest companies first.

pytest-xdist writes the name of a group behind the id of a test, which pytest 9 no longer lets it do, and says nothing.
"""

from pathlib import PurePath

from xdist.scheduler import LoadScopeScheduling

SITES = 2
"""As many running sites as there are workers to drive a browser at a time; a third would only take from the others."""
BROWSER_TESTS_ELSEWHERE = {"test_scripts.py", "test_slow_clients.py"}
"""Outside of `tests/browser`; the second needs the running site without a browser."""
FOLDERS = {"api", "files", "live", "matrix"}
"""Each of their modules has a world or a server that all its tests use."""
WORLDS_OF_THEIR_OWN = {"test_access_matrix.py", "test_hostile_input.py"}
"""Of the matrix. Its others use the same world, one after the other; each of these takes as long as they together."""
MODULES = {
    "test_caldav.py", "test_demo.py", "test_migrations.py", "test_postgres.py", "test_provider_elsewhere.py",
    "test_s3.py", "test_single_machine.py", "test_transitions.py", "test_upgrades.py",
}  # fmt: skip
"""The same, in other folders. `tests/test_companies.py` finds what is missing here."""


class Companies(LoadScopeScheduling):
    """Every test is free to go anywhere but those of a company."""

    def _split_scope(self, nodeid: str) -> str:
        return company_of(nodeid.partition("::")[0]) or nodeid


def company_of(path: str) -> str:
    """The name of the company of a module's tests, empty where they have none.

    Browser tests share a running site; the tests of a module what a fixture makes once for the module.
    """
    module = PurePath(path)
    if "browser" in module.parent.parts or module.name in BROWSER_TESTS_ELSEWHERE:
        return f"site {sum(module.name.encode()) % SITES}"
    if module.parent.name == "matrix" and module.name not in WORLDS_OF_THEIR_OWN:
        return str(module.parent)
    return path if module.parent.name in FOLDERS or module.name in MODULES else ""
