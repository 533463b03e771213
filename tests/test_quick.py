"""`bin/test --quick` leaves out what takes long, and nothing else."""

import pytest

from tests.quick import is_long, is_long_module


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("import pytest\n\npytestmark = pytest.mark.heavy\n", True),
        ("pytestmark = [pytest.mark.django_db, pytest.mark.slow]\n", True),
        ("pytestmark = [\n    pytest.mark.race,\n    pytest.mark.django_db,\n]\n", True),
        ("pytestmark = pytest.mark.django_db\n\n\n@pytest.mark.slow\ndef test_one(): ...\n", False),
        ("pytestmark = [pytest.mark.django_db]\nHEAVY = pytest.mark.heavy\n", False),
        ("def test_one(): ...\n", False),
    ],
)
def test_module_is_long_where_all_its_tests_are(text, expected):
    assert is_long_module(text) is expected


def test_no_quick_test_stands_in_a_module_that_is_not_read(request):
    paths = {item.path for item in request.session.items if not is_long(item)}
    assert {path.name for path in paths if is_long_module(path.read_text())} == set()
