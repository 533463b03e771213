"""Which pages the operator of a site writes, and in which languages."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SitePageKind(models.TextChoices):
    """What visitors look for in the footer."""

    CONTACT = "contact", _("Contact")
    IMPRINT = "imprint", _("Imprint")
    PRIVACY = "privacy", _("Privacy")
    TERMS = "terms", _("Terms of use")


class Language(models.TextChoices):
    """The languages of the site, as in `settings.LANGUAGES`."""

    ENGLISH = "en", _("English")
    GERMAN = "de", _("German")
