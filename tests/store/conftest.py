"""A project for every test of the store, and connections that guard the schema."""

import ctypes.util
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from fitcode.store.connection import connect
from fitcode.store.project import Project
from tests.support.projects import new_project


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with new_project(tmp_path / "study") as made:
        yield made


_DEFENSIVE = 1010
"""SQLITE_DBCONFIG_DEFENSIVE, which Python names from 3.12 on."""


def _defend(connection: sqlite3.Connection) -> bool:
    """Make a connection defensive, as those of some systems are from the start; False where it cannot be."""
    if sys.version_info >= (3, 12):
        connection.setconfig(sqlite3.SQLITE_DBCONFIG_DEFENSIVE, True)
        return True
    name = ctypes.util.find_library("sqlite3")
    if name is None or sys.implementation.name != "cpython":
        return False
    library = ctypes.CDLL(name)
    library.sqlite3_libversion.restype = ctypes.c_char_p
    if library.sqlite3_libversion().decode() != sqlite3.sqlite_version:
        return False
    library.sqlite3_db_config.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.c_int, ctypes.c_void_p]
    # The database's handle is the first thing in Python's object.
    handle = ctypes.c_void_p.from_address(id(connection) + object.__basicsize__).value
    return bool(library.sqlite3_db_config(handle, _DEFENSIVE, 1, None) == 0)


@pytest.fixture
def defensive(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every connection of the store is defensive."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        if not _defend(connection):
            pytest.skip("connections cannot be made defensive here")
        connection.execute("PRAGMA writable_schema = ON")
        with pytest.raises(sqlite3.OperationalError):
            connection.execute("UPDATE sqlite_schema SET sql = sql")

    def connect_defensively(file: Path, *, read_only: bool = False) -> sqlite3.Connection:
        connection = connect(file, read_only=read_only)
        _defend(connection)
        return connection

    monkeypatch.setattr("fitcode.store.project.connect", connect_defensively)
