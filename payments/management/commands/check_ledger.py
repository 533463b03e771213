"""Prove that the ledger sums to zero, and that it agrees with payments, transfers, refunds and the payment provider."""

import argparse

from django.core.management.base import BaseCommand, CommandError

from payments import provider
from payments.queries import differences


class Command(BaseCommand):
    help = (
        "Checks that every entry of the ledger sums to zero; compares the ledger with payments, attempts, transfers,"
        " refunds and disputes, and these with what the payment provider reports; lists the differences and then exits"
        " with 1."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--provider",
            action=argparse.BooleanOptionalAction,
            default=provider.is_connected(),
            help="also compare with what the payment provider reports (default: if the site is connected to it)",
        )

    def handle(self, *args, **options):
        found = differences()
        if options["provider"]:
            found += self._at_provider()
        for difference in found:
            self.stdout.write(f"{difference.what}: {difference.id}")
        if found:
            raise CommandError(f"{len(found)} differences.")
        self.stdout.write("The ledger sums to zero and agrees with every payment, transfer, refund and dispute.")
        if options["provider"]:
            self.stdout.write("The payment provider reports the same.")

    def _at_provider(self):
        try:
            return provider.differences_at_provider()
        except (provider.ProviderDown, provider.ProviderRefused) as error:
            raise CommandError(f"The payment provider does not answer: {error}") from error
