"""Settings, read from the environment once at start.

Everything that differs between installations is an environment variable. What `bin/run` starts by itself
(PostgreSQL, Valkey, the secret key) it writes to `$STAGESLOT_VAR/env`, which is read here as well, so that
`manage.py` talks to the running instance without further ado. The environment wins over that file.
"""

import os
import sys
from email.utils import parseaddr
from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured
from django.templatetags.static import static
from django.utils.translation import gettext_lazy as _

from media.files import stores as media_stores
from stageslot import (
    __version__,
    celery,  # noqa: F401  the application by which tasks are sent
)
from stageslot.queues import DEFAULT, QUEUES, ROUTES
from stageslot.schedule import SCHEDULE
from web.logs import logging_settings

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(os.environ.get("STAGESLOT_VAR") or BASE_DIR / "var").resolve()

env = environ.Env()
environ.Env.read_env(VAR_DIR / "env")
if missing := [name for name in ("SECRET_KEY", "DATABASE_URL", "REDIS_URL") if name not in os.environ]:
    raise ImproperlyConfigured(
        f"{', '.join(missing)} not set, neither in the environment nor in {VAR_DIR / 'env'}: start bin/run first"
        " (STAGESLOT_VAR says where it keeps its data), or set them (docs/self-hosting.md)."
    )

SECRET_KEY = env.str("SECRET_KEY")
# Keys from before: what they signed or sealed still opens (docs/security.md).
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
PORT = env.int("PORT", default=8000)
LIVE_PORT = env.int("LIVE_PORT", default=PORT + 1)
SITE_URL = env.str("SITE_URL", default=f"http://localhost:{PORT}").rstrip("/")
LIVE_URL = env.str("LIVE_URL", default=f"http://localhost:{LIVE_PORT}").rstrip("/")
FILES_PORT = env.int("FILES_PORT", default=PORT + 2)
FILES_URL = env.str("FILES_URL", default=f"http://localhost:{FILES_PORT}").rstrip("/")
# Test money: a stand-in for Stripe, in a process of its own. Never where somebody pays.
TEST_MONEY = env.bool("TEST_MONEY", default=False)
TEST_MONEY_PORT = env.int("TEST_MONEY_PORT", default=PORT + 3)
TEST_MONEY_URL = env.str("TEST_MONEY_URL", default=f"http://localhost:{TEST_MONEY_PORT}").rstrip("/")
if TEST_MONEY and env.str("STRIPE_SECRET_KEY", default=""):
    raise ImproperlyConfigured("TEST_MONEY and STRIPE_SECRET_KEY exclude each other: money is real or it is not.")
STRIPE_SECRET_KEY = "sk_test_stand_in" if TEST_MONEY else env.str("STRIPE_SECRET_KEY", default="")
STRIPE_WEBHOOK_SECRET = f"whsec_{SECRET_KEY}" if TEST_MONEY else env.str("STRIPE_WEBHOOK_SECRET", default="")
# Where the platform's own Stripe account is, and the currencies for which it has a bank account there: Stripe would
# convert any other, and the amounts of the ledger would no longer be those of the balance.
STRIPE_COUNTRY = env.str("STRIPE_COUNTRY", default="DE").upper()
CARD_CURRENCIES = env.list("CARD_CURRENCIES", default=["EUR", "GBP", "CHF", "USD", "SEK", "NOK", "DKK", "PLN", "CZK"])
# What the platform keeps of a payment: per cent, and at least so much, by currency ("EUR=1,GBP=0.90").
GIG_FEE_PERCENT = env.str("GIG_FEE_PERCENT", default="0")
GIG_FEE_MINIMUM = env.dict("GIG_FEE_MINIMUM", default={})
SESSION_FEE_PERCENT = env.str("SESSION_FEE_PERCENT", default="15")
SESSION_FEE_MINIMUM = env.dict("SESSION_FEE_MINIMUM", default={})
# So long a client may say no to what was delivered; then it counts as accepted and the professional is paid.
SESSION_ACCEPT_HOURS = env.int("SESSION_ACCEPT_HOURS", default=72)
# So many requests of one client may wait for an answer at a time.
SESSION_REQUESTS_MAX = env.int("SESSION_REQUESTS_MAX", default=20)
# What a card payment costs, as people read it beforehand; Stripe tells what it has cost. Payees bear it by default.
CARD_COSTS_PERCENT = env.str("CARD_COSTS_PERCENT", default="1.5")
CARD_COSTS_FIXED = env.dict("CARD_COSTS_FIXED", default={"EUR": "0.25", "GBP": "0.20", "CHF": "0.30", "USD": "0.30"})
PLATFORM_BEARS_CARD_COSTS = env.bool("PLATFORM_BEARS_CARD_COSTS", default=False)
IS_SECURE = SITE_URL.startswith("https://")
# On the machine that one sits at: browsers allow passkeys there, and frames of sites, without encryption.
IS_LOOPBACK = not IS_SECURE and urlsplit(SITE_URL).hostname in ("localhost", "127.0.0.1", "::1")
# Pages for developers tell much of the machine: only there, and without secrets.
DEBUG = env.bool("DEBUG", default=False) and IS_LOOPBACK
DEFAULT_EXCEPTION_REPORTER = "web.error_reports.LocalReporter"
DEFAULT_EXCEPTION_REPORTER_FILTER = "web.error_reports.ReportFilter"
# `bin/run` sets it while it keeps a demo world: pages then say how far that world is.
HAS_DEMO = env.bool("HAS_DEMO", default=False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[SITE_URL])

INSTALLED_APPS = [
    "unfold",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.contrib.sitemaps",
    "django_htmx",
    "pgtrigger",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.google",
    "web",
    "catalogue",
    "idempotency",
    "guides",
    "operations",
    "notifications",
    "availability",
    "calendar_imports",
    "posters",
    "media",
    "accounts",
    "payments",
    "bands",
    "venues",
    "engagements",
    "bookings",
    "studio",
    "holds",
    "booking_payments",
    "show_imports",
    "reviews",
    "messaging",
    "departures",
    "discovery",
    "api",
    "demo",
]
# Conditions in SQL are checked by PostgreSQL, where they must hold; the actions say it at the field before.
SILENCED_SYSTEM_CHECKS = [
    "models.W045",
    "templates.W003",  # `i18n` is meant to be ours, which begins with all of Django's tags
]

MIDDLEWARE = [
    "web.requests.RequestIdMiddleware",
    "web.metrics.MetricsMiddleware",
    "web.proxies.ProxyMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "web.packing.PackedPagesMiddleware",
    "web.moments.MomentMiddleware",
    "web.security.SecurityHeadersMiddleware",
    "api.protocol.middleware.ProblemMiddleware",
    "web.cookieless.CookielessMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "web.budgets.VisitorBudgetMiddleware",
    "accounts.sign_in.middleware.PersonMiddleware",
    "web.language.AddressLanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "web.body_limits.BodyLimitMiddleware",
    "web.htmx.LoginRedirectMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.sign_in.even.EvenTimeMiddleware",
    "accounts.sign_in.fresh.FreshSignInMiddleware",
    "accounts.sign_in.staff.StaffSecondFactorMiddleware",
    "web.refusals.RefusalMiddleware",
]

ROOT_URLCONF = "stageslot.urls"
WSGI_APPLICATION = "stageslot.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "web.context.site",
                "messaging.pages.context.waiting",
                "demo.pages.context.demo",
                "accounts.sign_in.context.people",
            ],
            "libraries": {"i18n": "web.templatetags.sentences"},
            "builtins": [
                "web.templatetags.web",
                "web.templatetags.layout",
                "media.templatetags.media",
            ],
        },
    },
]
FORM_RENDERER = "web.selects.FormRenderer"

DATABASES = {"default": env.db("DATABASE_URL")}
DATABASES["default"]["CONN_MAX_AGE"] = 0
# A server that came back leaves dead connections in the pool: looked at before use, none ends in a 500.
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"].setdefault("OPTIONS", {}).update(
    {
        "pool": {"min_size": 1, "max_size": env.int("DATABASE_POOL", default=8), "timeout": 10},
        # psycopg prepares what it is asked to (`web.prepared`), and nothing for having seen it often.
        "prepare_threshold": sys.maxsize,
    }
)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.str("REDIS_URL")
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}

CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_ROUTES = ROUTES
CELERY_TASK_QUEUES = QUEUES
CELERY_TASK_DEFAULT_QUEUE = DEFAULT
# Who signs up while the broker is down waits for one more attempt, not for the six seconds that kombu would try.
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "queue_order_strategy": "sorted",
    "visibility_timeout": 600,
    "max_retries": 1,
    "interval_start": 0.2,
    "socket_connect_timeout": 2,
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BEAT_SCHEDULE = SCHEDULE
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "celerybeat-schedule")

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.sign_in.backends.PasswordBackend", "accounts.sign_in.backends.AccountBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator")
] + [
    {
        "NAME": "django.contrib.auth.password_validation.CommonPasswordValidator",
        "OPTIONS": {"password_list_path": BASE_DIR / "accounts" / "data" / "passwords.txt.gz"},
    }
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.forms.signing_up.SignupForm"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 600
PASSWORD_RESET_TIMEOUT = 3600
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_ADAPTER = "accounts.sign_in.adapters.AccountAdapter"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_FORMS = {
    "signup": "accounts.sign_in.forms.EvenSignupForm",
    "change_password": "accounts.sign_in.forms.PasswordChangeForm",
    "set_password": "accounts.sign_in.forms.PasswordSetForm",
}
# Addresses, passkeys, tokens and payout accounts need a sign-in within so many seconds, and each is told by email.
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = env.int("REAUTHENTICATION_SECONDS", default=300)
ACCOUNT_EMAIL_NOTIFICATIONS = True
# So long an API token lasts unless its owner chooses another time.
API_TOKEN_DAYS = env.int("API_TOKEN_DAYS", default=90)
MFA_ADAPTER = "accounts.sign_in.adapters.MFAAdapter"
SOCIALACCOUNT_ADAPTER = "accounts.sign_in.adapters.SocialAccountAdapter"
RATE_LIMITS = env.str("RATE_LIMITS", default="on") != "off"
if not RATE_LIMITS:
    ACCOUNT_RATE_LIMITS = False
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=0)
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
# The administration opens only after an authenticator app, a passkey or a recovery code. Off in the demo of `bin/run`.
STAFF_NEED_TWO_FACTORS = env.bool("STAFF_NEED_TWO_FACTORS", default=not HAS_DEMO)
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = IS_LOOPBACK
SOCIALACCOUNT_PROVIDERS = {}
CSP_FORM_TARGETS: list[str] = []
GOOGLE_CLIENT_ID = env.str("GOOGLE_CLIENT_ID", default="")
GOOGLE_CLIENT_SECRET = env.str("GOOGLE_CLIENT_SECRET", default="")
GOOGLE_AUTHORIZE_URL = env.str("GOOGLE_AUTHORIZE_URL", default="https://accounts.google.com/o/oauth2/v2/auth")
GOOGLE_TOKEN_URL = env.str("GOOGLE_TOKEN_URL", default="https://oauth2.googleapis.com/token")
GOOGLE_API_URL = env.str("GOOGLE_API_URL", default="https://www.googleapis.com").rstrip("/")
if GOOGLE_CLIENT_ID:
    SOCIALACCOUNT_PROVIDERS["google"] = {
        "APPS": [{"client_id": GOOGLE_CLIENT_ID, "secret": GOOGLE_CLIENT_SECRET}],
        "SCOPE": ["profile", "email"],
        "OAUTH_PKCE_ENABLED": True,
        "AUTHORIZE_URL": GOOGLE_AUTHORIZE_URL,
        "ACCESS_TOKEN_URL": GOOGLE_TOKEN_URL,
    }
    CSP_FORM_TARGETS.append("{0.scheme}://{0.netloc}".format(urlsplit(GOOGLE_AUTHORIZE_URL)))

vars().update(env.email("EMAIL_URL", default="consolemail://"))
if not env.str("EMAIL_URL", default=""):
    EMAIL_BACKEND = "notifications.delivery.mailbox.MailboxBackend"
# The mailbox page shows every mail to whoever sits at this machine: the demo of `bin/run` opens it, nothing else does.
MAILBOX_OPEN = env.bool("MAILBOX_OPEN", default=False) and IS_LOOPBACK
# Shows every component in every state at /dev/components/, for whoever works on them.
COMPONENTS_OPEN = env.bool("COMPONENTS_OPEN", default=DEBUG)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="StageSlot <stageslot@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
CONTACT_EMAIL = env.str("CONTACT_EMAIL", default="") or parseaddr(DEFAULT_FROM_EMAIL)[1]
"""To whom people write who cannot sign in."""
# Where weaknesses are reported, as /.well-known/security.txt says: an address or a page. Without one there is no file.
SECURITY_CONTACT = env.str("SECURITY_CONTACT", default="") or env.str("CONTACT_EMAIL", default="")
if "@" in SECURITY_CONTACT and ":" not in SECURITY_CONTACT:
    SECURITY_CONTACT = f"mailto:{SECURITY_CONTACT}"

# People answer mails about messages by e-mail where a domain takes them (docs/messages.md): a service tells us of
# them, or a mail server of one's own hands them to `manage.py receive_mail`.
INBOUND_DOMAIN = env.str("INBOUND_DOMAIN", default="").lower()
INBOUND_SERVICE = env.str("INBOUND_SERVICE", default="")
# The server whose word counts on whether a sender is who they say (RFC 8601, section 2.5).
INBOUND_AUTHSERV_ID = env.str("INBOUND_AUTHSERV_ID", default="").lower()
INBOUND_BYTES_MAX = env.int("INBOUND_BYTES_MAX", default=30 * 1024 * 1024)
ANYMAIL = {name.removeprefix("ANYMAIL_"): text for name, text in os.environ.items() if name.startswith("ANYMAIL_")}
if INBOUND_DOMAIN and not INBOUND_AUTHSERV_ID:
    raise ImproperlyConfigured("INBOUND_DOMAIN needs INBOUND_AUTHSERV_ID: whose word counts on who a sender is.")
if INBOUND_SERVICE and not (INBOUND_DOMAIN and ":" in ANYMAIL.get("WEBHOOK_SECRET", "")):
    raise ImproperlyConfigured("INBOUND_SERVICE needs INBOUND_DOMAIN, and ANYMAIL_WEBHOOK_SECRET like name:password.")

LANGUAGE_CODE = "en"
UNFOLD = {
    "SITE_TITLE": "StageSlot",
    "SITE_HEADER": "StageSlot",
    "SITE_SUBHEADER": _("Administration"),
    "SITE_ICON": lambda _request: static("favicon.svg"),
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": lambda _request: static("favicon.svg")}],
    "SITE_URL": "/",
    "DASHBOARD_CALLBACK": "discovery.admin.queue.start_page",
    "STYLES": [lambda _request: static("css/pages/office.css")],
    # The amber of the site, from the lightest to the darkest; white on 600 has a contrast of 5:1 (WCAG 2.2 AA).
    "COLORS": {
        "primary": {
            "50": "oklch(98.7% .022 95.3)",
            "100": "oklch(96.2% .059 95.6)",
            "200": "oklch(92.4% .12 95.7)",
            "300": "oklch(87.9% .169 91.6)",
            "400": "oklch(82.8% .189 84.4)",
            "500": "oklch(66% .15 65)",
            "600": "oklch(52% .13 55)",
            "700": "oklch(45% .115 50)",
            "800": "oklch(40% .1 48)",
            "900": "oklch(35% .085 46)",
            "950": "oklch(25% .07 46)",
        }
    },
}
LANGUAGES = [("en", _("English")), ("de", _("German"))]
LOCALE_PATHS = [BASE_DIR / "stageslot" / folder for folder in ("locale", "locale_borrowed")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = VAR_DIR / "static"
# Pictures, sounds and documents (docs/media.md): with an address of their own (a public bucket, or a CDN before it)
# pages name that; else we serve them ourselves, or sign addresses of the store.
MEDIA_PUBLIC_URL = env.str("MEDIA_PUBLIC_URL", default="").rstrip("/")
MEDIA_URL = f"{MEDIA_PUBLIC_URL}/" if MEDIA_PUBLIC_URL else "media/"
MEDIA_ROOT = env.str("MEDIA_ROOT", default=str(VAR_DIR / "media"))
MEDIA_ORIGINALS_ROOT = env.str("MEDIA_ORIGINALS_ROOT", default=str(VAR_DIR / "originals"))
# Files that people send each other, of any kind and bit for bit (docs/files.md).
FILES_ROOT = env.str("FILES_ROOT", default=str(VAR_DIR / "files"))
FILES_S3 = media_stores.files_s3(env)
# Backups (docs/backup.md). BACKUP_HOURS: how old the last good one may be before /health and staff are told; 0: never.
VERSION = __version__
POSTGRES_PROGRAMS = env.str("STAGESLOT_POSTGRES_BIN", default="")
BACKUP_PLACE = env.str("BACKUP_PLACE", default="")
BACKUP_PUBLIC_KEY = env.str("BACKUP_PUBLIC_KEY", default="")
BACKUP_SETTINGS_FILE = env.str("BACKUP_SETTINGS_FILE", default="")
BACKUP_HOURS = env.int("BACKUP_HOURS", default=0)
# /health calls the disk full while less than this is free on it; 0: never.
DISK_FREE_MB = env.int("DISK_FREE_MB", default=500)
BACKUP_S3 = media_stores.backup_s3(env)
FILE_BYTES_MAX = env.int("FILE_BYTES_MAX", default=10 * 1024**3)
# Beyond this a file goes to the server of files, which takes it in parts and goes on where it was cut off.
FILE_FORM_BYTES_MAX = env.int("FILE_FORM_BYTES_MAX", default=100 * 1024**2)
FILES_QUOTA_BYTES = env.int("FILES_QUOTA_BYTES", default=50 * 1024**3)
FILES_FREE_SHARE = env.float("FILES_FREE_SHARE", default=0.2)
# The server of files leaves the processor to the pages where both want it.
FILES_NICE = env.bool("FILES_NICE", default=True)
CSP_MEDIA_ORIGINS = media_stores.origins(env)
# Maps draw coasts and borders out of our own files; with an address like https://tiles.example.org/{z}/{x}/{y}.png they
# fetch tiles from there too, and only then may a page load pictures from that server.
MAP_TILES_URL = env.str("MAP_TILES_URL", default="")
MAP_TILES_ATTRIBUTION = env.str("MAP_TILES_ATTRIBUTION", default="")
# From where they lie in the source, without `collectstatic`: what `bin/run` does, so that the first page comes soon.
STATIC_FROM_SOURCE = env.bool("STATIC_FROM_SOURCE", default=DEBUG)
STORAGES = {
    **media_stores.stores(env),
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if STATIC_FROM_SOURCE
        else "web.bundles.BundlingStorage"
    },
}
WHITENOISE_USE_FINDERS = STATIC_FROM_SOURCE
# Seconds for which a browser keeps a file whose name holds no hash: in development none, or an edit would not show.
WHITENOISE_MAX_AGE = env.int("STATIC_MAX_AGE", default=0 if DEBUG else 60)
# Servers (host:port) that calendars may be imported from though they are not on the public internet.
IMPORTS_ALLOWED_HOSTS = env.list("IMPORTS_ALLOWED_HOSTS", default=[])
PHOTO_BYTES_MAX = env.int("PHOTO_BYTES_MAX", default=20 * 1024 * 1024)
SOUND_BYTES_MAX = env.int("SOUND_BYTES_MAX", default=60 * 1024 * 1024)
DOCUMENT_BYTES_MAX = env.int("DOCUMENT_BYTES_MAX", default=10 * 1024 * 1024)
CALENDAR_BYTES_MAX = 10 * 1024 * 1024
LIST_BYTES_MAX = 5 * 1024 * 1024
# A request may be as large as this, and no larger before somebody has signed in (web.body_limits) ...
FORM_BYTES_MAX = 1024 * 1024
# ... and on these pages larger by a file of the kind that they take.
UPLOAD_BYTES_MAX = {
    "accounts:photo_add": PHOTO_BYTES_MAX,
    "venues:stage_photo_add": PHOTO_BYTES_MAX,
    "bookings:poster_add": PHOTO_BYTES_MAX,
    "bands:press_part": SOUND_BYTES_MAX,
    "bands:press_rider_document": DOCUMENT_BYTES_MAX,
    "accounts:import_new": CALENDAR_BYTES_MAX,
    "accounts:import_edit": CALENDAR_BYTES_MAX,
    "accounts:import_edit_preview": CALENDAR_BYTES_MAX,
    "show_imports:show_import_new": LIST_BYTES_MAX,
    "messaging:thread": FILE_FORM_BYTES_MAX,
    "studio:samples": 2 * SOUND_BYTES_MAX,  # before and after
    "studio:sample_edit": 2 * SOUND_BYTES_MAX,
    "studio:session_files": FILE_FORM_BYTES_MAX,
    "studio:session_mix_new": FILE_FORM_BYTES_MAX,
    "studio:project_files": FILE_FORM_BYTES_MAX,
}
# A service that shows WEBHOOK_SECRET may send larger requests to these pages, each as one form.
WEBHOOK_BYTES_MAX = {"messaging:inbound_mail": INBOUND_BYTES_MAX}
WEBHOOK_SECRET = ANYMAIL.get("WEBHOOK_SECRET", "") if INBOUND_SERVICE else ""
DATA_UPLOAD_MAX_MEMORY_SIZE = FORM_BYTES_MAX + (INBOUND_BYTES_MAX if INBOUND_SERVICE else 0)

SESSION_ENGINE = "web.sessions"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = IS_SECURE
# Over HTTPS browsers take cookies of such names from this host alone, and send them to no other.
_PREFIX = "__Host-" if IS_SECURE else ""
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{_PREFIX}sessionid", f"{_PREFIX}csrftoken"
LANGUAGE_COOKIE_NAME = f"{_PREFIX}django_language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
# Sessions end two weeks after they were last written, and this many days after the sign-in in any case.
SESSION_DAYS_MAX = env.int("SESSION_DAYS_MAX", default=30)
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=IS_SECURE)
# /health and /metrics are asked without the proxy. The API refuses plain HTTP (api.protocol.middleware) rather than
# hide that a token went over it; its documentation is a page like others.
SECURE_REDIRECT_EXEMPT = [r"^health$", r"^metrics$", r"^api/(?!v1/docs$)"]
SECURE_HSTS_SECONDS = 31536000 if IS_SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IS_SECURE
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# One line for each event, as text or as JSON with the id of its request; to a file, or to standard error.
LOG_FORMAT = env.str("LOG_FORMAT", default="text")
if LOG_FORMAT not in ("json", "text"):
    raise ImproperlyConfigured(f"LOG_FORMAT={LOG_FORMAT} is neither json nor text.")
LOGGING = logging_settings(
    level=env.str("LOG_LEVEL", default="INFO"), form=LOG_FORMAT, file=env.str("LOG_FILE", default="")
)
# Statements that take so long are logged; 0: none.
SLOW_QUERY_MS = env.int("SLOW_QUERY_MS", default=1000)
# Who may read /metrics: who shows this as a bearer token; without one, only this machine.
METRICS_TOKEN = env.str("METRICS_TOKEN", default="")
# Seconds of work that all pages together may cost the site for one address without an account, in a minute.
VISITOR_SECONDS = env.int("VISITOR_SECONDS", default=20)
SENTRY_DSN = env.str("SENTRY_DSN", default="")
if SENTRY_DSN:
    import sentry_sdk

    sentry_sdk.init(dsn=SENTRY_DSN, release=VERSION, send_default_pii=False, max_request_body_size="never")
