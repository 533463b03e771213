"""Imports that are not saved yet."""
