from django.urls import path

from media import views

app_name = "media"
urlpatterns = [
    path("files/<uuid:file_id>/", views.sent_file, name="sent_file"),
    path("preparing/<str:token>/", views.preparing, name="preparing"),
    path("media/<path:name>", views.file, name="file"),
]
