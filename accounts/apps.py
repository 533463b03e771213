from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("People and parties")

    def ready(self):
        from accounts.access import may_have_photo
        from accounts.actions.photos import tell_prepared
        from accounts.emails import register_kinds
        from media.hooks import when_asked_for, when_prepared
        from media.models import Picture

        register_kinds()
        when_prepared(Picture, tell_prepared)
        when_asked_for(Picture, may_have_photo)
