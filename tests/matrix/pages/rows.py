"""What a page answers: rows, and whom their answers are for."""

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from tests.matrix.world import ROLES, World

LOGIN = "login"
"""Led to the sign-in page."""
Answers = dict[str, int | str]


@dataclass(frozen=True)
class Page:
    """What it answers by role, what stands in its address (keys of `World.ids`), and what is sent to it."""

    get: Answers | None = None
    post: Answers | None = None
    at: tuple[str, ...] = ()
    data: dict | Callable[[World, str], dict] | None = None

    def path(self, row: str, world: World) -> str:
        return reverse(row.partition(",")[0], args=[world.ids[name] for name in self.at])

    def sent(self, world: World, role: str) -> dict:
        return self.data(world, role) if callable(self.data) else self.data or {}


def everybody(status: int, **others: int | str) -> Answers:
    """The same for all who are signed in; who is not is led to the sign-in page, unless said."""
    return dict.fromkeys(ROLES, status) | {"anonymous": LOGIN} | others


def only(*allowed: str, ok: int = 200, no: int = 403, **others: int | str) -> Answers:
    return everybody(no) | dict.fromkeys(allowed, ok) | others


def anybody(status: int) -> Answers:
    return dict.fromkeys(ROLES, status)


PUBLIC = anybody(200)
SIGNED_IN = everybody(200)
TEAM = ("member", "manager", "owner")
LEADERS = ("manager", "owner")
HOUSE = ("venue_staff", "venue_manager")
HOST = ("venue_manager",)
SIDES = (*LEADERS, *HOST)
