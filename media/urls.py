from django.urls import path

from media import views

app_name = "media"
urlpatterns = [
    path("media/<path:name>", views.file, name="file"),
]
