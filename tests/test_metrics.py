"""`/metrics`: who may read it, and what it tells."""

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.factories import UserFactory
from web.metrics import counts, read_sums

pytestmark = pytest.mark.django_db
HERE = {"HTTP_HOST": "localhost"}


def read(client, **asked):
    response = client.get("/metrics", **(asked or HERE))
    assert response.status_code == 200
    families = text_string_to_metric_families(response.content.decode())
    return {(each.name, *sorted(each.labels.values())): each.value for family in families for each in family.samples}


def test_it_is_closed_to_others_without_a_token(client):
    assert client.get("/metrics", REMOTE_ADDR="198.51.100.7").status_code == 404
    assert client.get("/metrics", **HERE).status_code == 200


def test_it_is_open_to_who_shows_the_token(client, settings):
    settings.METRICS_TOKEN = "prometheus"

    assert client.get("/metrics", **HERE).status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer wrong"}).status_code == 404
    assert client.get("/metrics", headers={"Authorization": "Bearer prometheus"}).status_code == 200


def test_requests_are_counted_by_view_and_status_over_all_processes(client):
    counts.flush()
    before = read(client).get(("stageslot_requests_total", "200", "GET", "health"), 0)
    client.get("/health")
    client.get("/health")

    found = read(client)
    assert found[("stageslot_requests_total", "200", "GET", "health")] == before + 2
    assert found[("stageslot_request_seconds_count",)] >= 2
    assert read_sums()["requests|health|GET|200"] == before + 2


def test_sign_ins_queues_and_the_state_of_the_database(client):
    client.force_login(UserFactory())
    client.logout()

    found = read(client)
    assert found[("stageslot_sign_ins_total", "done")] >= 1
    assert {("stageslot_queue_length", queue) for queue in ("asap", "celery", "heavy")} <= set(found)
    assert found[("stageslot_outbox_due",)] == found[("stageslot_claims",)] == 0
    assert found[("stageslot_database_connections", "active")] >= 1
