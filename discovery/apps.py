from django.apps import AppConfig


class DiscoveryConfig(AppConfig):
    name = "discovery"

    def ready(self):
        from discovery.emails import register_kinds

        register_kinds()
