from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("People and parties")

    def ready(self):
        from accounts.access import may_have_photo
        from accounts.actions.invites import end_invites
        from accounts.actions.memberships import end_streams_of_team
        from accounts.actions.photos import tell_prepared
        from accounts.emails import register_kinds
        from accounts.hooks import rights_changed
        from accounts.queries.feeds import belongs_to_calendar
        from accounts.sign_in.signals import connect
        from availability.hooks import may_read_party
        from media import hooks as media_hooks

        register_kinds()
        connect()
        rights_changed.register(end_invites)
        rights_changed.register(end_streams_of_team)
        may_read_party.register(belongs_to_calendar)
        media_hooks.file_prepared.register(tell_prepared)
        media_hooks.may_have_picture.register(may_have_photo)
