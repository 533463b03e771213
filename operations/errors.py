"""What keeps a backup from being made or restored. Each message is one sentence for who typed the command."""


class BackupError(Exception):
    """No backup was made, or nothing was restored."""
