"""Addresses of reviews."""

from django.urls import path

from reviews import views

app_name = "reviews"

urlpatterns = [
    path("bookings/<uuid:booking_id>/review/", views.review_new, name="review_new"),
    path("sessions/<uuid:session_id>/review/", views.session_review, name="session_review"),
    path("reviews/<uuid:review_id>/reply/", views.reply, name="reply"),
]
