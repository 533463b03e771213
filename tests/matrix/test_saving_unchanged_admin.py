"""The change forms of the administration, and those of allauth: saved unchanged, they change no row of any table.

A model whose form takes changes has a row below; one that is only looked at has no form to save.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from decimal import Decimal

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group, Permission
from django.db import connection, models
from django.test import Client, RequestFactory
from django.urls import get_resolver, resolve, reverse

from accounts.models import SiteSettings, User
from catalogue.models import City, Country, Currency, ExchangeRate, Genre, Region
from departures.admin.people import LeavingUserAdmin
from guides.models import SitePage
from tests.factories import PASSWORD, UserFactory
from tests.matrix.html_forms import FormReader, SentForm
from tests.matrix.watching import contents, undone

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
STAFF_IN = [("Europe/Berlin", "de"), ("America/St_Johns", "en"), ("Pacific/Apia", "en"), ("Asia/Kathmandu", "de")]
ODD = dt.datetime(2028, 10, 29, 1, 30, 13, 123457, tzinfo=dt.UTC)
"""The second 02:30 of an autumn night in Berlin, with seconds and less."""


def people() -> Iterable[User]:
    return [UserFactory(date_joined=ODD, last_login=ODD, timezone=zone, language=said) for zone, said in STAFF_IN[1:3]]


def groups() -> Iterable[Group]:
    group = Group.objects.create(name="Helpers")
    group.permissions.set(Permission.objects.order_by("-pk")[:3])
    return [group]


def cities() -> Iterable[City]:
    largest = list(City.objects.order_by("-population")[:1])
    return [*largest, City.objects.filter(region=None).first() or largest[0], City.objects.get(geonames_id=2950159)]


def genres() -> Iterable[Genre]:
    return [Genre.objects.filter(parent=None).first(), Genre.objects.exclude(parent=None).last()]


def rates() -> Iterable[ExchangeRate]:
    ExchangeRate.objects.filter(currency="USD").update(per_euro=Decimal("1234.567891"), is_built_in=False)
    return [ExchangeRate.objects.get(currency="USD"), *ExchangeRate.objects.filter(is_built_in=True)[:2]]


ROWS: dict[type[models.Model], Callable[[], Iterable[models.Model]]] = {
    User: people,
    Group: groups,
    SiteSettings: lambda: [SiteSettings.objects.create(application_days=5)],
    Genre: genres,
    City: cities,
    Country: lambda: Country.objects.all()[:2],
    Region: lambda: Region.objects.all()[:2],
    Currency: lambda: Currency.objects.filter(code__in=["JPY", "EUR"]),
    ExchangeRate: rates,
    SitePage: lambda: [SitePage.objects.create(kind="terms", language="de", text="## Eins\n\nZwei\n* drei")],
}
"""Rows of each model whose change form takes changes: the odd ones."""


@pytest.fixture
def boss():
    return UserFactory(is_staff=True, is_superuser=True)


def test_every_form_that_takes_changes_is_tried(boss):
    request = RequestFactory().get("/")
    request.user = boss
    editable = {model for model, page in admin.site._registry.items() if page.has_change_permission(request)}
    assert editable == ROWS.keys()


def everything() -> dict:
    """What all tables hold, the catalogue too; but for the log of who saved what."""
    held = contents()
    with connection.cursor() as cursor:
        for model in apps.get_app_config("catalogue").get_models(include_auto_created=True):
            table = model._meta.db_table
            cursor.execute(f'SELECT count(*), sum(hashtextextended(t::text, 0)) FROM "{table}" t')
            held = held | {table: cursor.fetchone()}
    return {table: sums for table, sums in held.items() if table != "django_admin_log"}


def saved_form(client: Client, path: str) -> SentForm:
    [form] = [
        form
        for form in FormReader(client.get(path).content.decode()).forms
        if form.method == "post" and form.id.endswith("_form") and "logout" not in form.action
    ]
    return form


@pytest.mark.parametrize("model", ROWS, ids=lambda model: model._meta.label)
def test_a_change_form_saved_unchanged_changes_nothing(boss, client, model):
    client.force_login(boss)
    wrong = []
    for row, (zone, language) in zip([*ROWS[model]()] * 4, STAFF_IN, strict=False):
        User.objects.filter(pk=boss.pk).update(timezone=zone, language=language)
        path = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[row.pk])
        form = saved_form(client, path)
        before = everything()
        with undone():
            status = client.post(path, form.data | {"_save": "1"}).status_code
            after = everything()
        changed = [table for table, held in after.items() if before[table] != held]
        if status != 302 or changed:
            wrong.append(f"{row} in {zone}: {status}, {changed}")
    assert not wrong, "\n".join(wrong)


EDITS = {"account_email", "mfa_edit_webauthn"}
"""What shows something of an account as it is, to be changed."""
DEEDS = {
    "account_change_password", "account_confirm_login_code", "account_email_verification_sent", "account_login",
    "account_logout", "account_reauthenticate", "account_request_login_code", "account_reset_password",
    "account_reset_password_from_key", "account_set_password", "account_signup", "mfa_activate_totp",
    "mfa_add_webauthn", "mfa_authenticate", "mfa_deactivate_totp", "mfa_generate_recovery_codes", "mfa_login_webauthn",
    "mfa_reauthenticate", "mfa_reauthenticate_webauthn", "mfa_remove_webauthn", "socialaccount_connections",
    "socialaccount_signup", "google_login", "google_login_by_token", "usersessions_list",
}  # fmt: skip
READ = {
    "account_inactive", "account_reset_password_done", "account_reset_password_from_key_done", "mfa_index",
    "mfa_download_recovery_codes", "mfa_list_webauthn", "mfa_view_recovery_codes", "socialaccount_login_cancelled",
    "socialaccount_login_error", "google_callback",
}  # fmt: skip


def test_every_page_of_an_account_is_read_edits_or_does_something():
    [account] = [each for each in get_resolver().url_patterns if str(each.pattern) == "account/"]
    names = {name for name in account.reverse_dict if isinstance(name, str)}
    assert names == EDITS | DEEDS | READ


def test_forms_of_an_account_sent_as_they_were_opened_change_nothing(client):
    user = UserFactory()
    for at in range(2):
        user.emailaddress_set.create(email=f"{at}-{user.email}" if at else user.email, verified=True, primary=not at)
    user.emailaddress_set.create(email=f"new-{user.email}", verified=False)
    SocialAccount.objects.create(user=user, provider="google", uid="1", extra_data={"email": user.email})
    key = Authenticator.objects.create(
        user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "Zoë’s <key>", "credential": {}}
    )
    client.force_login(user)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    met, wrong = set(), []
    pages = ["account_email", "account_change_password"]
    for path in [*map(reverse, pages), reverse("mfa_edit_webauthn", args=[key.pk])]:
        page = client.get(path)
        assert page.status_code == 200, path
        for form in FormReader(page.content.decode()).forms:
            if form.method != "post" or resolve(form.action or path).view_name not in {*pages, "mfa_edit_webauthn"}:
                continue
            before = everything()
            with undone():
                status = client.post(form.action or path, form.data).status_code
                changed = [table for table, held in everything().items() if before[table] != held]
            met.add(resolve(path).view_name)
            if changed or status >= 500:
                wrong.append(f"{path}: {status}, {changed}")
    assert not wrong, "\n".join(wrong)
    assert met >= EDITS


def test_a_change_form_writes_only_what_was_changed(boss, client):
    """An action that comes between the reading of a row and its saving is not undone."""
    person = UserFactory(name="Jo")
    client.force_login(boss)
    path = reverse("admin:accounts_user_change", args=[person.pk])
    form = saved_form(client, path)
    reading = LeavingUserAdmin.get_object

    def read_and_be_overtaken(*arguments, **others):
        read = reading(*arguments, **others)
        User.objects.filter(pk=person.pk).update(is_active=False, is_staff=True)
        return read

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(LeavingUserAdmin, "get_object", read_and_be_overtaken)
        client.post(path, form.data | {"name": "Joanna", "_save": "1"})
    person.refresh_from_db()
    assert (person.name, person.is_active, person.is_staff) == ("Joanna", False, True)
