from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StudioConfig(AppConfig):
    name = "studio"
    verbose_name = _("Studio")

    def ready(self):
        from payments import hooks
        from studio.actions.sessions.paying import (
            follow_payment,
            lock_sessions_of,
            may_be_sent,
            may_still_count,
            subjects_of,
        )
        from studio.emails import register_kinds

        register_kinds()
        hooks.lock_subject.register(lock_sessions_of)
        hooks.payment_changed.register(follow_payment)
        hooks.may_still_count.register(may_still_count)
        hooks.may_be_sent.register(may_be_sent)
        hooks.subjects_of.register(subjects_of)
