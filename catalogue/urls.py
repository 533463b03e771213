from django.urls import path

from . import views

app_name = "catalogue"
urlpatterns = [path("cities/options/", views.city_options, name="city_options")]
