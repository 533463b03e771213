"""A world of very many acts to measure on, written set by set into the tables: `manage.py make_load`."""

from demo.load.removing import remove
from demo.load.writing import is_there, strangers, write, write_professionals

__all__ = ["is_there", "remove", "strangers", "write", "write_professionals"]
