"""What people are told of sessions, by mail and in the inbox: a file for each subject. Made at delivery, for what the
reader may know then."""

from studio.emails import changes, disputes, sessions, splits


def register_kinds() -> None:
    """Called when the site starts."""
    changes.register_kinds()
    sessions.register_kinds()
    splits.register_kinds()
    disputes.register_kinds()
