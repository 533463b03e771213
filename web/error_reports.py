"""Django's pages for developers, which `DEBUG` opens: for the developer's own machine, and without secrets."""

import re

from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.views.debug import ExceptionReporter, SafeExceptionReporterFilter

from web.local import is_local

CLOSED = SafeString("<h1>Server Error (500)</h1>")


class ReportFilter(SafeExceptionReporterFilter):
    """Hides addresses too: those of our servers hold their passwords."""

    hidden_settings = re.compile(
        SafeExceptionReporterFilter.hidden_settings.pattern + "|URL|LOCATION|DSN|DATABASE|HTTP_COOKIE|SESSION", re.I
    )

    def is_active(self, request: HttpRequest | None) -> bool:
        """Always: Django shows everything while DEBUG is on."""
        return True


class LocalReporter(ExceptionReporter):
    """Tells whoever asks from another machine nothing."""

    def get_traceback_html(self) -> SafeString:
        return super().get_traceback_html() if self._is_told() else CLOSED

    def get_traceback_text(self) -> SafeString:
        return super().get_traceback_text() if self._is_told() else CLOSED

    def _is_told(self) -> bool:
        return self.request is None or is_local(self.request)
