from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BookingPaymentsConfig(AppConfig):
    name = "booking_payments"
    verbose_name = _("Payments of bookings")

    def ready(self):
        from booking_payments.actions.following import follow_payment, lock_bookings_of, may_still_count
        from booking_payments.actions.owing import follow_booking
        from booking_payments.emails import register_kinds
        from booking_payments.pages.booking import calling_off_sentences, in_booking
        from booking_payments.pages.settlement import in_settlement
        from booking_payments.words.subjects import subjects_of
        from bookings import hooks as booking_hooks
        from payments import hooks

        register_kinds()
        booking_hooks.money_changed.register(follow_booking)
        booking_hooks.calling_off.register(calling_off_sentences)
        booking_hooks.in_booking.register(in_booking)
        booking_hooks.in_settlement.register(in_settlement)
        hooks.lock_subject.register(lock_bookings_of)
        hooks.payment_changed.register(follow_payment)
        hooks.may_still_count.register(may_still_count)
        hooks.subjects_of.register(subjects_of)
