"""Servers that somebody is about to import a calendar from are asked by the worker: one may take 20 seconds, and no
page waits for it.

What came of it lies in the cache under a mark of its own, beside the draft that it is for. Pages alone write drafts,
and the worker alone writes answers: whoever asks anew never gets the answer of before, and nothing is half written.
"""

import logging
import time
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from celery import current_app
from django.core.cache import cache

from accounts.imports.drafts import KEPT_SECONDS, Draft, find_draft, keep_content, keep_draft, standing_draft
from availability.models import ImportedCalendar
from availability.states import ImportKind
from calendar_imports.errors import Problem
from calendar_imports.fetching import google
from calendar_imports.fetching.caldav import collections
from calendar_imports.fetching.choices import Choice
from calendar_imports.fetching.sealing import seal
from calendar_imports.fetching.sources import fetch
from calendar_imports.reading.lines import sniff
from calendar_imports.reading.refusals import Refused
from web.sandbox.turns import FETCHING, turn
from web.users import User

TASK = "accounts.tasks.ask_source"
SILENT_AFTER_SECONDS = 45
"""When the worker has been silent for so long, its task is lost: a server has 20 seconds."""


logger = logging.getLogger(__name__)


@dataclass
class Answer:
    """What the worker knows of a server it is to ask. `seen_at` is when it last looked at the task, also in vain."""

    asked_at: float
    seen_at: float = 0.0
    is_begun: bool = False
    is_done: bool = False
    choices: list[tuple[str, str]] = field(default_factory=list)
    content_key: str = ""
    problem: dict[str, Any] | None = None

    @property
    def is_silent(self) -> bool:
        """Whether nothing has been heard of it for too long: it may be asked for again."""
        return time.time() - max(self.asked_at, self.seen_at) > SILENT_AFTER_SECONDS


def ask(user: User, draft: Draft) -> None:
    """Have the worker ask the draft's server: for the calendars of an account, or for the one that was chosen."""
    if before := standing_draft(user):
        cache.delete(_key(before.mark))
    draft.mark, draft.asked_at = uuid4().hex, time.time()
    draft.take(b"")
    _store(draft.mark, Answer(draft.asked_at))
    keep_draft(user, draft)
    enqueue(user.pk, draft.id, draft.mark)


def enqueue(user_id: UUID, draft_id: str, mark: str) -> None:
    """Have the worker ask. While the broker is down the page goes on waiting, and offers to try again."""
    current_app.send_task(TASK, [str(user_id), draft_id, mark], retry=False)


def settle(user: User, draft: Draft) -> Answer | None:
    """Take over what the worker has brought for this draft. Returns the answer that is waited for; None for none."""
    if not draft.mark:
        return None
    answer = _stored(draft.mark) or Answer(draft.asked_at)
    if not answer.is_done:
        return answer
    mark, draft.mark = draft.mark, ""
    draft.problem, draft.content_key = answer.problem, answer.content_key
    draft.choices = answer.choices or draft.choices
    keep_draft(user, draft)
    cache.delete(_key(mark))
    return None


def ask_source(user: User, draft_id: str, mark: str) -> None:
    """Ask the server of a draft, unless something else has been asked since; run by the worker.

    Raises `NoTurn` while two servers are being asked, or another one for the same person.
    """
    draft, answer = find_draft(user, draft_id), _stored(mark)
    if draft is None or draft.mark != mark or answer is None or answer.is_done:
        return
    answer.seen_at = time.time()
    _store(mark, answer)
    with turn(user.calendar_id, kind=FETCHING):
        answer.is_begun = True
        _store(mark, answer)
        _fill(answer, draft)
    answer.is_done = True
    if _stored(mark):
        _store(mark, answer)


def keep_grant(user: User, draft_id: str, refresh_token: str) -> None:
    """What Google gave for a draft that waits for it, and the calendars that it opens; without a draft it is thrown
    away."""
    draft = find_draft(user, draft_id)
    if draft is None or not refresh_token:
        return
    draft.sealed = seal(refresh_token)
    if draft.renews:
        keep_draft(user, draft)
    else:
        ask(user, draft)


def _fill(answer: Answer, draft: Draft) -> None:
    try:
        if draft.wants_choice:
            answer.choices = [(choice.place, choice.name) for choice in _choices(draft)]
        else:
            answer.content_key = keep_content(_content(draft))
    except Problem as problem:
        answer.problem = problem.stored
    except Refused as refused:
        answer.problem = Problem(refused.code, **refused.details).stored
    except Exception as error:  # its owner is told, and so is the log
        logger.exception("a server could not be asked for a calendar")
        answer.problem = Problem("unreadable", detail=type(error).__name__).stored


def _choices(draft: Draft) -> list[Choice]:
    if draft.kind == ImportKind.CALDAV:
        return collections(draft.url, draft.username, draft.secret)
    return google.Google(draft.secret).calendars()


def _content(draft: Draft) -> bytes:
    imported = ImportedCalendar(kind=draft.kind, url=draft.url, username=draft.username, secret=draft.sealed)
    content = fetch(imported).content
    sniff(content)
    return content


def _stored(mark: str) -> Answer | None:
    answer: Answer | None = cache.get(_key(mark))
    return answer


def _store(mark: str, answer: Answer) -> None:
    cache.set(_key(mark), answer, KEPT_SECONDS)


def _key(mark: str) -> str:
    return f"import-answer:{mark}"
