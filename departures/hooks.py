"""Where upper apps take part in a copy of somebody's data."""

from typing import Any

from accounts.models import User
from web.hooks import Hook

own_data: Hook[[User], dict[str, list[dict[str, Any]]]] = Hook("copy of somebody's data")
"""Sections by name, each a list of rows that can be written as JSON: what an upper app holds about a person. No
secrets, and nothing that others wrote. Called by the worker, outside of any transaction of a request."""
