"""Addresses of payments. What a party gets and pays stands under /money/."""

from django.urls import path

from payments import views

app_name = "payments"

urlpatterns = [
    path("money/<slug:slug>/payouts/", views.payouts, name="payouts"),
    path("money/<slug:slug>/payouts/connect/", views.payouts_connect, name="payouts_connect"),
    path("money/<slug:slug>/payouts/continue/<uuid:account_id>/", views.payouts_continue, name="payouts_continue"),
    path("money/<slug:slug>/payouts/return/<uuid:account_id>/", views.payouts_return, name="payouts_return"),
    path("money/<slug:slug>/payouts/check/<uuid:account_id>/", views.payouts_check, name="payouts_check"),
    path("money/<slug:slug>/payouts/dashboard/<uuid:account_id>/", views.payouts_dashboard, name="payouts_dashboard"),
    path("money/<slug:slug>/payouts/change/", views.payouts_change, name="payouts_change"),
    path("money/<slug:slug>/payouts/stop/<uuid:account_id>/", views.payouts_change_stop, name="payouts_change_stop"),
]
