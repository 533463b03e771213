from django.apps import AppConfig


class DiscoveryConfig(AppConfig):
    name = "discovery"

    def ready(self):
        from departures.hooks import own_data
        from discovery.emails import register_kinds
        from discovery.queries.saved import own_searches

        register_kinds()
        own_data.register(own_searches)
