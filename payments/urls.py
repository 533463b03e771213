"""Addresses of payments and of the money of parties."""

from django.urls import path

from payments.views import money, receipts, refunds

app_name = "payments"
urlpatterns = [
    path("money/<slug:slug>/", money.money, name="money"),
    path("money/<slug:slug>/csv/", money.money_csv, name="money_csv"),
    path("payments/<uuid:payment_id>/receipt.pdf", receipts.receipt, name="receipt"),
    path("payments/<uuid:payment_id>/refund/", refunds.refund, name="refund"),
]
