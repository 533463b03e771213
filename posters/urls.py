from django.urls import path

from posters import views

app_name = "posters"
urlpatterns = [path("drawn/<int:width>/<str:token>.webp", views.drawing, name="drawing")]
