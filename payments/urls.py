"""Addresses of payments. What a party gets and pays stands under /money/."""

from django.urls import path

from payments import views

app_name = "payments"

urlpatterns = [
    path("money/<slug:slug>/", views.money, name="money"),
    path("money/<slug:slug>/csv/", views.money_csv, name="money_csv"),
    path("payments/<uuid:payment_id>/receipt.pdf", views.receipt, name="receipt"),
    path("payments/<uuid:payment_id>/refund/", views.refund, name="refund"),
    path("money/<slug:slug>/payouts/", views.payouts, name="payouts"),
    path("money/<slug:slug>/payouts/connect/", views.payouts_connect, name="payouts_connect"),
    path("money/<slug:slug>/payouts/continue/<uuid:account_id>/", views.payouts_continue, name="payouts_continue"),
    path("money/<slug:slug>/payouts/return/<uuid:account_id>/", views.payouts_return, name="payouts_return"),
    path("money/<slug:slug>/payouts/check/<uuid:account_id>/", views.payouts_check, name="payouts_check"),
    path("money/<slug:slug>/payouts/dashboard/<uuid:account_id>/", views.payouts_dashboard, name="payouts_dashboard"),
    path("money/<slug:slug>/payouts/confirm/", views.payouts_confirm, name="payouts_confirm"),
    path("money/<slug:slug>/payouts/change/", views.payouts_change, name="payouts_change"),
    path("money/<slug:slug>/payouts/stop/<uuid:account_id>/", views.payouts_change_stop, name="payouts_change_stop"),
    path("money/<slug:slug>/bank/", views.bank, name="bank"),
    path("money/<slug:slug>/bank/remove/", views.bank_remove, name="bank_remove"),
    path("payments/events/stripe/", views.stripe_event, name="stripe_event"),
    path("payments/<uuid:payment_id>/", views.payment, name="payment"),
    path("payments/<uuid:payment_id>/panel/", views.payment_panel, name="payment_panel"),
    path("payments/<uuid:payment_id>/stream-token/", views.payment_stream_token, name="payment_stream_token"),
    path("payments/<uuid:payment_id>/pay/", views.payment_pay, name="payment_pay"),
    path("payments/<uuid:payment_id>/returned/", views.payment_returned, name="payment_returned"),
    path("payments/<uuid:payment_id>/check/", views.payment_check, name="payment_check"),
    path("payments/<uuid:payment_id>/outside/mark/", views.outside_mark, name="outside_mark"),
    path("payments/<uuid:payment_id>/outside/take-back/", views.outside_take_back, name="outside_take_back"),
    path("payments/<uuid:payment_id>/outside/confirm/", views.outside_confirm, name="outside_confirm"),
    path("payments/<uuid:payment_id>/outside/deny/", views.outside_deny, name="outside_deny"),
    path("payments/<uuid:payment_id>/outside/record/", views.outside_record, name="outside_record"),
    path(
        "payments/<uuid:payment_id>/outside/refunds/<uuid:refund_id>/confirm/",
        views.outside_refund_confirm,
        name="outside_refund_confirm",
    ),
]
