"""The staff's pages of holds."""

from holds.admin import holds

__all__ = ["holds"]
