import sys

import pytest

from stageslot.embedded.processes import wait_until
from stageslot.embedded.services import Ports, Service, site_services


@pytest.fixture
def service(instance):
    """Ends at once, with status 0."""
    service = Service("poem", ["this"], instance.var, instance.logs / "poem.log", environment={})
    service.start()
    service.process.wait(10)
    return service


def test_service_that_ended_is_told_of_and_started_again(service):
    dead = service.process
    service.pause = 0.0

    assert service.look_after() == "poem ended with status 0; starting it again in 0 s"
    assert wait_until(lambda: service.look_after() is None and service.process is not dead, seconds=30)
    service.process.wait(10)


def test_pause_doubles_while_a_service_keeps_ending(service):
    service.look_after()

    assert service.pause == 1.0


def test_running_service_is_left_alone(instance):
    service = Service("idle", ["asyncio"], instance.var, instance.logs / "idle.log", environment={})
    service.process = None

    assert service.look_after() is None


def test_every_part_of_the_site_belongs_to_the_instance(instance):
    services = site_services(instance.var, instance.logs, Ports(8100, 8101, 8102))

    assert [service.name for service in services] == ["web", "live", "files", "worker"]
    assert {service.environment["STAGESLOT_VAR"] for service in services} == {str(instance.var)}
    assert sys.executable not in services[0].arguments


def test_test_money_has_a_process_of_its_own_where_it_has_a_port(instance):
    without, with_money = (
        site_services(instance.var, instance.logs, ports) for ports in (Ports(1, 2, 3), Ports(1, 2, 3, 4))
    )

    assert {service.environment["TEST_MONEY"] for service in without} == {"off"}
    assert with_money[-1].name == "money"
    assert {service.environment["TEST_MONEY"] for service in with_money} == {"on"}
    assert {service.environment["TEST_MONEY_PORT"] for service in with_money} == {"4"}


@pytest.mark.parametrize("has_clock", [True, False])
def test_clock_runs_inside_the_worker_where_it_is_wanted(instance, has_clock):
    worker = site_services(instance.var, instance.logs, Ports(8100, 8101, 8102), has_clock=has_clock)[-1]

    assert ("--no-clock" in worker.arguments) is not has_clock
