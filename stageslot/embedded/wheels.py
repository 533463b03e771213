"""Where the programs inside wheels lie."""

from importlib.util import find_spec
from pathlib import Path

from stageslot.embedded.errors import StartError


def package_folder(name: str) -> Path:
    """The folder of an installed package, without importing it: we want its programs, not its Python."""
    spec = find_spec(name)
    if spec is None or spec.origin is None:
        raise StartError(f"The package {name} is not installed: python -m pip install -r requirements.txt")
    return Path(spec.origin).resolve().parent
