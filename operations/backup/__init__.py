"""One file with everything of a site, and a site made from one (docs/backup.md)."""
