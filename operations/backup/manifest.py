"""What a backup says about itself: the last file in it, as JSON."""

import json
from dataclasses import asdict, dataclass

MANIFEST, DATABASE, SETTINGS, FILES = "manifest.json", "database.dump", "settings.env", "files"


@dataclass(frozen=True)
class Manifest:
    """`members` maps each file of the backup to its SHA-256 in hex. `started_at` is RFC 3339, in UTC.

    `elsewhere` names the stores whose files lie in S3 and are not in the backup.
    """

    version: str
    started_at: str
    postgresql: int
    elsewhere: list[str]
    members: dict[str, str]

    def to_json(self) -> bytes:
        return json.dumps(asdict(self), indent=1).encode()

    @classmethod
    def from_json(cls, text: bytes) -> "Manifest":
        """Raises ValueError or TypeError for what is none."""
        return cls(**json.loads(text))
