"""How django-allauth makes our users, where it sends them, and how its mails reach them."""

import datetime as dt

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, resolve_url
from django.utils.timezone import now
from django.utils.translation import get_language

from accounts.actions.texts import clean_name
from accounts.imports.asking import keep_grant
from accounts.imports.drafts import DRAFT
from accounts.models import NAME_MAX, Membership
from accounts.sign_in.codes import code_url
from accounts.sign_in.letters import write_letter
from availability.models import Calendar
from notifications.actions import post_mail
from web.clients import client_address
from web.context import Site
from web.security_log import log_refusal

NEW_FOR = dt.timedelta(days=1)


class AccountAdapter(DefaultAccountAdapter):
    """A new user gets their only calendar, in the same transaction, and the language they signed up in."""

    @transaction.atomic
    def save_user(self, request, user, form, commit=True):
        user.calendar = Calendar.objects.create()
        user.language = get_language() or user.language
        user.name = form.cleaned_data.get("name") or user.name
        return super().save_user(request, user, form, commit=commit)

    def get_login_redirect_url(self, request):
        """Somebody new who belongs to nothing yet is asked what brings them here; staff have their work on Today."""
        is_new = not request.user.is_staff and now() - request.user.date_joined < NEW_FOR
        if is_new and not Membership.objects.current().filter(user=request.user).exists():
            return resolve_url("accounts:welcome")
        return super().get_login_redirect_url(request)

    def get_signup_redirect_url(self, request):
        return resolve_url("accounts:welcome")

    def pre_authenticate(self, request, **credentials):
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            log_refusal("limit_reached", request=request, limit="failed sign-ins")
            raise

    def get_client_ip(self, request):
        """Of a request that came past the proxies too, which is no error."""
        return client_address(request)

    def send_mail(self, template_prefix, email, context):
        """By the worker: a mail server that is down does not make a sign-up an error."""
        context = {
            **context,
            "email": email,
            "site_address": settings.SITE_URL,
            "code_url": code_url(template_prefix, context.get("code", "")),
        }
        letter = write_letter(template_prefix, context)
        post_mail(to=email, subject=letter.subject, text=letter.text, html=letter.html)


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Who connects a calendar at Google comes back with a token for it, and signs in no other way than before."""

    @transaction.atomic
    def save_user(self, request, sociallogin, form=None):
        """Without a form nobody else gives a new user their calendar."""
        if form is None:
            sociallogin.user.calendar = Calendar.objects.create()
            sociallogin.user.language = get_language() or sociallogin.user.language
        return super().save_user(request, sociallogin, form)

    def populate_user(self, request, sociallogin, data):
        """Take over the name that the provider gives; leave it empty if it fails our checks."""
        user = super().populate_user(request, sociallogin, data)
        user.name = _name_given(sociallogin.account.extra_data, data)
        return user

    def pre_social_login(self, request, sociallogin):
        draft_id = _draft_of(sociallogin.state)
        if draft_id and sociallogin.token:
            keep_grant(request.user, draft_id, sociallogin.token.token_secret)

    def get_app(self, request, provider, client_id=None):
        """A provider that is not configured has no pages."""
        try:
            return super().get_app(request, provider, client_id=client_id)
        except SocialApp.DoesNotExist:
            raise Http404 from None

    def on_authentication_error(self, request, provider, error=None, exception=None, extra_context=None):
        """After a refusal or an error at Google, go back to the page that led there."""
        draft_id = _draft_of((extra_context or {}).get("state"))
        if draft_id:
            raise ImmediateHttpResponse(redirect("accounts:import_draft", draft_id))


def _name_given(told: dict, data: dict) -> str:
    """The name that a provider gives, whole or in parts, checked like one that people type; empty if none can be
    shown."""
    parts = " ".join(str(data.get(part) or "") for part in ("first_name", "last_name"))
    name = told.get("name") or parts
    try:
        return clean_name(str(name)[:NAME_MAX])
    except ValidationError:
        return ""


def _draft_of(state: dict | None) -> str:
    """The id of the draft that a way to Google began with; empty where somebody signs in."""
    return ((state or {}).get("data") or {}).get(DRAFT, "")


class MFAAdapter(DefaultMFAAdapter):
    """Passkeys and authenticator apps show the name of the site, not its address and port."""

    def get_totp_issuer(self):
        return Site.name

    def get_public_key_credential_rp_entity(self):
        return {**super().get_public_key_credential_rp_entity(), "name": Site.name}
