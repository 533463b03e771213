"""One StageSlot on this machine: a folder that holds its data, its logs, its secrets and its lock."""

import fcntl
import os
import secrets
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

from stageslot.embedded.errors import StartError


@dataclass
class Instance:
    """The folder `var`, and what is kept in it."""

    var: Path
    _lock: IO[str] | None = field(default=None, repr=False)

    @property
    def logs(self) -> Path:
        """Where every part writes its log."""
        return self.var / "log"

    @property
    def env_file(self) -> Path:
        """What `stageslot.settings` reads."""
        return self.var / "env"

    def claim(self) -> None:
        """Become the only one who runs this instance, until our process ends, however it ends."""
        self.logs.mkdir(parents=True, exist_ok=True)
        (self.var / "static").mkdir(exist_ok=True)  # what serves it warns of a folder that is not there
        self._lock = (self.var / "lock").open("a+")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self.release()
            raise StartError(
                f"StageSlot is running already on {self.var} (see {self.env_file})."
                " For a second one choose another place and port: STAGESLOT_VAR=var2 PORT=8010 bin/run"
            ) from None

    def release(self) -> None:
        """Let somebody else run it."""
        if self._lock:
            self._lock.close()
            self._lock = None

    def remembered(self) -> dict[str, str]:
        """What the last start wrote for Django; empty before the first."""
        if not self.env_file.exists():
            return {}
        lines = (line.partition("=") for line in self.env_file.read_text().splitlines())
        return {name: value for name, separator, value in lines if separator}

    def remember(self, values: dict[str, str]) -> None:
        """Replace the file whole, so that nobody ever reads half of it."""
        draft = self.env_file.with_suffix(".new")
        draft.touch(mode=0o600)
        with draft.open("w") as file:
            file.writelines(f"{name}={value}\n" for name, value in values.items())
            file.flush()
            os.fsync(file.fileno())
        draft.replace(self.env_file)

    def secret(self, name: str) -> str:
        """A secret made once, then kept."""
        return self.remembered().get(name) or secrets.token_urlsafe(48)

    def password(self, name: str) -> str:
        """The password inside the remembered URL `name`, or a new one."""
        return urlsplit(self.remembered().get(name, "")).password or secrets.token_urlsafe(24)

    def port(self, name: str) -> int | None:
        """The port inside the remembered URL `name`."""
        return urlsplit(self.remembered().get(name, "")).port
