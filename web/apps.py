from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "web"
    label = "web"

    def ready(self) -> None:
        from web import proxies  # noqa: F401  its checks
