from django.urls import path

from web import views

app_name = "web"
urlpatterns = [
    path("theme/", views.theme, name="theme"),
    path("dev/components/", views.components, name="components"),
]
