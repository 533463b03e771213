"""Where a party takes transfers: what is accepted, who is told, what stays of former accounts."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import ProgrammingError, connection, transaction

from accounts.errors import NotApproved
from accounts.states import Approval, Role
from notifications.kinds import registry
from notifications.models import Notification
from payments.actions import remove_bank_details, set_bank_details
from payments.models import BankDetails
from tests.factories import MembershipFactory, PartyFactory

pytestmark = pytest.mark.django_db

IBAN = "DE89 3704 0044 0532 0130 00"
OTHER = "AT61 1904 3002 3457 3201"


@pytest.fixture
def party():
    return PartyFactory(name="The Owls")


@pytest.fixture
def owner(party):
    return MembershipFactory(party=party, role=Role.OWNER).user


def give(user, party, **fields):
    return set_bank_details(acting_user=user, party=party, **{"holder": "The Owls GbR", "iban": IBAN} | fields)


def test_an_account_is_stored_without_spaces(owner, party):
    details = give(owner, party, iban=" de89 3704-0044 0532 0130 00", bic="cobadeff")
    assert (details.iban, details.bic) == ("DE89370400440532013000", "COBADEFF")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("iban", "DE89 3704 0044 0532 0130 01"),  # a digit is wrong
        ("iban", "XX89 3704 0044 0532 0130 00"),
        ("iban", "DE89 3704"),
        ("iban", ""),
        ("bic", "COBA"),
        ("holder", " "),
        ("holder", "x" * 71),
        ("text", "x" * 501),
    ],
)
def test_what_is_wrong_is_said_at_its_field(owner, party, field, value):
    with pytest.raises(ValidationError) as refusal:
        give(owner, party, **{field: value})
    assert list(refusal.value.message_dict) == [field]
    assert not BankDetails.objects.exists()


def test_words_where_banks_have_no_iban(owner, party):
    details = give(owner, party, iban="", text="Account 12-3456, First Bank of Springfield")
    assert (details.iban, details.text) == ("", "Account 12-3456, First Bank of Springfield")


def test_changes_are_kept_and_all_who_lead_are_told(owner, party):
    manager = MembershipFactory(party=party, role=Role.MANAGER).user
    MembershipFactory(party=party, role=Role.MEMBER)
    first = give(owner, party)
    give(owner, party)  # the same once more
    second = give(manager, party, iban=OTHER)
    rows = [(row.pk, row.set_by, row.replaced_by, bool(row.replaced_at)) for row in BankDetails.objects.all()]
    assert rows == [(second.pk, manager, None, False), (first.pk, owner, manager, True)]
    told = Notification.objects.filter(kind="payments.bank_changed")
    assert sorted(each.user.email for each in told) == sorted([owner.email, manager.email] * 2)
    texts = {registry.render(each, owner).text for each in told.filter(user=owner)}
    assert any("3000" in text and owner.name in text for text in texts)
    assert any("3201" in text and manager.name in text for text in texts)
    assert not any("DE89" in text for text in texts)
    remove_bank_details(acting_user=owner, party=party)
    assert not BankDetails.objects.filter(replaced_at=None).exists()
    assert told.all().count() == 6


def test_who_left_reads_nothing_of_it(owner, party):
    give(owner, party)
    told = Notification.objects.get()
    owner.memberships.update(left_at=told.created_at)
    assert registry.render(told, owner) is None


def test_an_account_is_replaced_and_never_rewritten(owner, party):
    give(owner, party)
    with pytest.raises(ProgrammingError, match="Cannot update"), transaction.atomic():
        BankDetails.objects.update(iban="AT611904300234573201")


@pytest.mark.parametrize("approval", [Approval.SUSPENDED, Approval.CLOSED])
def test_a_party_that_is_suspended_or_closed_changes_nothing(owner, party, approval):
    type(party).objects.update(approval=approval)
    with pytest.raises(NotApproved):
        give(owner, party)
    with pytest.raises(NotApproved):
        remove_bank_details(acting_user=owner, party=party)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_change_it_at_once(owner, party):
    errors = []

    def change(iban):
        try:
            give(owner, party, iban=iban)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=change, args=[iban]) for iban in (IBAN, OTHER) * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (errors, BankDetails.objects.filter(replaced_at=None).count()) == ([], 1)
