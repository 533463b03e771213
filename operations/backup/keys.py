"""Encryption as the program age does it (age-encryption.org/v1): the site has the public key, its owner the secret one.

Who breaks into the site can read what is there now, and no backup of before.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyrage

from operations.errors import BackupError

ENDING = ".age"


def make_key(path: Path) -> str:
    """Write a new secret key into a new file that only its owner may read; the public key."""
    identity = pyrage.x25519.Identity.generate()
    try:
        path.touch(mode=0o600, exist_ok=False)
    except OSError as error:
        raise BackupError(f"{path} cannot be written: {error.strerror}.") from error
    path.write_text(f"# public key: {identity.to_public()}\n{identity}\n")
    return str(identity.to_public())


def encrypt(source: Path, target: Path, public_key: str) -> None:
    """Raises BackupError for what is no public key."""
    try:
        recipient = pyrage.x25519.Recipient.from_str(public_key)
    except pyrage.RecipientError as error:
        raise BackupError("This is no public key of age; one begins with age1.") from error
    target.touch(mode=0o600)
    pyrage.encrypt_file(str(source), str(target), [recipient])


def decrypt(source: Path, target: Path, key_file: Path) -> None:
    """Raises BackupError for another key than the one it was encrypted for, and for what is damaged."""
    try:
        lines = [line for line in key_file.read_text().splitlines() if line and not line.startswith("#")]
        identities = [pyrage.x25519.Identity.from_str(line.strip()) for line in lines]
        pyrage.decrypt_file(str(source), str(target), identities)
    except (OSError, UnicodeDecodeError, pyrage.IdentityError, pyrage.DecryptError) as error:
        target.unlink(missing_ok=True)
        raise BackupError(f"{source.name} cannot be decrypted with {key_file}: {error}") from error


@contextmanager
def plain(path: Path, key_file: Path | None) -> Iterator[Path]:
    """The path of the backup for the length of the block, decrypted where it is encrypted."""
    if not path.exists():
        raise BackupError(f"There is no {path}.")
    if path.suffix != ENDING:
        yield path
        return
    if key_file is None:
        raise BackupError(f"{path.name} is encrypted. Name the file with its secret key: --key FILE")
    with tempfile.TemporaryDirectory() as folder:
        readable = Path(folder) / path.stem
        decrypt(path, readable, key_file)
        yield readable
