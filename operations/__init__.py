"""What who runs a site needs: backups, and how old the last good one is."""
