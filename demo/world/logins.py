"""Who can sign in to the demo world. Plain constants: whoever starts the site prints them without loading it."""

DOMAIN = "demo.stageslot.example"
COMPLETE = "demo-world"
"""What the staff's log names once the world is complete."""
PASSWORD = "backline-and-soup"
STAFF, LEADER, DRUMMER, MANAGER, CLIENT, ENGINEER = (
    f"{name}@{DOMAIN}" for name in ("staff", "leader", "drummer", "manager", "client", "engineer")
)
LOGINS = (
    (LEADER, "leads Low Tide Choir"),
    (DRUMMER, "drums in Low Tide Choir and Iron Weather"),
    (MANAGER, "manages Harbour Cellar"),
    (CLIENT, "looking for an act for a birthday party"),
    (ENGINEER, "mixes as Kreuzpegel"),
    (STAFF, "site staff, sees the administration"),
)


def say_logins() -> str:
    """The logins in words, a line each."""
    lines = [f"  {email:34} {what}" for email, what in LOGINS]
    return "\n".join([f"Demo logins, password {PASSWORD}", *lines])
