"""Sentences and addresses that pages and e-mails share."""
