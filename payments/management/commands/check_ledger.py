"""Prove that the ledger sums to zero and agrees with payments, transfers and refunds."""

from django.core.management.base import BaseCommand, CommandError

from payments.queries import differences


class Command(BaseCommand):
    help = (
        "Checks that every entry of the ledger sums to zero, and compares the ledger with payments, attempts, transfers"
        " and refunds; lists the differences and then exits with 1."
    )

    def handle(self, *args, **options):
        found = differences()
        for difference in found:
            self.stdout.write(f"{difference.what}: {difference.id}")
        if found:
            raise CommandError(f"{len(found)} differences.")
        self.stdout.write("The ledger sums to zero and agrees with every payment, transfer and refund.")
