"""Run by the Celery worker."""

from celery import shared_task

from discovery import actions, periodic


@shared_task
def look_again_at_due() -> None:
    """Every five minutes: searches that somebody keeps."""
    periodic.look_again_at_due()


@shared_task
def refresh_listings() -> None:
    """Every ten seconds: search rows of all who hang on a rate, a town or a genre that has changed."""
    actions.refresh_listings()


@shared_task
def learn_words() -> None:
    """Every ten minutes: the words that are said, for who mistypes one."""
    actions.learn_words()


@shared_task
def make_listings_right() -> None:
    """Every night: rows that something wrote past the triggers."""
    periodic.make_listings_right()
