"""Pictures, sounds and documents that people give us, made fit to be shown. Knows none of their owners."""
