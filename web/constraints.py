"""Rules that tables of several apps share."""

import pgtrigger
from django.db import models
from django.db.models import Q


def fee_is_whole(table: str) -> list[models.CheckConstraint]:
    """A fee is an amount in minor units and its currency, or neither; never negative."""
    return [
        models.CheckConstraint(name=f"{table}_fee_not_negative", condition=Q(fee_minor=None) | Q(fee_minor__gte=0)),
        models.CheckConstraint(
            name=f"{table}_fee_has_a_currency",
            condition=Q(fee_minor=None, fee_currency=None) | Q(fee_minor__isnull=False, fee_currency__isnull=False),
        ),
    ]


def pairs(table) -> list[tuple[str, str]]:
    """A transition table as (from, to) pairs in a stable order, as the database's triggers want it."""
    return sorted((before.value, after.value) for before, afters in table.items() for after in afters)


def legal_steps(name: str, table) -> pgtrigger.FSM:
    """The database keeps the transition table of a row's `state` too."""
    return pgtrigger.FSM(name=name, field="state", transitions=pairs(table))


def starts_as(name: str, states) -> pgtrigger.Trigger:
    """A row is born in one of these states; every later one is a move of the transition table."""
    return pgtrigger.Protect(
        name=name, operation=pgtrigger.Insert, condition=~pgtrigger.Q(new__state__in=[state.value for state in states])
    )


def is_one_of(name: str, field: str, choices: type[models.TextChoices]) -> models.CheckConstraint:
    """The database knows these values only: a misspelt state would escape every rule that is made of them."""
    return models.CheckConstraint(name=name, condition=Q(**{f"{field}__in": choices.values}))
