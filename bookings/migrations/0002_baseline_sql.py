from django.db import migrations

import web.sql


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_baseline"),
        ("availability", "0002_baseline"),
        ("bookings", "0001_baseline"),
        ("venues", "0001_baseline"),
    ]

    operations = [
        web.sql.LoadSql(
            files={
                "constraints/claims_are_restricted": "54f184e965f6",
                "functions/bookings_check_booking": "ae9682e683f3",
                "functions/bookings_check_claim": "7592ada73c99",
                "functions/bookings_check_lineup": "f3453bd1cf39",
                "functions/bookings_check_room": "3bb6382524a5",
                "functions/bookings_check_show": "2e41a1077d68",
                "functions/bookings_check_spot": "c34d9ca725fa",
                "functions/bookings_show_is_covered": "ec2724b5c11c",
                "triggers/booking_is_covered": "9a9bd77a2a63",
                "triggers/booking_lets_go": "004492804e15",
                "triggers/claim_still_covers": "1023347596e5",
                "triggers/lineup_is_covered": "65bbf48741b6",
                "triggers/room_is_covered": "0aed0ae44832",
                "triggers/show_is_covered": "4089a4726e29",
                "triggers/show_stays_covered": "1cc3781a6948",
                "triggers/spot_is_covered": "b3822e555010",
            },
        ),
    ]
