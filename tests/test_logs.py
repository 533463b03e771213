"""Lines of the log: as JSON, with the id of the request, without secrets, and one for each event."""

import json
import logging
import logging.config

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from web.logs import logging_settings


@pytest.fixture
def log_file(tmp_path):
    """JSON lines of everything that is logged from now on."""
    file = tmp_path / "site.log"
    before = logging.root.handlers[:]
    logging.config.dictConfig(logging_settings(level="INFO", form="json", file=str(file)))
    yield file
    ours, logging.root.handlers[:] = [each for each in logging.root.handlers if each not in before], before
    for handler in ours:
        handler.close()


def lines(file):
    return [json.loads(line) for line in file.read_text().splitlines()]


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("GET /confirm?token=s3cret&x=1", "s3cret"),
        ("GET /sign-in?code=123456", "123456"),
        ("Authorization: Bearer abc.def", "abc.def"),
        ("{'password': 'hunter2'}", "hunter2"),
    ],
)
def test_secrets_are_hidden(log_file, text, hidden):
    logging.getLogger("site").warning("asked: %s", text)

    [line] = lines(log_file)
    assert hidden not in line["message"]
    assert "[hidden]" in line["message"]
    assert (line["level"], line["logger"]) == ("WARNING", "site")


def test_lines_go_on_in_a_new_file_when_the_old_one_is_moved_away(log_file, tmp_path):
    logging.getLogger("site").warning("before")
    log_file.rename(tmp_path / "site.log.1")
    logging.getLogger("site").warning("after")

    assert [line["message"] for line in lines(log_file)] == ["after"]


@pytest.mark.django_db
@pytest.mark.parametrize(("given", "kept"), [("proxy-7", True), ("a b\x00", False), ("", False)])
def test_a_request_has_an_id_in_its_lines_and_its_answer(client, log_file, given, kept):
    response = client.get("/no/such/page/", headers={"X-Request-ID": given} if given else {})

    request_id = response.headers["X-Request-ID"]
    assert (request_id == given) is kept
    [line] = lines(log_file)
    assert (line["request_id"], line["message"]) == (request_id, "Not Found: /no/such/page/")


def test_an_ordinary_refusal_has_no_traceback_and_a_fault_has_one(log_file):
    logger = logging.getLogger("django.request")
    for status in (403, 500):
        try:
            raise PermissionDenied
        except PermissionDenied:
            logger.warning("answer", exc_info=True, extra={"status_code": status})

    refused, failed = lines(log_file)
    assert "exc_info" not in refused
    assert "PermissionDenied" in failed["exc_info"]


@pytest.mark.django_db
def test_a_slow_statement_is_logged_without_what_it_asks_for(log_file, settings):
    settings.SLOW_QUERY_MS = 20
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s", ["quick"])
        cursor.execute("SELECT pg_sleep(0.03), %s", ["hunter2"])

    [line] = lines(log_file)
    assert "SELECT pg_sleep" in line["message"]
    assert "hunter2" not in json.dumps(line)
