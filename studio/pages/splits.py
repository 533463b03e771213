"""Splits as leaders of a professional and of payees see them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from accounts.models import User
from payments.queries.payouts import card_problem
from studio.models import Professional, Service, Split
from studio.queries.services import usual_currency
from studio.queries.splits import EXAMPLE, all_open_splits, example_of, got_by, splits_of_payees
from studio.states import SplitState
from studio.words.splits import name_of, say_part, say_standing
from web.dates import say_moment
from web.money import currency_digits, format_amount


@dataclass(frozen=True)
class SplitLine:
    """One part. `example`: what the payee gets of the example (`whole`), after the platform's fee; `problem`: why the
    payee cannot be paid yet; `got`: what they have got so far; `since`: when they accepted."""

    split: Split
    name: str
    part: str
    standing: str
    example: str
    whole: str = ""
    problem: str = ""
    got: Sequence[str] = ()
    since: str = ""

    @property
    def is_offered(self) -> bool:
        return self.split.state == SplitState.OFFERED


@dataclass(frozen=True)
class SplitGroup:
    """The parts of one service, or of all others (None). `kept`: what the professional gets of the example."""

    service: Service | None
    lines: list[SplitLine] = field(default_factory=list)
    kept: str = ""
    example: str = ""


def split_groups(professional: Professional) -> list[SplitGroup]:
    """All parts that a professional has offered or gives. Two queries, and two for each payee who has accepted."""
    splits = all_open_splits(professional.pk)
    by_service: dict[Service | None, list[Split]] = {}
    for split in splits:
        by_service.setdefault(split.service, []).append(split)
    usual = usual_currency(professional) or "EUR"
    return [_group(professional, service, found, usual) for service, found in by_service.items()]


def _group(professional: Professional, service: Service | None, splits: list[Split], usual: str) -> SplitGroup:
    currency = service.currency_id if service else usual
    kept, *examples = example_of(splits, currency)
    zone = professional.party.timezone
    lines = [
        SplitLine(
            split=split,
            name=name_of(split),
            part=say_part(split),
            standing=say_standing(split, zone),
            example=format_amount(example, currency),
            problem=_problem(split, currency),
        )
        for split, example in zip(splits, examples, strict=True)
    ]
    return SplitGroup(service, lines, format_amount(kept, currency), say_example(currency))


def _problem(split: Split, currency: str) -> str:
    if split.state != SplitState.ACCEPTED or split.payee is None:
        return ""
    return card_problem(split.payee, split.currency_id or currency)


def taken_lines(user: User) -> list[SplitLine]:
    """The parts that parties of this user were offered or have. Two queries, and two for each part."""
    splits = list(splits_of_payees(user))
    payees = {split.payee for split in splits if split.payee}
    got = got_by(list(payees), list({split.professional_id for split in splits})) if splits else {}
    return [_taken(split, got) for split in splits]


def _taken(split: Split, got: Mapping[tuple[UUID, UUID, str], int]) -> SplitLine:
    currency = currency_of(split)
    sums = [
        format_amount(amount, each)
        for (payee, professional, each), amount in got.items()
        if (payee, professional) == (split.payee_id, split.professional_id)
    ]
    return SplitLine(
        split=split,
        name=split.professional.party.name,
        part=say_part(split),
        standing="",
        example=example_for(split, currency),
        whole=say_example(currency),
        problem=card_problem(split.payee, currency) if split.payee and split.state == SplitState.ACCEPTED else "",
        got=sums,
        since=say_moment(split.answered_at, split.payee.timezone) if split.payee and split.answered_at else "",
    )


def example_for(split: Split, currency: str = "") -> str:
    """What this part alone is of the example, after the platform's fee: the parts of others are not told."""
    currency = currency or currency_of(split)
    return format_amount(example_of([split], currency)[1], currency)


def say_example(currency: str) -> str:
    """What the example shares out."""
    return format_amount(EXAMPLE * 10 ** currency_digits(currency), currency)


def currency_of(split: Split) -> str:
    """In which currency examples of a split are. Two queries at most."""
    by_service = split.service.currency_id if split.service else None
    return split.currency_id or by_service or usual_currency(split.professional) or "EUR"
