from itertools import count

import pytest

from .serving import Served, Wire

_numbers = count(1)


@pytest.fixture(scope="session")
def shared_server():
    """A server with the default settings, for all tests that leave it as it was."""
    served = Served(max_session_bytes=64 * 1024 * 1024, max_session_tensors=1000)
    yield served
    served.close()


@pytest.fixture
def wire(shared_server):
    """A channel to the shared server."""
    wire = Wire(shared_server.address)
    yield wire
    wire.close()


@pytest.fixture
def session(wire):
    """The name of a fresh session."""
    name = f"test-{next(_numbers)}"
    wire.create(name)
    return name


@pytest.fixture
def serve():
    """Start a server with settings of its own; it is stopped after the test."""
    running = []

    def begin(**settings):
        running.append(Served(**settings))
        return running[-1]

    yield begin
    for served in running:
        served.close()


@pytest.fixture
def connect():
    """Open a channel to a server; it is closed after the test."""
    wires = []

    def begin(served, **how):
        wires.append(Wire(served.address, **how))
        return wires[-1]

    yield begin
    for wire in wires:
        wire.close()
