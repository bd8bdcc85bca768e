"""Settings of people's side: one Django project, two doors (site and console), nothing to configure for a trial.

Read from the environment:

| name | means | default |
| --- | --- | --- |
| BLUEZONE_DATA | folder of the database, keys, files | ./bluezone-data |
| BLUEZONE_DOOR | whose URL table this process serves: site or console | console |
| BLUEZONE_SITE, BLUEZONE_CONSOLE, BLUEZONE_KEYS | the three origins, `https://host` | localhost, ports 8081, 8082, 8080 |
| BLUEZONE_SOURCE | where the source code of this installation can be had | none |
| BLUEZONE_HOTLINE | telephone number that the app and the site name for questions about health | none |
| BLUEZONE_SMS_NUMBER | telephone number that takes text messages of reporters and of teams in the field | none |
| BLUEZONE_ROOT_FINGERPRINT | fingerprint of the keyserver's root key, which the install of a phone is given | empty |
| BLUEZONE_BEHIND_PROXY | a proxy on this machine tells where requests come from | no |
| BLUEZONE_KEYSERVER, BLUEZONE_KEYSERVER_CREDENTIAL | where the authority asks the keyserver, file of its credential | the keys' origin; `credential` in the data folder |
| BLUEZONE_SMS_GATEWAY, BLUEZONE_SMS_CREDENTIAL | address of an SMS gateway, file of its credential | none: the outbox page |
| BLUEZONE_LOG_FORMAT | how the log is written: text, or json, one object a line | text |
| BLUEZONE_RETENTION | what is kept for a shorter time than the table says, `KIND=DAYS …` | nothing |
| BLUEZONE_DATABASE_URL, or BLUEZONE_DATABASE | SQLite file or `postgresql://…` of the registry | registry.sqlite3 in the data folder |
"""

import os
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.contrib.messages import ERROR, SUCCESS, WARNING
from django.utils.translation import gettext_lazy as _

from bluezone.config.catalogs import compiled_folder
from bluezone.config.database import database
from bluezone.config.gateway import sms_gateway
from bluezone.config.logs import logging_settings
from bluezone.config.secrets_folder import kept_secret

DATA: Final = Path(os.environ.get("BLUEZONE_DATA", "bluezone-data")).absolute()
DOOR: Final = os.environ.get("BLUEZONE_DOOR", "console")
SITE_ORIGIN = os.environ.get("BLUEZONE_SITE", "http://localhost:8081")
CONSOLE_ORIGIN = os.environ.get("BLUEZONE_CONSOLE", "http://localhost:8082")
KEYS_ORIGIN = os.environ.get("BLUEZONE_KEYS", "http://localhost:8080")
KEYSERVER_ADDRESS = os.environ.get("BLUEZONE_KEYSERVER", KEYS_ORIGIN)
KEYSERVER_CREDENTIAL = Path(os.environ.get("BLUEZONE_KEYSERVER_CREDENTIAL", DATA / "credential"))
SOURCE_ADDRESS = os.environ.get("BLUEZONE_SOURCE", "")
HOTLINE = os.environ.get("BLUEZONE_HOTLINE", "")
SMS_NUMBER = os.environ.get("BLUEZONE_SMS_NUMBER", "")
ROOT_FINGERPRINT = os.environ.get("BLUEZONE_ROOT_FINGERPRINT", "")
ORIGIN: Final = SITE_ORIGIN if DOOR == "site" else CONSOLE_ORIGIN
SECURE: Final = ORIGIN.startswith("https://")

PEOPLE_FOLDER = DATA / "people"
SECRET_KEY = kept_secret(PEOPLE_FOLDER / "secret-key")
SMS_INTAKE_SECRET = kept_secret(PEOPLE_FOLDER / "sms-intake")
DEBUG = False
STYLE_PAGE = False
"""Whether the console serves the page that shows every component."""
ALLOWED_HOSTS = [urlsplit(ORIGIN).hostname or "localhost"]
CSRF_TRUSTED_ORIGINS = [ORIGIN]
BLUEZONE_CLOCK = "bluezone.cli.people.clock"
SITE_URLS: Final = "bluezone.config.urls_site"
CONSOLE_URLS: Final = "bluezone.config.urls_console"

# From the ground up: a relation points only to an application that stands above it in this list.
INSTALLED_APPS = [
    "bluezone.authority.audit",
    "bluezone.authority.territory",
    "bluezone.authority.accounts",
    "bluezone.authority.delivery",
    "bluezone.authority.register",
    "bluezone.authority.console",
    "bluezone.authority.feeds",
    "bluezone.authority.codes",
    "bluezone.authority.cases",
    "bluezone.authority.exposure_reports",
    "bluezone.authority.surveillance",
    "bluezone.authority.linelist",
    "bluezone.authority.venues",
    "bluezone.authority.news",
    "bluezone.authority.policy",
    "bluezone.authority.retention",
    "bluezone.rollout.directives",
    "bluezone.rollout.reporting",
    "bluezone.rollout.studio",
    "bluezone.rollout.venues",
    "bluezone.rollout.fieldwork",
    "bluezone.rollout.gate",
    "bluezone.rollout.overview",
    "bluezone.citizen.site",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
]
MIDDLEWARE = [
    "bluezone.config.watching.middleware.WatchMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "bluezone.config.middleware.MomentMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "bluezone.authority.accounts.session_middleware.SessionMiddleware",
    "bluezone.authority.accounts.middleware.SecondFactorMiddleware",
    "bluezone.authority.accounts.middleware.PurposeMiddleware",
]
ROOT_URLCONF = SITE_URLS if DOOR == "site" else CONSOLE_URLS
WSGI_APPLICATION = "bluezone.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "bluezone.authority.console.context.layout",
            ],
        },
    }
]

MESSAGE_TAGS = {SUCCESS: "good", WARNING: "warn", ERROR: "bad"}
MENUS: Final = "bluezone.config.menus.MENUS"

DATABASES = {
    "default": database(
        os.environ.get("BLUEZONE_DATABASE_URL") or os.environ.get("BLUEZONE_DATABASE"), DATA / "registry.sqlite3"
    )
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Vietnamese")), ("en", _("English"))]
LOCALE_PATHS = [
    compiled_folder(
        INSTALLED_APPS, Path(__file__).parent.parent, [code for code, _name in LANGUAGES], DATA / "catalogs"
    )
]
USE_I18N = True
FORMAT_MODULE_PATH = ["bluezone.config.formats"]
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
MEDIA_ROOT = DATA / "files"
AUDIT_FOLDER = DATA / "audit"
AUTHORITY_KEYS = DATA / "authority-keys"
DELIVERY_FOLDER = DATA / "delivery"
RETENTION_FOLDER = DATA / "retention"
RETENTION = os.environ.get("BLUEZONE_RETENTION", "")
"""What this installation keeps for a shorter time than `retention.rules.periods.RULES`, in days."""
FURTHER_PURGES = [
    "bluezone.rollout.venues.services.purging.purge",
    "bluezone.rollout.fieldwork.services.purging.purge",
]
"""Purges of applications above the retention, by dotted name; each is a `retention.services.purging.Purge`."""
CODE_SERVER = "bluezone.authority.codes.keyserver.configured"
"""A function that returns the `CodeServer`, by dotted name."""
CASE_DESK = "bluezone.authority.cases.code_desk.DESK"
"""The `CaseDesk` through which codes and laboratory results find their case, by dotted name."""
SMS_GATEWAY = sms_gateway(os.environ)
REMINDER_SOURCES = ["bluezone.rollout.directives.reminding.reminders"]
"""Functions `(moment) -> reminders` of applications, by dotted name."""
FEED_SOURCES = {
    "news": "bluezone.authority.news.services.content_at",
    "venues": "bluezone.authority.venues.services.content_at",
    "policy": "bluezone.authority.policy.services.content_at",
}
"""Functions `(moment) -> content or None` that say what each signed feed holds now, by dotted name."""
FEED_ROUNDS = ["bluezone.authority.venues.services.keep_batches"]
"""Functions `(moment)` that bring contents up to date before feeds are issued, by dotted name."""
FIELD_KINDS: dict[str, str] = {
    "class": "bluezone.rollout.fieldwork.handing.keep_class",
    "movement": "bluezone.rollout.fieldwork.handing.keep_movement",
    "shift": "bluezone.rollout.gate.intake.keep",
}
"""Functions `(event, fields, moment)` that keep what devices in the field counted, by kind of event and dotted name."""
FIELD_WORK: list[str] = [
    "bluezone.rollout.fieldwork.handing.classes_of",
    "bluezone.rollout.fieldwork.handing.activities_of",
    "bluezone.rollout.gate.intake.work",
]
"""Functions `(device, moment) -> fields` that add to what a device in the field is told to do, by dotted name."""
TEXT_READERS = ["bluezone.rollout.fieldwork.digests.read"]
"""Functions `(line, message_id, moment) -> Answer or None` that are asked about a text message before reports are, by dotted name."""

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if os.environ.get("BLUEZONE_BEHIND_PROXY") else 0
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "bluezone.authority.accounts.adapter.AccountAdapter"
MFA_ADAPTER = "bluezone.authority.accounts.adapter.SecondFactorAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_VERIFICATION = "none"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE
MFA_TOTP_ISSUER = "Bluezone"
MFA_FORMS = {"add_webauthn": "bluezone.authority.accounts.passkeys.PasskeyForm"}

# Cookies do not tell ports apart, so on one computer each door has its own names.
_PREFIX = "__Host-" if SECURE else ""
SESSION_COOKIE_NAME = f"{_PREFIX}bluezone-{DOOR}"
CSRF_COOKIE_NAME = f"{_PREFIX}bluezone-{DOOR}-form"
LANGUAGE_COOKIE_NAME = "bluezone-language"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if SECURE else 0
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

LOGGING = logging_settings()
