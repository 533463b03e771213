import pytest

# What a story asserts outside its test module says as much when it fails.
pytest.register_assert_rewrite(
    *(f"{__name__}.{name}" for name in ("story", "holds", "bookings", "people", "invariants"))
)
