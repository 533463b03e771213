"""`manage.py token EMAIL`: an API token with all scopes for somebody; its last word is the token."""

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction

from accounts.actions import create_api_token
from accounts.models import User
from accounts.states import TokenScope


class Command(BaseCommand):
    help = "Makes an API token with all scopes for a user and prints it as the last word."

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("--create", action="store_true", help="make the user first, verified, if there is none")
        parser.add_argument("--staff", action="store_true", help="make the user staff, with every right in the admin")

    @transaction.atomic
    def handle(self, *, email, create, staff, **options):
        user = self.find_user(email.strip().lower(), create)
        if staff:
            user.is_staff = user.is_superuser = True
            user.save(update_fields=["is_staff", "is_superuser"])
        _, secret = create_api_token(acting_user=user, name="manage.py token", scopes=TokenScope.values)
        self.stdout.write(f"Token for {user.email}: {secret}")

    def find_user(self, email: str, create: bool) -> User:
        user = User.objects.filter(email=email).first()
        if user is None and not create:
            raise CommandError(f"There is no user {email}; --create makes one.")
        if user is None:
            try:
                validate_email(email)
            except ValidationError as error:
                raise CommandError(f"{email} is not an e-mail address.") from error
            user = User.objects.create_user(email)
        EmailAddress.objects.update_or_create(user=user, email=email, defaults={"verified": True, "primary": True})
        return user
