"""A cluster on this machine: encrypted where a key can be made, and on the loopback interface in any case."""

import asyncio
import ssl
from importlib.util import find_spec
from urllib.parse import urlsplit

import pytest

from fitcode.batch import dask_connection
from fitcode.batch.dask_connection import local_cluster
from fitcode.batch.executors import choose_executor
from fitcode.batch.outcomes import Done
from fitcode.batch.shards import run_shards
from tests.batch import deeds

distributed = pytest.importorskip("distributed", reason="the dask extra is not installed")


def addresses(client):
    """Where the scheduler, its workers and their nannies listen."""
    told = client.scheduler_info(n_workers=-1)
    workers = [*told["workers"], *(one["nanny"] for one in told["workers"].values())]
    assert len(workers) == 2
    return [client.cluster.scheduler_address, *workers]


def greet(address, **arguments):
    """Connect and exchange the greetings of Dask; an error where the other side will not.

    A whole client is of no use here: one that never got through tries for ever.
    """

    async def connect_and_leave():
        from distributed.comm import connect

        (await connect(address, timeout=3, **arguments)).abort()

    asyncio.run(connect_and_leave())


def no_key():
    context = ssl.create_default_context()
    context.check_hostname = False
    return context


def another_key():
    return distributed.Security.temporary().get_connection_args("client")["ssl_context"]


@pytest.fixture(scope="module")
def client():
    pytest.importorskip("cryptography", reason="the dask extra is not installed")
    with local_cluster(1) as client:
        yield client


class TestWithCryptography:
    """The extra has it, so this is what people get."""

    def test_everybody_speaks_tls_on_loopback(self, client):
        found = [urlsplit(address) for address in addresses(client)]
        assert {(one.scheme, one.hostname) for one in found} == {("tls", "127.0.0.1")}
        assert client.submit(deeds.squares, (3,)).result(timeout=20) == (9,)

    def test_the_key_of_the_cluster_opens_every_door(self, client):
        key = client.cluster.security.get_connection_args("client")
        for address in addresses(client):
            greet(address, **key)

    @pytest.mark.parametrize("make_key", [no_key, another_key])
    def test_nobody_gets_in_without_that_key(self, client, make_key):
        intruder = make_key()
        intruder.verify_mode = ssl.CERT_NONE  # so that it is the cluster that refuses
        for address in addresses(client):
            with pytest.raises(distributed.comm.CommClosedError):
                greet(address, ssl_context=intruder)

    def test_nobody_gets_in_unencrypted(self, client):
        for address in addresses(client):
            with pytest.raises(distributed.comm.CommClosedError):
                greet(address.replace("tls://", "tcp://"))


def without_cryptography(name):
    return None if name == "cryptography" else find_spec(name)


def test_without_cryptography_it_works_on_loopback_only(monkeypatch):
    monkeypatch.setattr(dask_connection, "find_spec", without_cryptography)

    with local_cluster(1) as client:
        found = [urlsplit(address) for address in addresses(client)]
        assert {(one.scheme, one.hostname) for one in found} == {("tcp", "127.0.0.1")}
        greet(addresses(client)[0])

    outcomes = list(run_shards(deeds.squares, [(2,), (3,)], executor=choose_executor("dask", jobs=1)))
    assert outcomes == [Done((2,), (4,)), Done((3,), (9,))]
