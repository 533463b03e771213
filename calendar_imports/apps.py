from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CalendarImportsConfig(AppConfig):
    name = "calendar_imports"
    verbose_name = _("Imported calendars")
