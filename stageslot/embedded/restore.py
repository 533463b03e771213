"""A site on this machine out of a backup: `bin/restore FILE [--key KEY]`, then `bin/run`."""

import argparse
import os
import subprocess
import sys
from pathlib import Path

from operations.backup.archive import read_manifest, read_member
from operations.backup.keys import plain
from operations.backup.manifest import SETTINGS
from operations.errors import BackupError
from stageslot.embedded.errors import StartError, explain_os_error
from stageslot.embedded.instance import Instance
from stageslot.embedded.servers import ROOT, running

KEPT = "settings-from-backup.env"
"""The settings of the machine that the backup comes from, for those who set up this one."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="bin/restore", description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--key", type=Path, help="the file with the secret key, for an encrypted backup")
    arguments = parser.parse_args()
    var = Path(os.environ.get("STAGESLOT_VAR") or ROOT / "var").resolve()
    try:
        return restore(Instance(var), arguments.file.resolve(), arguments.key.resolve() if arguments.key else None)
    except StartError as error:
        return _fail(str(error))
    except OSError as error:
        return _fail(str(explain_os_error(error)))


def restore(instance: Instance, file: Path, key: Path | None) -> int:
    """The exit code of `manage.py restore` on servers of this instance. Refuses where there is something already."""
    if (instance.var / "postgres").exists():
        raise StartError(f"{instance.var} holds a site already. Restore into another place: STAGESLOT_VAR=var2")
    instance.var.mkdir(parents=True, exist_ok=True)
    instance.var.chmod(0o711)
    _take_over_settings(instance, file, key)
    with running(instance):
        command = [sys.executable, "manage.py", "restore", str(file), *(["--key", str(key)] if key else [])]
        done = subprocess.run(command, cwd=ROOT, env=os.environ | {"STAGESLOT_VAR": str(instance.var)}, check=False)
    return done.returncode


def _take_over_settings(instance: Instance, file: Path, key: Path | None) -> None:
    """The secret key becomes ours, or nothing that it has sealed could be read; where things are, we know better."""
    try:
        with plain(file, key) as readable:
            read_manifest(readable)  # damaged, it must not leave half an instance behind
            text = read_member(readable, SETTINGS).decode()
    except BackupError as error:
        raise StartError(str(error)) from error
    if not text:
        print("The backup holds no settings. Set the SECRET_KEY it was made with, or what is sealed cannot be read.")
        return
    kept = instance.var / KEPT
    kept.touch(mode=0o600)
    kept.write_text(text)
    lines = (line.partition("=") for line in text.splitlines())
    secret = next((value for name, _separator, value in lines if name.strip() == "SECRET_KEY"), "")
    instance.remember({"SECRET_KEY": secret} if secret else {})
    print(f"Its settings are in {kept}.")


def _fail(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
