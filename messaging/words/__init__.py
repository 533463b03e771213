"""Sentences that pages and e-mails share."""

from messaging.words.titles import thread_title

__all__ = ["thread_title"]
