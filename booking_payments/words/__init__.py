"""Sentences that pages and e-mails share."""
