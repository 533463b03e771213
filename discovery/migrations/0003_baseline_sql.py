from django.db import migrations

import web.sql


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_baseline"),
        ("bands", "0001_baseline"),
        ("catalogue", "0003_baseline_data"),
        ("discovery", "0002_baseline"),
        ("venues", "0001_baseline"),
    ]

    operations = [
        web.sql.LoadSql(
            files={
                "functions/discovery_alike": "4f3c739307f2",
                "functions/discovery_asked": "1fb3c5fdfb7a",
                "functions/discovery_city_changed": "5bc27f86c8b1",
                "functions/discovery_cityname_changed": "d28c9966040c",
                "functions/discovery_euros": "20e8abb71e98",
                "functions/discovery_genre_changed": "e65e44bdb8e7",
                "functions/discovery_genres_changed": "16f647bebae2",
                "functions/discovery_listing_changed": "0c503b92219e",
                "functions/discovery_listing_truth": "9dcd86663081",
                "functions/discovery_party_changed": "9d17597845f6",
                "functions/discovery_party_gone": "7b14c2f93712",
                "functions/discovery_plain": "a779cd790a20",
                "functions/discovery_rate_changed": "f187e98f7563",
                "functions/discovery_refresh_listings": "4a858d763686",
                "functions/discovery_refresh_texts": "f49b3234373e",
                "functions/discovery_spot": "6ccdc2d4f113",
                "functions/discovery_text_changed": "19092e5d40eb",
                "functions/discovery_text_truth": "cb9868e1985f",
                "functions/discovery_words": "6a88ad714c04",
                "triggers/discovery_city_update": "4aa2ac680710",
                "triggers/discovery_cityname": "143a0d9af718",
                "triggers/discovery_cityname_update": "13ed2742c6db",
                "triggers/discovery_currency_update": "31abccd4aac3",
                "triggers/discovery_genre_update": "b7dc974d728e",
                "triggers/discovery_genres": "6017c7d04045",
                "triggers/discovery_genres_update": "ab9628ede738",
                "triggers/discovery_listing_band": "580971a45520",
                "triggers/discovery_listing_band_update": "8641f29a94d0",
                "triggers/discovery_listing_membership": "9db32d251273",
                "triggers/discovery_listing_membership_update": "6777c9d8c8ba",
                "triggers/discovery_listing_party": "0376e5282cb6",
                "triggers/discovery_listing_party_update": "231c782d8b98",
                "triggers/discovery_listing_stage": "ffb069570582",
                "triggers/discovery_listing_stage_update": "3b8631d418ec",
                "triggers/discovery_listing_venue": "ba3fdbe9a824",
                "triggers/discovery_listing_venue_update": "2ac9f7ced838",
                "triggers/discovery_party_gone": "4dcfb9200332",
                "triggers/discovery_rate": "62a74abb2bf1",
                "triggers/discovery_rate_update": "750c3275a312",
                "triggers/discovery_text_party": "7ea456d9fb00",
                "triggers/discovery_text_party_update": "ddc4357a02eb",
            },
        ),
    ]
