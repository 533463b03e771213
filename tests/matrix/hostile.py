"""What is hostile, and every place of a page or form where somebody could send it."""

import os
from urllib.parse import quote

IN_FULL = os.environ.get("HOSTILE") == "all"
HOSTILE = (
    " ",
    "a\0b",
    "x" * 10_000,
    "-1",
    "9" * 30,
    "1e400",
    "NaN",
    "0000-01",
    "9999-99",
    "0001-01-01",
    "9999-12-31",
    "24:00",
    "00000000-0000-0000-0000-000000000000",
    "\u202e\ufeff💥' --{{ 7 }}<script>٣",
)
SHARP = ("\0", "9999-12-31")
"""What is sent in one place only, the rest being right: one of the two in each place, both where HOSTILE=all
(`bin/chaos hostile`)."""
ENCODED = (*(quote(text) for text in HOSTILE), "%ED%A0%80", "%FF%FE", "%", "%zz")
"""As they stand in an address: lone surrogates and bytes that are no UTF-8 cannot be written otherwise."""
READS = {
    "discovery:open_nights": "q first last band genre region city city-id near radius_km role fee_min currency "
    "capacity_min draw rating_min sort only_fitting cursor",
    "discovery:acts": "q night any_night city city-id near radius_km genre region fee_min fee_max currency "
    "from_time to_time draw_min rating_min size_min size_max has_pa covers_place with_silent sort cursor",
    "discovery:venues": "q night near genre region capacity_min rating_min sort cursor",
    "discovery:professionals": "q discipline night any_night city city-id near radius_km genre region "
    "from_time to_time rate_max rate_kind currency language rating_min role is_verified is_remote radius_unit sort "
    "project cursor",
    "discovery:search_new": "q night near genre fee_max radius_km sort",
    "discovery:city": "week genre",
    "discovery:region": "week genre",
    "discovery:sitemap_section": "p",
    "discovery:act": "month view from",
    "discovery:venue": "month view from stage",
    "discovery:professional": "project",
    "discovery:professional_strip": "project",
    "messaging:threads": "q folder before",
    "messaging:thread": "at from reply",
    "messaging:thread_part": "at from",
    "messaging:thread_files": "message",
    "bookings:public_calendar": "month view from stage",
    "bookings:calendar_embed": "month view from stage theme accent lang",
    "bookings:embed_accent": "colour",
    "bookings:embed_code": "view theme accent language stage",
    "bookings:act_ics": "stage lang",
    "bookings:act_json": "from to stage",
    "bookings:venue_ics": "stage lang",
    "bookings:venue_json": "from to stage",
    "bookings:public_saturdays": "stage",
    "bands:band": "view",
    "bookings:show_move": "starts doors set_0_starts",
    "bands:green_zone_panel": "view",
    "holds:desk": "from view stage state q",
    "payments:money": "month page",
    "studio:statistics": "period",
    "studio:statistics_csv": "period",
    "studio:spending": "period",
    "studio:spending_csv": "period",
    "payments:money_csv": "month year",
    "holds:desk_csv": "from view stage state q",
    "holds:desk_ics": "from view stage state q",
    "holds:desk_views": "from view stage state q",
    "holds:hold_new": "night stage act",
    "holds:holds": "scope",
    "bookings:shows": "scope",
    "bookings:gigs_csv": "role",
    "show_imports:show_import": "only page",
    "bookings:bills": "scope",
    "bookings:bill_new": "owner",
    "bookings:show_new": "night stage",
    "bookings:spot_apply": "act",
    "bookings:spot_invite": "q act",
    "bookings:spot_link": "act",
    "bookings:request_new": "night host",
    "messaging:enquiry_new": "night",
    "accounts:calendar": "month",
    "bands:ask_new": "month nights title",
    "bands:musicians": "q city dep page",
    "accounts:plan_events": "start end",
    "accounts:import_new": "kind",
    "accounts:rule_new": "starts ends",
    "accounts:rule_edit": "on scope starts ends",
    "accounts:rule_end": "on scope",
    "studio:hours_events": "start end",
    "studio:sessions": "role",
    "studio:mix": "with",
    "studio:book_time": "minutes day",
    "studio:book_details": "start minutes project",
    "studio:project_new": "client",
    "studio:hours_new": "starts ends",
    "studio:hours_edit": "on scope starts ends",
    "studio:hours_end": "on scope",
    "bands:shared": "lang theme",
    "bands:shared_embed": "lang theme",
    "bands:shared_ics": "lang",
    "bands:shared_pdf": "lang",
    "catalogue:city_options": "q",
    "discovery:region_options": "q",
    "guides:help_index": "q",
    "notifications:inbox": "page",
    "notifications:mailbox": "to",
}
"""What each page reads of its address."""
EVERYTHING = sorted({name for names in READS.values() for name in names.split()} | {"next", "party", "token", "lang"})
UNREAD = "&".join(f"{name}=%00" for name in EVERYTHING)
"""What no other page reads: `test_who_may_look` sends it to each of them."""
VENUES = {"address": "Pier 1", "postal_code": "20457", "latitude": "53.5", "longitude": "9.9"}
RULE_PARTS = {
    "repeats": "weekly", "every": "2", "weekdays": "1", "nth": "2", "weekday": "3", "month_day": "-1",
    "last": "2028-05-02", "rrule": "FREQ=DAILY", "ends": "until", "until": "2028-07-01", "count": "5",
    "leave_out": "2028-06-05", "note": "Loud",
}  # fmt: skip
MORE = {
    "web:theme": {"next": "/"},
    "accounts:acting": {"next": "/"},
    "accounts:calendar_paint": {"month": "2028-05"},
    "accounts:time_say": {"is_weekly": "on", "until": "2028-06-01", "month": "2028-05"},
    "accounts:rule_new": RULE_PARTS,
    "accounts:rule_new_preview": RULE_PARTS,
    "accounts:rule_edit": RULE_PARTS,
    "accounts:rule_edit_preview": RULE_PARTS,
    "accounts:known_set": {"month": "2028-05"},
    "accounts:import_new": {"username": "me", "secret": "pass"},
    "accounts:import_edit": {"secret": "pass"},
    "accounts:photo_add": {"alt": "On a pier", "credit": "M. Krause"},
    "bands:musician_edit": {"city": "Hamburg, Germany", "instruments": "Bass", "is_dep": "on"},
    "bands:solo_new": {"city": "Hamburg, Germany", "genres": "Punk", "instrument": "Bass"},
    "bands:band_new": {"city": "Hamburg, Germany", "timezone": "UTC", "genres": "Punk", "instrument": "Bass"},
    "bands:band_edit": {
        "tagline": "Loud", "bio": "Long", "city": "Hamburg, Germany", "genres": "Punk",
        "links": "Us https://example.org", "fee_min": "100", "fee_max": "200", "fee_currency": "EUR",
        "draw": "80", "travel_radius_km": "300", "quorum": "2", "minimum_minutes": "90",
        "essential_instruments": "Bass",
    },
    "bands:shares": {"nights": [], "embed_origins": "https://example.org"},
    "bands:press_publish": {"seen": "2026-01-01T00:00:00+00:00"},
    "bands:press_texts": {"hero": "", "bio_long": "Slow.\n\nLoud.", "cancellation_terms": "Half.", "seen": "x=0"},
    "bands:press_part": {"url": "https://example.org", "said_on": "2026-05-01"},
    "bands:press_piece": {"url": "https://example.org", "said_on": "2026-05-01", "seen": "x=0"},
    "bands:press_plot": {"items-0-DELETE": "", "seen": "x=0"},
    "bands:press_inputs": {"lines-0-stand": "tall", "lines-0-notes": "Loud", "lines-0-DELETE": ""},
    "bands:press_links": {"shows_unlisted": "on"},
    "accounts:agency_new": {"city": "Hamburg, Germany", "timezone": "UTC"},
    "accounts:agency_edit": {"city": "Hamburg, Germany"},
    "studio:professional_new": {"city": "Hamburg, Germany", "is_on_site": "on"},
    "studio:professional_edit": {
        "tagline": "Loud", "bio": "Long", "city": "Hamburg, Germany", "genres": "Punk", "gear": "A desk",
        "links": "Us https://example.org", "languages": "German", "is_on_site": "on", "takes_enquiries": "on",
    },
    "studio:credits": {"year": "2024", "role": "Mixed", "link": "https://example.org"},
    "studio:credit_edit": {"year": "2024", "role": "Mixed", "link": "https://example.org"},
    "studio:sample_move": {"to": "later"},
    "studio:hours_new": RULE_PARTS | {"mode": "request"},
    "studio:hours_edit": RULE_PARTS | {"mode": "request"},
    "studio:book_review": {"client": "x", "place": "Here", "notes": "Loud", "sure": "1"},
    "studio:book_details": {"client": "x", "place": "Here", "notes": "Loud"},
    "studio:session_files": {"folder": "stems", "sent_files": "x"},
    "studio:session_mix_new": {"note": "New", "sent_files": "x"},
    "studio:project_new": {"notes": "Loud", "budget": "500", "currency": "EUR"},
    "studio:project_edit": {"notes": "Loud", "budget": "500", "currency": "EUR"},
    "studio:project_files": {"sent_files": "x"},
    "studio:project_links": {"expires_on": "2026-12-24", "shows_budget": "on"},
    "studio:service_new": {"delivery_days": "7", "tiers": "7: 50 %"},
    "studio:service_edit": {"delivery_days": "7", "tiers": "7: 50 %"},
    "venues:venue_new": {"city": "Hamburg, Germany", "address": "Pier 1"},
    "venues:venue_edit": VENUES | {"access_info": "A lift", "load_in_info": "Gate 3", "house_rules": "No glitter"},
    "venues:stage_new": {"capacity": "200"},
    "venues:stage_edit": {
        "capacity": "200", "width": "6.5", "depth": "4", "height": "2.85", "description": "Low", "backline": "A kit",
        "pa": "Four tops", "lights": "PARs",
    },
    "venues:stage_photo_add": {"credit": "M. Krause"},
    "bookings:show_tickets": {
        "ticket_url": "https://example.org", "lowest": "12.50", "highest": "15", "currency": "EUR",
        "on_sale": "2027-01-10T10:00",
    },
    "bookings:poster_add": {"credit": "M. Krause"},
    "bookings:show_new": {
        "load_in": "17:00", "doors": "20:00", "curfew": "01:00", "out": "02:00", "announce_on": "2028-08-01",
        "ticket_url": "https://example.org", "description": "Loud", "spots-0-starts": "21:00", "spots-0-ends": "22:00",
        "spots-0-fee": "100", "publish": "yes",
    },
    "bookings:show_move": {
        "load_in": "17:00", "doors": "19:00", "curfew": "00:30", "out": "01:00", "set_0_starts": "21:00",
        "set_0_ends": "22:00", "answer_on": "2028-05-01", "message": "Football",
    },
    "bookings:move_answer": {"message": "Fine"},
    "bookings:spot_waitlist": {"waits": "no"},
    "bookings:spot_invite": {"fee": "400", "fee_currency": "EUR", "days": "5"},
    "bookings:spot_link_new": {"act": "the-anchors", "fee": "400"},
    "bookings:booking_counter": {
        "percent": "70", "tiers": "30: 25 %", "days": "3", "lineup": "", "deduction_1_label": "Tax",
        "deduction_1_value": "7", "deduction_1_how": "included", "cap": "900", "costs_cap": "10", "costs_first": "on",
    },
    "bookings:booking_place": {"city": "Hamburg, Germany"},
    "bookings:bill_new": {
        "load_in": "17:00", "doors": "20:00", "curfew": "01:00", "out": "02:00", "announce_on": "2028-08-01",
        "city": "Hamburg, Germany", "title": "Us", "publish": "yes",
    },
    "bookings:bill_spots_add": {"draw_wanted": "50", "genres": "Punk", "fee": "100"},
    "bookings:request_new": {"city": "Hamburg, Germany", "fee": "400", "message": "Please come"},
    "messaging:enquiry_new": {"night": "2028-05-06", "speaker": "", "your_name": "Me"},
    "holds:hold_new": {
        "night_2": "2028-09-10", "title": "Tour stop", "act": "The Anchors", "starts": "21:00", "ends": "23:00",
        "fee": "400", "note": "Loud",
    },
    "holds:hold_change": {"note": "Loud"},
    "holds:hold_rank": {"back": "night"},
    "show_imports:show_import_columns": {
        "column_ends": "", "column_venue": "Venue", "column_city": "Town", "column_region": "", "column_country": "",
        "column_title": "", "column_number": "", "date_order": "day", "country": "DE",
    },
    "show_imports:show_import_start": {"version": "1"},
    "notifications:preferences": {"by_email": "bookings.applied", "in_app": "bookings.applied"},
    "departures:account_delete": {"email": "me"},
    "accounts:join": {"name": "Me", "may_be_booked": "on"},
}  # fmt: skip
"""What else the forms take, beside what the table of pages sends."""


def of(row: str) -> str:
    return row.partition(",")[0]


def whoever_may(answers: dict) -> str:
    """Who gets furthest: signed in and not refused, if anybody."""
    return next((role for role, answer in reversed(answers.items()) if answer in (200, 302)), "staff")
