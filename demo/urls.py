from django.urls import path

from demo import views

app_name = "demo"
urlpatterns = [path("demo/progress/", views.progress, name="progress")]
