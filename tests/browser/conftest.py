"""Patience of the browser tests."""

from playwright.sync_api import expect

expect.set_options(timeout=15_000)  # a page of a site that shares its cores with all that runs beside it
