"""The plan: what it draws, what it previews, and what saving does; with and without htmx."""

import datetime as dt
import json
import uuid

import pytest
from django.urls import reverse

from availability.actions import say_time
from availability.models import AvailabilityRule, CalendarEntry, ImportedCalendar, TimeBlock
from availability.ranges import at_wall_clock
from availability.states import BlockKind, EntryStatus, ImportKind
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.heavy]
BERLIN = "Europe/Berlin"
HTMX = {"HX-Request": "true"}
FRIDAY = dt.date(2028, 3, 10)
"""A Friday that stays in the future for as long as these tests are likely to run."""
SENT = {"kind": "free", "first": "2028-03-10", "from_time": "19:00", "to_time": "23:00", "repeats": "once"}
WEEKLY = SENT | {"repeats": "weekly", "every": "1", "weekdays": ["4"], "ends": "count", "count": "4"}


def said(user, rrule="FREQ=WEEKLY;BYDAY=FR", kind="free", day=FRIDAY, timezone=BERLIN) -> AvailabilityRule:
    """Four hours of an evening."""
    starts_at = at_wall_clock(day, dt.time(19), timezone)
    ends_at = starts_at + dt.timedelta(hours=4)
    known = {"acting_user": user, "calendar": user.calendar, "timezone": timezone}
    return say_time(kind=kind, starts_at=starts_at, ends_at=ends_at, rrule=rrule, **known).rule


def promised(user, title="Harbour Night", day=FRIDAY) -> None:
    """A claim of that evening, and what the calendar tells of it."""
    starts_at = at_wall_clock(day, dt.time(20), BERLIN)
    when = {
        "calendar": user.calendar,
        "period": (starts_at, starts_at + dt.timedelta(hours=2)),
        "occasion": uuid.uuid4(),
    }
    TimeBlock.objects.create(kind=BlockKind.CLAIM, **when)
    entry = {"uid": title, "status": EntryStatus.CONFIRMED, "timezone": BERLIN, "path": "/bookings/1/"}
    CalendarEntry.objects.create(title=title, **entry, **when)


def imported(user, name="Day job") -> None:
    calendar = ImportedCalendar.objects.create(calendar=user.calendar, kind=ImportKind.FILE, name=name, timezone=BERLIN)
    starts_at = at_wall_clock(FRIDAY, dt.time(9), BERLIN)
    period = (starts_at, starts_at + dt.timedelta(hours=8))
    TimeBlock.objects.create(calendar=user.calendar, imported=calendar, kind=BlockKind.BUSY, period=period)


def drawn(client, start="2028-03-06", end="2028-03-13") -> list[dict]:
    response = client.get(reverse("accounts:plan_events"), {"start": f"{start}T00:00:00Z", "end": f"{end}T00:00:00Z"})
    assert response.status_code == 200
    return json.loads(response.content)


PANEL = 'hx-target="#rule-panel"'


def edit_path(rule, on=None, name="rule_edit") -> str:
    return reverse(f"accounts:{name}", args=[rule.pk], query={"on": on.isoformat()} if on else None)


class TestEvents:
    def test_rules_imports_and_promises_are_drawn_on_my_wall_clock(self, signed_in, user):
        rule = said(user)
        imported(user)
        promised(user)
        job, rehearsal, gig = drawn(signed_in)
        assert (job["title"], job["start"], job["editable"]) == ("Busy · Day job", "2028-03-10T09:00", False)
        assert (rehearsal["start"], rehearsal["end"], rehearsal["editable"]) == (
            "2028-03-10T19:00",
            "2028-03-10T23:00",
            True,
        )
        assert rehearsal["url"] == edit_path(rule, FRIDAY)
        assert (gig["title"], gig["url"], gig["editable"]) == ("Harbour Night", "/bookings/1/", False)

    def test_what_others_said_is_not_drawn(self, signed_in):
        stranger = UserFactory()
        said(stranger)
        imported(stranger)
        promised(stranger)
        assert drawn(signed_in) == []

    def test_times_are_those_of_my_zone_whatever_the_rule_s(self, client):
        user = UserFactory(timezone="Europe/Lisbon")
        client.force_login(user)
        said(user)
        assert drawn(client)[0]["start"] == "2028-03-10T18:00"

    def test_night_on_which_clocks_go_back_is_drawn_with_its_length(self, signed_in, user):
        start = dt.datetime(2028, 10, 29, 0, 30, tzinfo=dt.UTC)
        say_time(acting_user=user, calendar=user.calendar, kind="busy", starts_at=start,
                 ends_at=start + dt.timedelta(minutes=45), timezone=BERLIN)  # fmt: skip
        (event,) = drawn(signed_in, "2028-10-23", "2028-10-30")
        assert (event["start"], event["end"]) == ("2028-10-29T02:30", "2028-10-29T03:15")

    @pytest.mark.parametrize("rules", [1, 30])
    def test_queries_do_not_grow_with_rules(self, signed_in, user, rules, django_assert_num_queries):
        for _rule in range(rules):
            said(user)
        with django_assert_num_queries(5):  # session, person, rules, blocks, entries
            assert len(drawn(signed_in)) == rules

    @pytest.mark.parametrize(
        "asked",
        [
            {},
            {"start": "x", "end": "y"},
            {"start": "2028-03-01", "end": "2028-03-01"},
            {"start": "2028-01-01", "end": "2029-01-01"},
        ],
    )
    def test_period_that_is_none_or_too_long_is_refused(self, signed_in, asked):
        assert signed_in.get(reverse("accounts:plan_events"), asked).status_code == 422

    def test_answer_is_kept_by_nobody(self, signed_in):
        response = signed_in.get(reverse("accounts:plan_events"), {"start": "2028-03-01", "end": "2028-03-02"})
        assert "no-store" in response["Cache-Control"]


class TestPlan:
    @pytest.mark.parametrize("rules", [1, 3])
    def test_list_has_all_that_can_be_done_without_a_script(self, signed_in, user, rules, django_assert_num_queries):
        lines = [said(user, day=FRIDAY + dt.timedelta(days=day)) for day in range(rules)]
        with django_assert_num_queries(5):  # session, person, parties, badge, rules
            page = signed_in.get(reverse("accounts:plan")).content.decode()
        for rule in lines:
            assert f'href="{edit_path(rule)}?scope=all"' in page
            assert f'href="{edit_path(rule, name="rule_end")}?scope=all"' in page

    def test_security_policy_is_that_of_every_page(self, signed_in):
        policies = {
            signed_in.get(reverse(f"accounts:{name}"))["Content-Security-Policy"] for name in ("plan", "calendar")
        }
        assert len(policies) == 1
        assert "unsafe" not in policies.pop()


class TestNew:
    def test_evening_that_was_drawn_stands_in_the_form(self, signed_in):
        query = {"starts": "2028-03-10T21:15", "ends": "2028-03-11T02:00"}
        form = signed_in.get(reverse("accounts:rule_new"), query).context["form"]
        assert (form.initial["first"], form.initial["from_time"], form.initial["to_time"]) == (
            FRIDAY,
            dt.time(21, 15),
            dt.time(2),
        )
        assert form.initial["last"] is None

    def test_saving_says_it_with_all_its_parts(self, signed_in, user):
        sent = WEEKLY | {"leave_out": ["2028-03-17", ""], "note": "rehearsal", "kind": "busy"}
        assert signed_in.post(reverse("accounts:rule_new"), sent).status_code == 302
        rule = AvailabilityRule.objects.get(calendar=user.calendar)
        assert (rule.kind, rule.rrule, rule.note) == ("busy", "FREQ=WEEKLY;BYDAY=FR;COUNT=4", "rehearsal")
        assert (rule.exdates, rule.blocks.count()) == ([dt.date(2028, 3, 17)], 3)

    def test_page_of_its_own_has_no_plan_to_renew_and_leads_back_by_itself(self, signed_in, user):
        rule = said(user)
        for path in (reverse("accounts:rule_new"), edit_path(rule), edit_path(rule, name="rule_end")):
            assert PANEL not in signed_in.get(path).text, path
            assert PANEL in signed_in.get(path, headers=HTMX).text, path

    def test_saving_by_htmx_answers_with_the_panel_and_the_list(self, signed_in):
        response = signed_in.post(reverse("accounts:rule_new"), SENT, headers=HTMX)
        assert response["HX-Trigger"] == "plan:changed" or "plan:changed" in json.loads(response["HX-Trigger"])
        page = response.content.decode()
        assert 'id="rule-panel"' in page
        assert 'hx-swap-oob="true"' in page
        assert "<html" not in page

    def test_promise_it_contradicts_is_named(self, signed_in, user):
        promised(user)
        page = signed_in.post(reverse("accounts:rule_new"), SENT | {"kind": "busy"}, headers=HTMX).content.decode()
        assert "Harbour Night" in page
        assert AvailabilityRule.objects.count() == 1

    @pytest.mark.parametrize(
        ("field", "sent"),
        [
            ("first", {"first": "soon"}),
            ("kind", {"kind": "claim"}),
            ("to_time", {"to_time": "25:00"}),
            ("last", {"last": "2028-03-01"}),
            ("rrule", {"repeats": "custom", "rrule": "FREQ=SECONDLY"}),
            ("until", {"ends": "until", "until": ""}),
            ("leave_out", {"leave_out": ["x"]}),
            ("repeats", {"ends": "until", "until": "2028-03-10", "weekdays": ["0"]}),
        ],
    )
    def test_nonsense_is_an_error_at_its_field(self, signed_in, field, sent):
        response = signed_in.post(reverse("accounts:rule_new"), WEEKLY | sent)
        assert response.status_code == 422
        assert field in response.context["form"].errors
        assert f'id="id_{field}_error"' in response.content.decode()
        assert not AvailabilityRule.objects.exists()


class TestPreview:
    def test_times_are_counted_listed_and_drawn_and_nothing_is_written(self, signed_in):
        response = signed_in.post(reverse("accounts:rule_new_preview"), WEEKLY, headers=HTMX)
        preview = response.context["preview"]
        assert [period.starts_at.day for period in preview.first] == [10, 17, 24, 31]
        assert json.loads(response.context["ghosts"])[0] == ["2028-03-10T19:00", "2028-03-10T23:00"]
        assert "4 times, until Friday 31 March 2028" in response.content.decode()
        assert not AvailabilityRule.objects.exists()

    @pytest.mark.parametrize(("ends", "goes_on"), [("count", False), ("never", True)])
    def test_what_goes_on_after_the_horizon_says_so(self, signed_in, ends, goes_on):
        response = signed_in.post(reverse("accounts:rule_new_preview"), WEEKLY | {"ends": ends}, headers=HTMX)
        assert ("and continuing." in response.content.decode()) is goes_on

    def test_promises_in_the_way_are_named(self, signed_in, user):
        promised(user, day=FRIDAY + dt.timedelta(weeks=1))
        for kind, named in (("busy", True), ("maybe", True), ("free", False)):
            page = signed_in.post(reverse("accounts:rule_new_preview"), WEEKLY | {"kind": kind}, headers=HTMX)
            assert ("Harbour Night" in page.content.decode()) is named

    @pytest.mark.parametrize(("scope", "days"), [("one", [17]), ("following", [17, 24, 31]), ("all", [10, 17, 24, 31])])
    def test_edit_shows_what_its_scope_changes(self, signed_in, user, scope, days):
        rule = said(user, "FREQ=WEEKLY;BYDAY=FR;COUNT=4")
        sent = WEEKLY | {"first": "2028-03-17", "from_time": "20:00", "scope": scope}
        path = edit_path(rule, dt.date(2028, 3, 17), "rule_edit_preview")
        preview = signed_in.post(path, sent, headers=HTMX).context["preview"]
        assert [period.starts_at.day for period in preview.periods] == days
        assert {period.starts_at.astimezone(dt.UTC).hour for period in preview.periods} <= {18, 19}

    def test_button_shows_it_on_the_page_with_what_was_typed(self, signed_in):
        page = signed_in.post(reverse("accounts:rule_new_preview"), WEEKLY | {"note": "rehearsal"}).content.decode()
        assert "4 times, until" in page
        assert 'value="rehearsal"' in page

    def test_form_that_is_not_right_yet_says_so(self, signed_in):
        response = signed_in.post(reverse("accounts:rule_new_preview"), WEEKLY | {"first": ""}, headers=HTMX)
        assert response.status_code == 422
        assert "Day: " in response.content.decode()


class TestEdit:
    def test_one_date_is_said_otherwise(self, signed_in, user):
        rule = said(user)
        sent = WEEKLY | {"ends": "never", "kind": "busy", "scope": "one", "first": "2028-03-17"}
        assert signed_in.post(edit_path(rule, dt.date(2028, 3, 17)), sent).status_code == 302
        rule.refresh_from_db()
        assert rule.exdates == [dt.date(2028, 3, 17)]
        assert AvailabilityRule.objects.get(kind="busy").starts_at.date() == dt.date(2028, 3, 17)

    def test_saving_it_as_it_was_shown_changes_nothing(self, signed_in, user):
        rule = said(user, "FREQ=MONTHLY;BYDAY=FR,SA;BYSETPOS=-1", day=dt.date(2028, 3, 31))
        shown = {"repeats": "custom", "rrule": rule.rrule, "every": "1", "weekdays": ["4"], "nth": "5", "weekday": "4",
                 "month_day": "31", "ends": "never", "first": "2028-03-31", "scope": "all"}  # fmt: skip
        before = AvailabilityRule.objects.values().get()
        signed_in.post(edit_path(rule, dt.date(2028, 3, 31)), SENT | shown)
        assert AvailabilityRule.objects.values().get() == before

    def test_what_was_dragged_stands_in_the_form(self, signed_in, user):
        rule = said(user)
        query = {"on": "2028-03-17", "starts": "2028-03-16T19:00", "ends": "2028-03-16T23:00"}
        form = signed_in.get(reverse("accounts:rule_edit", args=[rule.pk], query=query)).context["form"]
        assert (form.initial["first"], form.initial["weekdays"]) == (dt.date(2028, 3, 16), [3])

    @pytest.mark.parametrize("on", ["2028-03-16", "soon", "0001-01-01", "9999-12-31"])
    def test_day_on_which_it_does_not_happen_is_not_found(self, signed_in, user, on):
        path = reverse("accounts:rule_edit", args=[said(user).pk], query={"on": on})
        assert signed_in.get(path).status_code == 404

    @pytest.mark.parametrize("name", ["rule_edit", "rule_edit_preview", "rule_end"])
    def test_rule_of_somebody_else_is_not_found(self, signed_in, name):
        rule = said(UserFactory())
        assert signed_in.post(edit_path(rule, FRIDAY, name), WEEKLY | {"scope": "all"}).status_code == 404

    def test_zone_of_the_rule_is_named_where_it_is_another(self, signed_in, user):
        page = signed_in.get(edit_path(said(user, timezone="Europe/Lisbon"))).content.decode()
        assert "All times in Europe/Lisbon time." in page
        assert 'value="19:00"' in page


class TestEnd:
    def test_question_says_how_much_is_lost(self, signed_in, user):
        rule = said(user, "FREQ=WEEKLY;BYDAY=FR;COUNT=4")
        page = signed_in.get(edit_path(rule, dt.date(2028, 3, 24), "rule_end")).content.decode()
        assert "Only this date: Friday 24 March 2028" in page
        assert "This date and all after it: 2 times" in page
        assert "4 times" in page

    @pytest.mark.parametrize(("scope", "left"), [("one", 3), ("following", 2), ("all", 0)])
    def test_taking_back_leaves_the_rest(self, signed_in, user, scope, left):
        rule = said(user, "FREQ=WEEKLY;BYDAY=FR;COUNT=4")
        response = signed_in.post(edit_path(rule, dt.date(2028, 3, 24), "rule_end"), {"scope": scope})
        assert response.status_code == 302
        assert TimeBlock.objects.filter(calendar=user.calendar).count() == left

    def test_asking_takes_nothing_back(self, signed_in, user):
        signed_in.get(edit_path(said(user), FRIDAY, "rule_end"))
        assert AvailabilityRule.objects.count() == 1
