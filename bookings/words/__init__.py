"""Sentences that pages, e-mails, documents and calendar entries share."""
