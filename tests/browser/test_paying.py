"""Paying by card in browsers, at the stand-in for Stripe in its own process: the payer in one, the payee in another."""

import re

import pytest
import requests
from django.utils.timezone import now
from playwright.sync_api import Page, expect

from accounts.states import Role
from bookings.models import Booking
from payments.actions import Share
from payments.models import Payment
from payments.states import AttemptState
from tests.booking_payments.scenes import DAY, a_deal, payments
from tests.bookings.money.scenes import a_booking
from tests.bookings.scenes import a_house, an_act
from tests.browser.looking import faults
from tests.browser.test_accessibility import sign_in
from tests.factories import MembershipFactory, PartyFactory
from tests.payments.scenes import owed

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 844}
DECLINED, SECURED = "4000 0000 0000 0002", "4000 0000 0000 3155"
PAY = "Pay €100 by card"


@pytest.fixture
def payment(site_with_money) -> Payment:
    return owed(Share(PartyFactory(name="The Anchors"), 10_000, 1_500), payer=PartyFactory(name="Harbour Hall"))


@pytest.fixture
def address(site, payment) -> str:
    return f"{site.url}/payments/{payment.pk}/"


@pytest.fixture
def open_page(site, payment, address, new_context):
    """Opens the page of the payment as a leader of its payer, or of another party, in a browser of their own."""

    def open_as(party=None, **context) -> Page:
        leader = MembershipFactory(party=party or payment.payer, role=Role.MANAGER).user
        page = sign_in(new_context(**context), site, leader)
        page.goto(address)
        return page

    return open_as


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def enter(page: Page, card: str = "4242 4242 4242 4242", *, pay: str = "Pay €100") -> None:
    """On the provider's page."""
    page.get_by_label("Card number").fill(card)
    press(page, pay)


def expect_words(page: Page, words: str) -> None:
    expect(page.locator("main")).to_contain_text(words)


def at_provider(site, path: str = "") -> re.Pattern:
    return re.compile(re.escape(f"{site.money_url}/pay/") + path)


def test_payer_pays_comes_back_and_the_payee_reads_it_at_once(site, payment, open_page, address):
    payer, payee = open_page(), open_page(payment.shares.get().payee)
    expect_words(payee, "Not paid yet.")
    expect(payee.locator("html")).to_have_attribute("data-stream", "open")
    expect_words(payer, "Test money")

    press(payer, PAY)
    expect(payer).to_have_url(at_provider(site))
    assert payer.evaluate("document.referrer") == ""
    expect_words(payee, "Payment started")
    enter(payer)

    expect(payer).to_have_url(f"{address}returned/")
    expect_words(payer, "Paid.")
    expect_words(payee, "Paid.")
    expect(payee.locator("main")).to_contain_text("€15")
    expect(payee.get_by_role("button", name=PAY)).to_have_count(0)


def test_on_a_phone_without_scripts(site, open_page, address):
    page = open_page(java_script_enabled=False, viewport=PHONE)
    press(page, PAY)
    enter(page)

    expect(page).to_have_url(f"{address}returned/")
    if page.get_by_role("button", name="Check now").count():  # unless the provider's own report was faster
        press(page, "Check now")
        expect(page).to_have_url(address)
    expect_words(page, "Paid.")


def test_a_declined_card_and_then_another_one(site, open_page):
    page = open_page()
    press(page, PAY)
    enter(page, DECLINED)
    expect_words(page, "Your card was declined.")
    enter(page)

    expect_words(page, "Paid.")


@pytest.mark.parametrize(("answer", "expected"), [("Approve", "Paid."), ("Refuse", "Your card was declined.")])
def test_a_bank_that_asks_back(site, open_page, answer, expected):
    page = open_page()
    press(page, PAY)
    enter(page, SECURED)
    press(page, answer)

    expect_words(page, expected)


@pytest.mark.parametrize("way", ["back button", "link"])
def test_who_goes_back_without_paying_goes_on_later_on_the_same_page(site, payment, open_page, address, way):
    page = open_page()
    press(page, PAY)
    expect(page).to_have_url(at_provider(site))
    url = page.url
    if way == "link":
        page.get_by_role("link", name="Back without paying").click()
    else:
        page.go_back()
    expect(page).to_have_url(address)

    press(page, "Continue paying")

    expect(page).to_have_url(url)
    assert payment.attempts.count() == 1
    enter(page)
    expect_words(page, "Paid.")


@pytest.mark.parametrize("who", ["two tabs", "two leaders"])
def test_two_pay_on_one_page_and_the_second_reads_that_it_is_paid(site, payment, open_page, address, who):
    first = open_page()
    if who == "two tabs":
        second = first.context.new_page()
        second.goto(address)
    else:
        second = open_page()
    press(first, PAY)
    expect(first).to_have_url(at_provider(site))
    press(second, "Continue paying")
    expect(second).to_have_url(first.url)
    enter(first)
    expect_words(first, "Paid.")

    enter(second)  # the page was open already

    expect_words(second, "Paid.")
    assert list(payment.attempts.values_list("state", flat=True)) == [AttemptState.PAID]
    assert payment.entries.filter(kind="charge").count() == 1


def test_who_presses_twice_opens_one_page(site, payment, open_page):
    page = open_page()
    page.get_by_role("button", name=PAY, exact=True).dblclick()

    expect(page).to_have_url(at_provider(site))
    assert payment.attempts.count() == 1


def test_a_page_that_has_expired_leads_back_to_another(site, payment, open_page, address):
    page = open_page()
    press(page, PAY)
    expect(page).to_have_url(at_provider(site))
    url = page.url
    expire(site, payment)
    enter(page)
    expect_words(page, "no longer open")
    page.get_by_role("link", name="Back").click()
    expect(page).to_have_url(address)
    page.get_by_role("button", name=re.compile("Continue paying|by card")).click()

    expect(page).to_have_url(at_provider(site))
    assert page.url != url
    enter(page)
    expect_words(page, "Paid.")


def test_a_window_that_is_closed_after_paying_is_reported_by_the_provider(site, payment, open_page):
    payer, payee = open_page(), open_page(payment.shares.get().payee)
    press(payer, PAY)
    expect(payer).to_have_url(at_provider(site))
    url = payer.url
    payer.close()
    assert requests.post(url, data={"card": "4242424242424242"}, allow_redirects=False, timeout=5).status_code == 303

    expect_words(payee, "Paid.")


def test_a_provider_that_does_not_answer_is_said_and_nothing_is_lost(site, payment, open_page):
    page = open_page()
    make_faults(site, before="10")
    with page.expect_response(lambda answer: answer.request.method == "POST") as answer:
        press(page, PAY)
    assert answer.value.status == 503
    expect_words(page, "The payment provider isn’t answering. Nothing was charged.")
    make_faults(site, before="")

    press(page, PAY)
    enter(page)
    expect_words(page, "Paid.")


def test_a_deposit_is_paid_and_goes_back_by_tier_when_the_night_is_called_off(site_with_money, new_context, settings):
    settings.TEST_MONEY = True  # the booking is made here, and paid there
    site, house, act = site_with_money, a_house(), an_act(members=0)
    booking = a_booking(house, act, starts_at=now() + 3 * DAY, deal=a_deal())
    Booking.objects.filter(pk=booking.pk).update(cancellation_tiers=[[14, 10]])
    [deposit] = payments(booking)
    page, payee = sign_in(new_context(), site, house.manager), sign_in(new_context(), site, act.leader)
    page.goto(f"{site.url}/payments/{deposit.pk}/")
    payee.goto(f"{site.url}/payments/{deposit.pk}/")
    press(page, "Pay €150 by card")
    enter(page, pay="Pay €150")
    expect_words(page, "Paid.")
    expect_words(payee, "Paid.")

    page.get_by_role("link", name=re.compile("^Back to")).click()
    page.get_by_text("Cancel this booking").click()
    expect_words(page, "€90")
    page.get_by_label("Reason").fill("The pipes have burst.")
    press(page, "Cancel booking")
    expect_words(page, "Cancelled")
    page.goto(f"{site.url}/payments/{deposit.pk}/")

    expect_words(page, "Paid, then refunded in part.")
    expect_words(page, "€90 · Given back")
    expect_words(payee, "Paid, then refunded in part.")


@pytest.mark.slow
def test_pages_have_no_faults(site, payment, open_page, address):
    page = open_page()
    assert faults(page) == []
    press(page, PAY)
    enter(page)
    expect_words(page, "Paid.")
    assert faults(page) == []


def make_faults(site, **wanted) -> None:
    requests.post(f"{site.money_url}/faults", data=wanted, timeout=5)


def expire(site, payment) -> None:
    """The provider closes the page, and nobody tells the site."""
    session = payment.attempts.get().checkout_id
    answer = requests.post(
        f"{site.money_url}/v1/checkout/sessions/{session}/expire",
        headers={"Authorization": "Bearer sk_test_x"},
        timeout=5,
    )
    assert answer.status_code == 200
