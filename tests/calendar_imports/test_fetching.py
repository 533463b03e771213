"""Requests to servers that users name, against a real server."""

import datetime as dt
import gzip
import itertools
import socket
import ssl
import threading
import time
from contextlib import contextmanager, suppress

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from calendar_imports.errors import Problem
from calendar_imports.fetching import connections
from calendar_imports.fetching.client import guarded_request, raise_for_status

MANY = b"BEGIN:VCALENDAR\r\n" * 1000


def code_of(*arguments, **more) -> str:
    with pytest.raises(Problem) as refusal:
        guarded_request(*arguments, **more)
    assert refusal.value.text
    return refusal.value.code


def test_request_returns_status_headers_and_body(server):
    response = guarded_request("GET", server.serve("/a.ics", MANY, ETag='"1"'))
    assert (response.status, response.headers["etag"], response.body) == (200, '"1"', MANY)


@pytest.mark.parametrize("method", ["PROPFIND", "REPORT", "POST"])
def test_request_with_body_sends_it(server, method):
    server.answers["/dav"] = lambda handler: (
        handler.send_response(207),
        handler.end_headers(),
        handler.wfile.write(handler.said),
    )
    assert guarded_request(method, server.url("/dav"), body=b"<a/>", headers={"Depth": "1"}).body == b"<a/>"
    assert server.asked[0][2]["depth"] == "1"


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost/",
        "http://127.0.0.1/",
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0177.0.0.1/",
        "http://0/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[fd00:ec2::254]/latest/meta-data/",
        "http://169.254.169.254/latest/meta-data/",
        "https://10.0.0.1/",
    ],
)
def test_request_to_the_inside_is_refused(url):
    assert code_of("GET", url) == "not_public"


@pytest.mark.parametrize("addresses", [["10.0.0.1"], ["93.184.215.14", "127.0.0.1"], ["::1"], ["fe80::1%2"]])
def test_request_to_a_name_of_the_inside_is_refused(addresses):
    """One bad address is enough: which of them would be taken is nobody's to know."""
    assert code_of("GET", "https://calendar.example/", resolve=lambda _host, _port: addresses) == "not_public"


def test_request_to_a_name_that_is_rebound_connects_to_what_was_checked(monkeypatch):
    answers = itertools.chain([["93.184.215.14"]], itertools.repeat(["127.0.0.1"]))
    connected = []

    def connect(address, timeout):
        connected.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", connect)
    assert code_of("GET", "https://calendar.example/", resolve=lambda *_place: next(answers)) == "no_connection"
    assert connected == [("93.184.215.14", 443)]


def test_request_led_on_to_the_inside_is_refused(server):
    for target in ("http://169.254.169.254/", "http://localhost/", "//10.1.2.3/x", "http://[::ffff:7f00:1]/"):
        assert code_of("GET", server.serve("/a", status=302, Location=target)) == "not_public"
    assert code_of("GET", server.serve("/a", status=302, Location="file:///etc/passwd")) == "bad_url"
    assert code_of("GET", server.serve("/a", status=302, Location="http://127.0.0.1:1/")) == "bad_port"


def test_request_led_on_is_followed(server):
    server.serve("/a", status=301, Location="/b")
    server.serve("/b", status=307, Location=server.url("/c"))
    server.serve("/c", b"found")
    response = guarded_request("GET", server.url("/a"))
    assert (response.body, response.url) == (b"found", server.url("/c"))


def test_request_led_in_a_circle_ends(server):
    server.serve("/a", status=302, Location="/b")
    server.serve("/b", status=302, Location="/a")
    assert code_of("GET", server.url("/a")) == "redirects"
    assert len(server.asked) == 6


def test_post_is_not_led_on(server):
    assert guarded_request("POST", server.serve("/a", status=302, Location="/b"), body=b"x").status == 302


def test_password_goes_to_the_server_named_and_to_no_other(server, settings):
    settings.IMPORTS_ALLOWED_HOSTS.append(f"localhost:{server.port}")
    server.serve("/a", status=302, Location="/b")
    server.serve("/b", status=302, Location=f"http://localhost:{server.port}/c")
    server.serve("/c", b"found")
    guarded_request("GET", server.url("/a"), basic_auth=("ann", "pass:wörd"))
    sent = [headers.get("authorization", "") for _method, _path, headers in server.asked]
    assert sent == ["Basic YW5uOnBhc3M6d8O2cmQ=", "Basic YW5uOnBhc3M6d8O2cmQ=", ""]


def test_password_without_tls_is_refused():
    assert code_of("GET", "http://93.184.215.14/", basic_auth=("ann", "x")) == "secret_needs_https"
    assert code_of("GET", "http://93.184.215.14/", headers={"Authorization": "Bearer x"}) == "secret_needs_https"


def test_answer_that_is_too_large_is_refused(server):
    assert code_of("GET", server.serve("/a", b"x" * 1001), largest=1000) == "too_big"

    def without_length(handler):
        handler.send_response(200)
        handler.end_headers()
        for _ in range(10_000):
            handler.wfile.write(b"x" * 1000)

    server.answers["/b"] = without_length
    assert code_of("GET", server.url("/b"), largest=100_000) == "too_big"


def test_answer_that_is_packed_is_unpacked(server):
    url = server.serve("/a", gzip.compress(MANY, mtime=0), Content_Encoding="gzip")
    assert guarded_request("GET", url).body == MANY


def test_answer_that_unpacks_to_too_much_is_refused(server):
    bomb = gzip.compress(bytes(50_000_000))
    assert code_of("GET", server.serve("/a", bomb, Content_Encoding="gzip"), largest=1_000_000) == "too_big"


@pytest.mark.parametrize(
    ("body", "encoding", "code"),
    [
        (b"no gzip", "gzip", "bad_encoding"),
        (gzip.compress(MANY, mtime=0)[:-20], "gzip", "cut_off"),
        (gzip.compress(MANY, mtime=0) * 2, "gzip", "bad_encoding"),
        (MANY, "br", "bad_encoding"),
    ],
)
def test_answer_that_cannot_be_unpacked_is_refused(server, body, encoding, code):
    assert code_of("GET", server.serve("/a", body, Content_Encoding=encoding)) == code


def test_answer_that_drips_ends_in_time(server):
    dripped = []

    def drip(handler):
        handler.send_response(200)
        handler.end_headers()
        for _ in range(200):
            handler.wfile.write(b"x")
            handler.wfile.flush()
            time.sleep(0.05)
        dripped.append("all")

    server.answers["/a"] = drip
    assert code_of("GET", server.url("/a"), seconds=0.4) == "too_slow"
    assert dripped == []


def test_headers_that_drip_end_in_time(server):
    def drip(handler):
        for letter in b"HTTP/1.0 200 OK\r\nX: " + b"x" * 100:
            handler.wfile.write(bytes([letter]))
            handler.wfile.flush()
            time.sleep(0.05)

    server.answers["/a"] = drip
    assert code_of("GET", server.url("/a"), seconds=0.4) == "too_slow"


def test_name_server_that_hangs_is_not_waited_for():
    told = threading.Event()

    def hang(_host, _port):
        told.wait(20)
        return ["10.0.0.1"]

    try:
        assert code_of("GET", "https://calendar.example/", resolve=hang, seconds=0.2) == "too_slow"
    finally:
        told.set()


def test_answer_that_breaks_off_is_refused(server):
    def break_off(handler):
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        handler.wfile.write(b"x" * 10)
        handler.close_connection = True

    server.answers["/a"] = break_off
    assert code_of("GET", server.url("/a")) == "cut_off"


def test_answer_that_is_no_http_is_refused(server):
    server.answers["/a"] = lambda handler: handler.wfile.write(b"SSH-2.0-OpenSSH_9.2\r\n")
    assert code_of("GET", server.url("/a")) == "not_http"


def test_name_without_an_address_is_refused():
    def fail(_host, _port):
        raise socket.gaierror

    assert code_of("GET", "https://calendar.example/", resolve=fail) == "no_such_host"


@pytest.mark.parametrize(
    ("status", "retry_after", "code", "pause"),
    [
        (200, None, None, None),
        (401, None, "unauthorized", None),
        (404, None, "gone", None),
        (500, None, "status", None),
        (503, "120", "later", dt.timedelta(seconds=120)),
        (429, "99999999999", "later", dt.timedelta(days=7)),
        (503, "Thu, 01 Jan 1970 00:00:00 GMT", "later", dt.timedelta()),
        (503, "soon", "later", None),
    ],
)
def test_status_tells_what_is_wrong_and_when_to_come_back(server, status, retry_after, code, pause):
    headers = {"Retry_After": retry_after} if retry_after else {}
    response = guarded_request("GET", server.serve("/a", b"", status, **headers))
    problem = None
    try:
        raise_for_status(response)
    except Problem as raised:
        problem = raised
    assert (problem.code if problem else None, problem.retry_after if problem else None) == (code, pause)


@pytest.fixture
def certificate(tmp_path):
    """A certificate for `calendar.example` that nobody vouches for but itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "calendar.example")])
    begins = dt.datetime.now(dt.UTC) - dt.timedelta(days=1)
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(begins).not_valid_after(begins + dt.timedelta(days=30))
    builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName("calendar.example")]), critical=False)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    path = tmp_path / "certificate.pem"
    path.write_bytes(
        builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return path


@contextmanager
def one_tls_answer(context: ssl.SSLContext):
    """A server that answers one request over TLS, on the port that is returned."""

    def answer():
        connection, _address = listening.accept()
        with suppress(OSError), context.wrap_socket(connection, server_side=True) as secured:
            secured.recv(4096)
            secured.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello")

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=answer)
        thread.start()
        yield listening.getsockname()[1]
        thread.join()


@pytest.mark.parametrize(
    ("host", "is_trusted", "code"),
    [
        ("calendar.example", True, None),
        ("other.example", True, "bad_certificate"),
        ("calendar.example", False, "bad_certificate"),
    ],
)
def test_certificate_is_verified_for_the_name(settings, monkeypatch, certificate, host, is_trusted, code):
    offering = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    offering.load_cert_chain(certificate)
    trusting = ssl.create_default_context(cafile=str(certificate) if is_trusted else None)
    monkeypatch.setattr(connections, "tls_context", lambda: trusting)
    with one_tls_answer(offering) as port:
        settings.IMPORTS_ALLOWED_HOSTS = [f"{host}:{port}"]
        url, resolve = f"https://{host}:{port}/", lambda _host, _port: ["127.0.0.1"]
        if code:
            assert code_of("GET", url, resolve=resolve) == code
        else:
            assert guarded_request("GET", url, resolve=resolve).body == b"hello"
