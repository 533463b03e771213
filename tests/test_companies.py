"""What is made once for many tests is made by one worker, not by each of them."""

from tests.companies import company_of

SHARED = {"module", "package"}


def shares(item) -> bool:
    """Whether a test uses a running site, or what a fixture makes once for its module."""
    fixtures = item._fixtureinfo.name2fixturedefs
    used = [each for name in item.fixturenames for each in fixtures.get(name, ())]
    ours = [each for each in used if each.func.__module__.startswith("tests.")]
    return "site" in item.fixturenames or any(each.scope in SHARED for each in ours)


def test_tests_that_share_something_slow_to_make_go_to_one_worker(request):
    modules = {item.nodeid.partition("::")[0] for item in request.session.items if shares(item)}
    assert {module for module in modules if not company_of(module)} == set()
