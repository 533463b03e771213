"""What payments are for, as the apps above say."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from payments.hooks import Subject, subjects_of
from payments.models import Payment


@dataclass(frozen=True)
class Subjects:
    """What each of some payments is for."""

    by_payment: Mapping[UUID, Subject]

    def title(self, payment: Payment) -> str:
        """Purpose and subject: "Deposit: The Amps at Harbour Cellar, 6 March 2027"; the purpose alone where nobody
        knows more."""
        subject = self.by_payment.get(payment.pk)
        purpose = payment.get_purpose_display()
        return f"{purpose}: {subject.title}" if subject else str(purpose)

    def path(self, payment: Payment) -> str:
        """The page of what is paid for; empty where there is none."""
        subject = self.by_payment.get(payment.pk)
        return subject.path if subject else ""


def subjects_by_payment(payments: Collection[UUID]) -> Subjects:
    """What these payments are for, in the present language. As many queries as apps answer; none for no payments."""
    found: dict[UUID, Subject] = {}
    for answer in subjects_of(payments) if payments else []:
        found |= answer
    return Subjects(found)
