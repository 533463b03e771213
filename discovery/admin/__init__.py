"""The office of the staff: what waits for them, files of people, and how far the search rows are."""

from discovery.admin import files  # noqa: F401  registers them
