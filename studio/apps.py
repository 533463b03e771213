from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class StudioConfig(AppConfig):
    name = "studio"
    verbose_name = _("Studio")

    def ready(self):
        from accounts.hooks import party_redescribed, rights_changed
        from availability.hooks import claims_explained
        from media import hooks as media_hooks
        from payments import hooks
        from studio.access import may_have_sample, may_send_file, rights_to_project_file, rights_to_session_file
        from studio.actions import end_split_links
        from studio.actions.changes.paying import change_may_still_count, follow_payment_of_change
        from studio.actions.projects import end_project_links
        from studio.actions.samples import sample_prepared
        from studio.actions.sessions.entries import tell_anew
        from studio.actions.sessions.paying import (
            follow_payment,
            lock_sessions_of,
            may_be_sent,
            may_still_count,
            subjects_of,
        )
        from studio.actions.sessions.tipping import follow_tip, tip_may_be_sent, tip_may_still_count
        from studio.actions.work import preview_prepared
        from studio.emails import register_kinds
        from studio.queries.claims import claims_of_sessions

        register_kinds()
        party_redescribed.register(tell_anew)
        claims_explained.register(claims_of_sessions)
        rights_changed.register(end_project_links)
        rights_changed.register(end_split_links)
        hooks.lock_subject.register(lock_sessions_of)
        hooks.payment_changed.register(follow_payment)
        hooks.payment_changed.register(follow_payment_of_change)
        hooks.may_still_count.register(may_still_count)
        hooks.may_still_count.register(change_may_still_count)
        hooks.may_be_sent.register(may_be_sent)
        hooks.subjects_of.register(subjects_of)
        hooks.payment_changed.register(follow_tip)
        hooks.may_still_count.register(tip_may_still_count)
        hooks.may_be_sent.register(tip_may_be_sent)
        media_hooks.may_have_sound.register(may_have_sample)
        media_hooks.may_send_to.register(may_send_file)
        media_hooks.rights_to_file.register(rights_to_session_file)
        media_hooks.rights_to_file.register(rights_to_project_file)
        media_hooks.file_prepared.register(preview_prepared)
        media_hooks.file_prepared.register(sample_prepared)
