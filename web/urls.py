from django.urls import path

from web import views

app_name = "web"
urlpatterns = [
    path("theme/", views.theme, name="theme"),
    path("manifest.webmanifest", views.app_manifest, name="manifest"),
    path("service-worker.js", views.service_worker, name="service_worker"),
    path(".well-known/security.txt", views.security_txt, name="security_txt"),
    path("offline/", views.offline, name="offline"),
    path("dev/components/", views.components, name="components"),
]
