"""What follows from events of django-allauth: the security log, emails to the old address, keys that end.

allauth has signals and no other way to take part. `connect` is called once, when the site starts.
"""

from allauth.account import signals as account
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa import signals as mfa
from allauth.usersessions import signals as sessions
from allauth.usersessions.internal.flows.sessions import end_other_sessions
from allauth.usersessions.models import UserSession
from django.contrib.auth import logout
from django.contrib.auth import signals as auth
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from accounts.actions.tokens import end_keys
from accounts.sign_in.announcing import announce
from web.security_log import log_refusal, log_security


def connect() -> None:
    """Connect every receiver of this module."""
    for signal, receiver in RECEIVERS:
        signal.connect(receiver)


def _signed_in(request, user, **_others):
    """Who joins has shown a code from their mailbox, of which allauth keeps no record: without one they would have to
    sign in again for their first token."""
    if not request.session.get(AUTHENTICATION_METHODS_SESSION_KEY):
        record_authentication(request, user, method="code", email=user.email)
    records = request.session[AUTHENTICATION_METHODS_SESSION_KEY]
    log_security("signed_in", user=user, request=request, ways=[record.get("method") for record in records])


def _signed_out(request, user, **_others):
    if user is not None:
        UserSession.objects.filter(session_key=request.session.session_key).delete()
        log_security("signed_out", user=user, request=request)


def _sign_in_failed(credentials, request=None, **_others):
    """The password is never among the credentials that Django hands on; an address is logged only if it is one."""
    typed = str(credentials.get("email") or credentials.get("login") or credentials.get("username") or "")
    try:
        validate_email(typed)
    except ValidationError:
        typed = ""
    log_refusal("sign_in_failed", request=request, typed_address=typed)


def _signed_up(request, user, **_others):
    log_security("signed_up", user=user, request=request)


def _code_rejected(request, user, last_attempt, **_others):
    log_refusal("code_rejected", user=user, request=request, is_last_attempt=last_attempt)


def _factor_failed(request, user, **others):
    log_refusal("second_factor_failed", user=user, request=request, kind=_kind(others))


def _factor_used(request, user, **others):
    log_security("second_factor_used", user=user, request=request, kind=_kind(others))


def _factor_added(request, user, **others):
    log_security("second_factor_added", user=user, request=request, kind=_kind(others))


def _factor_removed(request, user, **others):
    log_security("second_factor_removed", user=user, request=request, kind=_kind(others))


def _factor_reset(request, user, **others):
    log_security("recovery_codes_made", user=user, request=request)


def _kind(others) -> str:
    return getattr(others.get("authenticator"), "type", "")


def _address_added(request, user, email_address, **_others):
    log_security("address_added", user=user, request=request, added=email_address.email)
    announce(request, user, "address_added", added=email_address.email)


def _address_removed(request, user, email_address, **_others):
    log_security("address_removed", user=user, request=request, removed=email_address.email)


def _address_changed(request, user, from_email_address, to_email_address, **_others):
    before = from_email_address.email if from_email_address else ""
    log_security("address_changed", user=user, request=request, before=before, after=to_email_address.email)


def _password_changed(request, user, **_others):
    """Every other session and every key ends; this session too, unless its user chose to keep it."""
    _end_all_but_this(request, user, "password_changed")
    if request.POST.get("keep_session") is None:
        logout(request)


def _password_reset(request, user, **_others):
    """Who resets a password is not signed in yet: everything ends."""
    for session in UserSession.objects.filter(user=user):
        session.end()
    _end_keys(request, user, "password_reset")


def _end_all_but_this(request, user, event: str) -> None:
    end_other_sessions(request, user)
    _end_keys(request, user, event)


def _end_keys(request, user, event: str) -> None:
    tokens, feeds = end_keys(user=user)
    log_security(event, user=user, request=request, tokens_ended=tokens, feeds_ended=feeds)


def _browser_changed(request, from_session, to_session, **_others):
    log_security("session_moved", request=request, from_ip=from_session.ip)


RECEIVERS = (
    (account.user_logged_in, _signed_in),
    (auth.user_logged_out, _signed_out),
    (auth.user_login_failed, _sign_in_failed),
    (account.user_signed_up, _signed_up),
    (account.login_code_rejected, _code_rejected),
    (account.email_verification_code_rejected, _code_rejected),
    (account.email_added, _address_added),
    (account.email_removed, _address_removed),
    (account.email_changed, _address_changed),
    (account.password_changed, _password_changed),
    (account.password_set, _password_changed),
    (account.password_reset, _password_reset),
    (mfa.authenticator_added, _factor_added),
    (mfa.authenticator_removed, _factor_removed),
    (mfa.authenticator_reset, _factor_reset),
    (mfa.authenticator_used, _factor_used),
    (mfa.authentication_failed, _factor_failed),
    (sessions.session_client_changed, _browser_changed),
)
