"""What beat has done, and how often: seconds, or times of the day in UTC."""

from typing import Any

from celery.schedules import crontab

from stageslot.queues import DEFAULT, HEAVY
from web.pulses import PULSE

SCHEDULE: dict[str, dict[str, Any]] = {
    "operations: the worker works": {
        "task": PULSE,
        "args": ["tasks"],
        "schedule": 10,
        "options": {"queue": DEFAULT, "expires": 30},
    },
    "operations: the worker of heavy tasks works": {
        "task": PULSE,
        "args": ["heavy_tasks"],
        "schedule": 10,
        "options": {"queue": HEAVY, "expires": 600},
    },
    "accounts: sessions, invites and tokens that are over": {
        "task": "accounts.tasks.drop_what_is_over",
        "schedule": crontab(hour=3, minute=50),
    },
    "notifications: mails and notifications of long ago": {
        "task": "notifications.tasks.drop_old_mails",
        "schedule": crontab(hour=3, minute=55),
    },
    "accounts: ask whose calendar has aged": {"task": "accounts.tasks.nudge_due", "schedule": crontab(minute="*/15")},
    "idempotency: forget yesterday's requests": {"task": "idempotency.tasks.sweep_requests", "schedule": 3600},
    "notifications: send what a crash left": {"task": "notifications.tasks.sweep_outbox", "schedule": 60},
    "availability: give back what was not paid for": {
        "task": "availability.tasks.sweep_expired_claims",
        "schedule": 60,
    },
    "booking_payments: tell of what is overdue": {"task": "booking_payments.tasks.tell_overdue", "schedule": 600},
    "departures: drop copies of data that are over": {"task": "departures.tasks.drop_exports", "schedule": 3600},
    "media: prepare what a crash left": {"task": "media.tasks.resume_waiting", "schedule": 60},
    "media: drop what belongs to nobody": {
        "task": "media.tasks.sweep_orphans",
        "schedule": crontab(hour=4, minute=10),
    },
    "media: uploads that nobody finished": {"task": "media.tasks.end_uploads", "schedule": 600},
    "availability: when were feeds read": {"task": "availability.tasks.fold_in_reads", "schedule": 300},
    "availability: project rules 18 months ahead": {
        "task": "availability.tasks.extend_projections",
        "schedule": crontab(hour=3, minute=10),
    },
    "calendar_imports: ask imported calendars for news": {
        "task": "calendar_imports.tasks.refresh_due_imports",
        "schedule": 300,
    },
    "calendar_imports: read imported calendars 18 months ahead": {
        "task": "calendar_imports.tasks.extend_imports",
        "schedule": crontab(hour=3, minute=20),
    },
    "availability: drop what is long past": {
        "task": "availability.tasks.purge_what_is_past",
        "schedule": crontab(hour=3, minute=40),
    },
    "bands: who opened private links": {"task": "bands.tasks.count_visits", "schedule": 300},
    "messaging: what people have not read": {"task": "messaging.tasks.mail_all_unread", "schedule": 60},
    "bookings: what nobody answered in time": {"task": "bookings.tasks.expire_pending", "schedule": 60},
    "discovery: saved searches that are due": {"task": "discovery.tasks.look_again_at_due", "schedule": 300},
    "discovery: search rows that follow a rate, a town, a genre": {
        "task": "discovery.tasks.refresh_listings",
        "schedule": 10,
    },
    "discovery: words that are said": {"task": "discovery.tasks.learn_words", "schedule": 600},
    "discovery: search rows": {"task": "discovery.tasks.make_listings_right", "schedule": crontab(hour=4, minute=40)},
    "bookings: shows that are over": {"task": "bookings.tasks.complete_past", "schedule": 600},
    "bookings: shows that may be named now": {"task": "bookings.tasks.tell_announced", "schedule": 60},
    "payments: reminders": {"task": "payments.tasks.remind", "schedule": crontab(minute="*/15")},
    "holds: deadlines, expiry and reminders": {"task": "holds.tasks.run_holds", "schedule": 60},
    "bookings: proposals of another time": {"task": "bookings.tasks.expire_moves", "schedule": 60},
    "bookings: spots to be filled again": {"task": "bookings.tasks.advance_refills", "schedule": 60},
    "payments: what payees are still owed": {"task": "payments.tasks.send_all_unsent", "schedule": 600},
    "payments: how payees' accounts are": {"task": "payments.tasks.look_at_accounts", "schedule": 3600},
    "show_imports: lists that were left lying": {"task": "show_imports.tasks.resume_show_lists", "schedule": 600},
    "payments: events that wait": {"task": "payments.tasks.handle_waiting_events", "schedule": 60},
    "payments: refunds that a crash left": {"task": "payments.tasks.carry_out_refunds", "schedule": 60},
    "payments: what was not paid in time": {
        "task": "payments.tasks.expire_payments",
        "schedule": 10,
        "options": {"expires": 10},
    },
    "payments: what is kept for a while only": {
        "task": "payments.tasks.forget",
        "schedule": crontab(hour=4, minute=25),
    },
    "payments: what no event reported": {"task": "payments.tasks.reconcile", "schedule": crontab(minute=25)},
    "studio: requests and sessions": {"task": "studio.tasks.follow_the_clock", "schedule": 60},
    "reviews: what one side alone has written": {"task": "reviews.tasks.reveal_due", "schedule": 600},
    "bookings: gigs that imported calendars contradict": {
        "task": "bookings.tasks.tell_contradictions",
        "schedule": 300,
    },
}
