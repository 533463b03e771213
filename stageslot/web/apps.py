from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "stageslot.web"
    label = "web"
