"""People who pay by card over HTTP as a browser would: at the site, and then on the page of the stand-in for Stripe.

Whoever gets no answer from the site looks at the page again and presses again. The stand-in is never killed, so what
it said is what happened.
"""

import queue
import random
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus

import requests

from stageslot.test_money.moves import DECLINED, GOOD, SECURED

ANSWER_WITHIN = 20.0
GIVE_UP_AFTER = 240.0
BREATH = 0.3
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')


@dataclass
class Visit:
    """Somebody comes to pay a payment, and what came of it.

    `is_leaving`: closes the stand-in's page without paying. `is_too_late`: what they pay is cancelled while they are on
    that page. `is_returning`: lets it lead back to the site.
    `paid_session`: the page on which the stand-in took the money, or had taken it before. `lost`: answers of the site
    that never came. `problem`: what nobody should ever see.
    """

    payment: str
    card: str = GOOD
    is_declined_first: bool = False
    is_leaving: bool = False
    is_too_late: bool = False
    is_returning: bool = True
    lost: int = 0
    paid_session: str = ""
    is_left: bool = False
    problem: str = ""


def plan(chance: random.Random, payment: str) -> Visit:
    """Most pay at once; some are declined first, are asked for 3-D Secure, leave, are too late, or do not come back."""
    return Visit(
        payment,
        card=SECURED if chance.random() < 0.1 else GOOD,
        is_declined_first=chance.random() < 0.1,
        is_leaving=chance.random() < 0.1,
        is_too_late=chance.random() < 0.1,
        is_returning=chance.random() < 0.6,
    )


@dataclass
class Payer(threading.Thread):
    """Works off visits until there are no more. `cookies` are those of somebody who has signed in; `cancel` cancels a
    payment by its id."""

    site: str
    cookies: dict[str, str]
    visits: "queue.SimpleQueue[Visit]"
    cancel: Callable[[str], None]
    done: list[Visit] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(daemon=True)
        self.browser = requests.Session()
        self.browser.cookies.update(self.cookies)

    __hash__ = threading.Thread.__hash__

    def run(self) -> None:
        while True:
            try:
                visit = self.visits.get_nowait()
            except queue.Empty:
                return
            try:
                self._pay(visit)
            except Exception as error:
                visit.problem = f"{type(error).__name__}: {error}"
            self.done.append(visit)

    def _pay(self, visit: Visit) -> None:
        address = self._press(visit)
        if not address:
            visit.is_left = True
            return
        if visit.is_leaving:
            requests.get(address, timeout=ANSWER_WITHIN)
            visit.is_left = True
            return
        if visit.is_too_late:
            self.cancel(visit.payment)
        back = self._enter_card(visit, address)
        if back and visit.is_returning:
            self._return(visit, back)

    def _press(self, visit: Visit) -> str:
        """Press "Pay by card" until the site leads to a page to pay on: its address; empty where nothing is to pay."""
        deadline = time.monotonic() + GIVE_UP_AFTER
        page = f"{self.site}/payments/{visit.payment}/"
        while time.monotonic() < deadline:
            shown = self._ask(visit, "GET", page)
            if shown is None:
                continue
            if shown.status_code != HTTPStatus.OK:
                raise AssertionError(f"{shown.status_code} for the page of {visit.payment}")
            if f"{visit.payment}/pay/" not in shown.text:
                return ""
            answer = self._ask(visit, "POST", f"{page}pay/", shown.text)
            if answer is not None and answer.status_code == HTTPStatus.SEE_OTHER:
                return answer.headers["Location"]
            time.sleep(BREATH)
        raise TimeoutError(f"nobody led to a page to pay {visit.payment}")

    def _enter_card(self, visit: Visit, address: str) -> str:
        """Pay on the stand-in's page; where that leads back to, empty where the page has closed."""
        if visit.is_declined_first:
            self._submit(address, DECLINED)
        answer = self._submit(address, visit.card)
        if answer.status_code == HTTPStatus.GONE:
            visit.is_left = True
            return ""
        if answer.status_code != HTTPStatus.SEE_OTHER:
            raise AssertionError(f"{answer.status_code} on the page to pay {visit.payment}")
        visit.paid_session = address.rstrip("/").rpartition("/")[2]
        return answer.headers["Location"]

    def _submit(self, address: str, card: str) -> requests.Response:
        form = {"card": card, "approved": "yes"}
        return requests.post(address, form, allow_redirects=False, timeout=ANSWER_WITHIN)

    def _return(self, visit: Visit, back: str) -> None:
        """Come back to the site, whose page looks at once. Whoever gets no answer now closes the window."""
        shown = self._ask(visit, "GET", back)
        if shown is not None and shown.status_code == HTTPStatus.OK and TOKEN.search(shown.text):
            self._ask(visit, "POST", f"{self.site}/payments/{visit.payment}/check/", shown.text)

    def _ask(self, visit: Visit, method: str, address: str, page: str = "") -> requests.Response | None:
        """None for an answer that never came, or that says that the site cannot answer now."""
        form = {}
        if page:
            found = TOKEN.search(page)
            assert found, f"no form on the page of {visit.payment}"
            form = {"csrfmiddlewaretoken": found[1]}
        try:
            answer = self.browser.request(method, address, data=form, allow_redirects=False, timeout=ANSWER_WITHIN)
        except requests.RequestException:
            answer = None
        if answer is None or answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
            visit.lost += 1
            time.sleep(BREATH)
            return None
        return answer
