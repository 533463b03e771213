"""What import-linter cannot see: a package that no contract names, a loose module, an app that grows too large."""

import re
import tomllib
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings

from web.hooks import Hook

ROOT = Path(settings.BASE_DIR)
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
LINTER = PROJECT["tool"]["importlinter"]
BESIDE = {"tests", "bench", "bin"}
"""Python code that the site does not run."""
LEAF_AND_TOP = {"web", "demo", "stageslot"}
"""What lies below and above the apps has modules of its own kind."""
STANDARD = {
    "urls", "views", "admin", "feeds", "periodic", "tasks", "forms", "actions", "emails", "access", "queries",
    "models", "states", "ranges", "errors", "hooks", "conditions", "apps", "__init__",
}  # fmt: skip
LARGEST_SHARE = 0.25


def sources(package: str = "") -> Iterator[Path]:
    """Python files below a package, or of all, without migrations."""
    found = (ROOT / package).rglob("*.py") if package else (each for name in packages() for each in sources(name))
    return (path for path in found if "migrations" not in path.parts)


def packages() -> list[str]:
    """Top-level packages with code of the site."""
    found = {path.parent.name for path in ROOT.glob("*/*.py")}
    return sorted(found - BESIDE)


def apps() -> list[str]:
    """Packages that are built like an app."""
    return [name for name in packages() if name not in LEAF_AND_TOP]


def contract(name: str) -> dict:
    [found] = [each for each in LINTER["contracts"] if each["name"] == name]
    return found


def test_every_package_has_its_place_in_the_order():
    layers = contract("Packages")["layers"]
    assert sorted(name for layer in layers for name in layer.split(" | ")) == packages()
    assert (layers[0], layers[-1]) == ("stageslot", "web")


def test_the_linter_reads_every_package():
    assert sorted(LINTER["root_packages"]) == packages()
    assert sorted(contract("No circular imports at any depth")["ancestors"]) == packages()


def test_the_modules_of_every_app_have_an_order_without_exception():
    ordered = [contract("Modules of an app"), contract("Modules of discovery")]
    assert sorted(app for each in ordered for app in each["containers"]) == apps()
    assert all(each["exhaustive"] and each["exhaustive_ignores"] == ["migrations"] for each in ordered)


def test_imports_of_every_package_are_sorted_as_our_own():
    first_party = PROJECT["tool"]["ruff"]["lint"]["isort"]["known-first-party"]
    assert sorted(set(first_party) - BESIDE) == packages()


def test_every_folder_with_python_code_is_a_package():
    """import-linter does not see a folder without `__init__.py`. Scripts in `data` run by themselves."""
    folders = {path.parent for path in sources()}
    assert [str(each) for each in folders if not (each / "__init__.py").exists() and each.name != "data"] == []


@pytest.mark.parametrize("app", apps())
def test_an_app_has_no_module_but_the_standard_ones(app):
    assert {path.stem for path in (ROOT / app).glob("*.py")} - STANDARD == set()


def test_no_app_holds_more_than_a_quarter_of_the_source():
    lines = {name: sum(len(path.read_text().splitlines()) for path in sources(name)) for name in packages()}
    largest = max(lines, key=lambda name: lines[name])
    assert lines[largest] / sum(lines.values()) <= LARGEST_SHARE, f"{largest}: {lines[largest]} lines"


def hooks() -> dict[str, Hook]:
    """Every hook by its name: "bookings.hooks.stage_taken"."""
    modules = [
        import_module(f"{path.parent.name}.hooks") for path in ROOT.glob("*/hooks.py") if path.parent.name != "web"
    ]
    return {
        f"{module.__name__}.{name}": each
        for module in modules
        for name, each in vars(module).items()
        if isinstance(each, Hook)
    }


def test_every_hook_is_answered_and_described():
    page = (ROOT / "docs/architecture.md").read_text()
    assert len(hooks()) >= 13
    assert [name for name, hook in hooks().items() if not list(hook._functions)] == []
    assert [name for name in hooks() if name not in page and f"`{name.rpartition('.')[2]}`" not in page] == []


PATH = re.compile(rf"`((?:{'|'.join(packages())}|templates|static|tests|bench|docs|bin)/[\w./-]+?)`")


def test_files_that_the_documentation_names_exist():
    pages = [ROOT / "README.md", *ROOT.glob("docs/*.md")]
    named = {(page.name, path) for page in pages for path in PATH.findall(page.read_text()) if "..." not in path}
    assert len(named) > 50
    found = {path for _page, path in named if (ROOT / path).exists() or (ROOT / "templates" / path).exists()}
    assert sorted((page, path) for page, path in named if path not in found) == []
