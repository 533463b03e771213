from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeparturesConfig(AppConfig):
    name = "departures"
    verbose_name = _("Closures and deletions")

    def ready(self):
        from accounts.hooks import party_reinstated, party_suspended
        from departures.actions.telling import tell_of_lifting, tell_of_suspension
        from departures.emails import register_kinds

        register_kinds()
        party_suspended.register(tell_of_suspension)
        party_reinstated.register(tell_of_lifting)
