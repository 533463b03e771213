"""What is measured, in words."""

import pytest
from django.utils import translation

from studio.templatetags.studio import kilohertz


@pytest.mark.parametrize(
    ("language", "hertz", "words"), [("en", 44_100, "44.1"), ("de", 44_100, "44,1"), ("de", 48_000, "48")]
)
def test_a_sampling_rate_is_written_as_the_language_writes_numbers(language, hertz, words):
    with translation.override(language):
        assert kilohertz(hertz) == words
