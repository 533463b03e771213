"""Stories of sessions, told over HTTP: by the API with a key for each request, and by the pages where people pay, send
mixes and settle. Who gets no answer asks again."""

import datetime as dt
import queue
import random
import re
import threading
import time
import uuid
from dataclasses import dataclass, field
from http import HTTPStatus

import requests

from tests.chaos.payers import ANSWER_WITHIN, BREATH, GIVE_UP_AFTER, TOKEN, Payer, Visit
from tests.chaos.payers import plan as plan_visit
from tests.chaos.traffic import Attempt, answered

CONFIRMED_WITHIN = 10.0
"""Where the event was lost, nobody comes back to the page and no hour passes: such a story ends here."""
ONCE = re.compile(r'name="once_token" value="([^"]+)"')
ENDS_OF_SLOTS = ("nothing", "client", "professional", "nothing")
ENDS_OF_WORK = ("accept", "accept", "report", "settle none", "settle some", "settle all", "nothing")


@dataclass(frozen=True)
class Studio:
    """A professional, by the id of its party, with two services, and its leader."""

    party: str
    by_hour: str
    fixed: str
    token: str
    cookies: dict[str, str]


@dataclass(frozen=True)
class Cast:
    studios: list[Studio]
    days: list[dt.datetime]
    staff: dict[str, str]


@dataclass
class Story:
    """One session, from a client's first step on. `is_fixed`: work at a fixed price instead of a slot; `answer`: what
    becomes of a request; `is_hurried`: the time to pay is over while they pay; `ending`: what comes of it once it is
    paid. `asked`: what was asked for, and answered; `problem`: what nobody should ever see."""

    token: str
    cookies: dict[str, str]
    studio: Studio
    starts_at: dt.datetime
    seed: int
    visit_plan: Visit
    is_fixed: bool
    answer: str
    is_hurried: bool
    ending: str
    session: str = ""
    visit: Visit | None = None
    asked: list[Attempt] = field(default_factory=list)
    problem: str = ""


def plan(chance: random.Random, cast: Cast, token: str, cookies: dict[str, str]) -> Story:
    is_fixed = chance.random() < 0.45
    return Story(
        token=token,
        cookies=cookies,
        studio=chance.choice(cast.studios),
        starts_at=chance.choice(cast.days) + chance.randrange(13) * dt.timedelta(minutes=30),
        seed=chance.getrandbits(32),
        visit_plan=plan_visit(chance, ""),
        is_fixed=is_fixed,
        answer="approve" if chance.random() < 0.8 else chance.choice(["decline", "withdraw", "nothing"]),
        is_hurried=chance.random() < 0.15,
        ending=chance.choice(ENDS_OF_WORK if is_fixed else ENDS_OF_SLOTS),
    )


@dataclass
class Teller(threading.Thread):
    """Tells stories until there are no more."""

    site: str
    port: int
    cast: Cast
    stories: "queue.SimpleQueue[Story]"
    done: list[Story] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(daemon=True)

    __hash__ = threading.Thread.__hash__

    def run(self) -> None:
        while True:
            try:
                story = self.stories.get_nowait()
            except queue.Empty:
                return
            try:
                Telling(self, story).tell()
            except Exception as error:
                story.problem = f"{type(error).__name__}: {error}"
            self.done.append(story)


class Telling:
    """One story, step by step."""

    def __init__(self, teller: Teller, story: Story) -> None:
        self.site, self.port, self.cast, self.story = teller.site, teller.port, teller.cast, story
        self.chance = random.Random(story.seed)

    def tell(self) -> None:
        story = self.story
        if not self._book() or not self._is_answered() or not self._pay():
            return
        if story.ending in ("client", "professional"):
            token = story.token if story.ending == "client" else story.studio.token
            self._do("cancel", token, {"note": "Ill"})
        elif story.is_fixed:
            self._work()

    def _book(self) -> bool:
        story = self.story
        wanted: dict[str, object] = {"service": story.studio.fixed if story.is_fixed else story.studio.by_hour}
        if not story.is_fixed:
            wanted |= {"starts_at": story.starts_at.isoformat(), "minutes": 120}
        attempt = self._ask("book", "/sessions", story.token, wanted, marked="notes")
        story.session = attempt.answer["id"] if attempt.is_done else ""
        return attempt.is_done

    def _is_answered(self) -> bool:
        """Whether it is to be paid now."""
        story = self.story
        if self._seen()["state"] == "approved":
            return True
        if story.answer == "nothing":
            return False
        token = story.token if story.answer == "withdraw" else story.studio.token
        body = {"note": "Sorry"} if story.answer == "decline" else {}
        return self._do(story.answer, token, body).is_done and story.answer == "approve"

    def _pay(self) -> bool:
        """Whether the client has paid, and the site knows."""
        story = self.story
        story.visit = story.visit_plan
        story.visit.payment = self._seen()["payment"]
        if story.is_hurried:
            _hurry(story.session, self.chance.uniform(0, 4))
        Payer(self.site, story.cookies, queue.SimpleQueue(), lambda _payment: self._withdraw())._pay(story.visit)
        if not story.visit.paid_session:
            return False
        deadline = time.monotonic() + CONFIRMED_WITHIN
        while time.monotonic() < deadline:
            state = self._seen()["state"]
            if state != "approved":
                return state == "confirmed"
            time.sleep(BREATH)
        return False

    def _withdraw(self) -> None:
        """While the page to pay on is open."""
        self._do("withdraw", self.story.token, {})

    def _work(self) -> None:
        story = self.story
        pro = story.studio.token
        if not self._do("start", pro, {}).is_done or not self._deliver():
            return
        if self.chance.random() < 0.4:
            self._do("request-revision", story.token, {"note": "More bass"})
            self._deliver()
        if story.ending == "accept":
            self._do("accept", story.token, {})
        elif story.ending != "nothing":
            self._do("dispute", self.chance.choice([story.token, pro]), {"kind": "work", "note": "It hums"})
            back = {"settle none": "0", "settle some": "100", "settle all": "300"}.get(story.ending)
            if back:
                self._settle(back)

    def _deliver(self) -> bool:
        from tests.media.making import sound_bytes

        if self.chance.random() < 0.5:
            page = f"{self.site}/sessions/{self.story.session}/files/"
            name = {"title": "Song", "note": ""}
            file = {"file": ("song.wav", sound_bytes(2.0))}
            self._send(self.story.studio.cookies, page, f"{self.site}/sessions/{self.story.session}/mixes/", name, file)
        return self._do("deliver", self.story.studio.token, {"note": "Here"}).is_done

    def _settle(self, back: str) -> None:
        page = f"{self.site}/sessions/{self.story.session}/"
        attempt = Attempt("settle", "", self.story.session)
        self.story.asked.append(attempt)
        form = {"back": back, "text": "We listened"}
        attempt.status = self._send(self.cast.staff, page, f"{page}settle/", form)
        if attempt.status == HTTPStatus.FOUND:
            attempt.status = 200

    def _send(self, cookies, page: str, address: str, form: dict, files: dict | None = None) -> int:
        """Open a page and send a form of it until there is an answer; its status."""
        deadline = time.monotonic() + GIVE_UP_AFTER
        once = ""
        while time.monotonic() < deadline:
            try:
                shown = requests.get(page, cookies=cookies, timeout=ANSWER_WITHIN)
                if shown.status_code == HTTPStatus.OK:
                    token = TOKEN.search(shown.text)
                    assert token, f"no form on {page}"
                    found = ONCE.search(shown.text)
                    once = once or (found[1] if found else "")
                    told = form | {"csrfmiddlewaretoken": token[1]} | ({"once_token": once} if once else {})
                    more = cookies | shown.cookies.get_dict()
                    answer = requests.post(
                        address, told, files=files, cookies=more, allow_redirects=False, timeout=ANSWER_WITHIN
                    )
                    if answer.status_code < HTTPStatus.INTERNAL_SERVER_ERROR:
                        return answer.status_code
            except requests.RequestException:
                pass
            time.sleep(BREATH)
        raise TimeoutError(f"{address} was never answered")

    def _do(self, what: str, token: str, body: dict) -> Attempt:
        return self._ask(what, f"/sessions/{self.story.session}/{what}", token, body)

    def _ask(self, what: str, path: str, token: str, body: dict, *, marked: str = "") -> Attempt:
        attempt = Attempt(what, str(uuid.UUID(int=self.chance.getrandbits(128))), self.story.session)
        self.story.asked.append(attempt)
        return answered(self.port, attempt, path, token, body | ({marked: attempt.key} if marked else {}))

    def _seen(self) -> dict:
        """The session as its client reads it."""
        deadline = time.monotonic() + GIVE_UP_AFTER
        while time.monotonic() < deadline:
            try:
                answer = requests.get(
                    f"{self.site}/api/v1/sessions/{self.story.session}",
                    headers={"Authorization": f"Bearer {self.story.token}"},
                    timeout=ANSWER_WITHIN,
                )
                if answer.status_code == HTTPStatus.OK:
                    return answer.json()
                if answer.status_code < HTTPStatus.INTERNAL_SERVER_ERROR:
                    raise AssertionError(f"{answer.status_code} for session {self.story.session}")
            except requests.RequestException:
                pass
            time.sleep(BREATH)
        raise TimeoutError(f"session {self.story.session} was never shown")


def _hurry(session_id: str, seconds: float) -> None:
    """The time to pay is over in so many seconds, as if the session had been booked long before."""
    from django.db import Error, connection, transaction
    from django.utils.timezone import now

    from availability.models import TimeBlock
    from payments.models import Payment
    from payments.rules import LONGEST_WAIT
    from studio.models import Session

    over = now() + dt.timedelta(seconds=seconds) - LONGEST_WAIT
    deadline = time.monotonic() + GIVE_UP_AFTER
    while True:
        try:
            with transaction.atomic():
                sessions = Session.objects.filter(pk=session_id, state="approved")
                if sessions.update(expires_at=over):
                    Payment.objects.filter(pk__in=Session.objects.filter(pk=session_id).values("payment")).update(
                        expires_at=over
                    )
                    claims = TimeBlock.objects.claims().filter(occasion=session_id, expires_at__isnull=False)
                    claims.update(expires_at=over + LONGEST_WAIT)
                return
        except Error:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)
        finally:
            connection.close()
