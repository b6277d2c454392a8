"""Start, drain, stop; leases; and that long work keeps nobody else waiting."""

import os
import shutil
import signal
import subprocess
import sys
import threading

import grpc
import pytest
from grpc_health.v1 import health_pb2

from insitu_server import calls
from insitu_server.embedded import start_in_thread
from insitu_server.settings import Settings
from insitupb.v1 import ops_pb2, sessions_pb2, tensors_pb2

from .serving import DEADLINE, Wire, info_request, refusal_of, wait_until

SERVE = [sys.executable, "-c", "from insitu_server.cli import app; app()", "serve"]
TENSOR = {"op": "tensor", "args": [{"value": {"floats": [1, 2]}}], "resultNames": ["x"]}
NEGATE = {"op": "neg_", "args": [{"name": "x"}]}


@pytest.fixture
def process():
    """Start ``insitu serve`` as a process of its own; returns it and its address."""
    running = []

    def begin(*arguments, prefix=()):
        command = [*prefix, *SERVE, "--port", "0", "--log-format", "json", *arguments]
        running.append(subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True))
        return running[-1], running[-1].stdout.readline().strip()

    yield begin
    for each in running:
        if each.poll() is None:
            each.kill()
        each.communicate()


@pytest.fixture
def held(monkeypatch):
    """Hold calls that go to a worker thread until ``release`` is set."""
    execute = calls._execute

    def hold(*given, **how):
        hold.started.set()
        hold.release.wait(DEADLINE)
        return execute(*given, **how)

    hold.started, hold.release = threading.Event(), threading.Event()
    monkeypatch.setattr(calls, "_execute", hold)
    yield hold
    hold.release.set()


# --- as a process ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "SIGINT"])
def test_signal_ends_the_process_with_0(process, number):
    server, address = process()
    wire = Wire(address)
    assert wire.is_serving()

    server.send_signal(number)

    assert server.wait(DEADLINE) == 0
    wire.close()


@pytest.mark.skipif(os.geteuid() != 0 or not shutil.which("unshare"), reason="needs a process namespace")
def test_signal_ends_process_1(process):
    """Python as PID 1 ignores SIGTERM by default."""
    unshare, address = process(prefix=["unshare", "--pid", "--fork", "--kill-child"])
    wire = Wire(address)
    assert wire.is_serving()
    (child,) = subprocess.run(
        ["pgrep", "-P", str(unshare.pid)], capture_output=True, text=True, check=True
    ).stdout.split()

    os.kill(int(child), signal.SIGTERM)

    assert unshare.wait(DEADLINE) == 0
    wire.close()


def test_second_signal_cuts_the_grace_short(process):
    server, address = process("--grace-seconds", "60", "--workers", "1")
    wire = Wire(address)
    wire.create("lab")
    begin = tensors_pb2.WriteBegin(session="lab", name="w", dtype="uint8", shape=[4], nbytes=4)
    stuck = threading.Event()

    def unfinished():
        yield tensors_pb2.TensorsWriteRequest(begin=begin)
        stuck.wait(DEADLINE)

    writing = wire.tensors.Write.future(unfinished())
    wait_until(lambda: wire.get("lab").memory.live_bytes == 4, "the write has begun")

    server.send_signal(signal.SIGTERM)
    wait_until(lambda: not wire.is_serving(), "the server drains")
    assert server.poll() is None
    server.send_signal(signal.SIGTERM)

    assert server.wait(DEADLINE) == 0
    stuck.set()
    assert writing.exception(DEADLINE).code() in (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.CANCELLED)
    wire.close()


def test_address_is_the_only_line_on_stdout(process):
    server, address = process()

    server.terminate()
    out, log = server.communicate(timeout=DEADLINE)

    assert address.startswith("127.0.0.1:")
    assert out == ""
    assert '"event": "serving"' in log
    assert '"event": "stopped"' in log


# --- draining --------------------------------------------------------------------------------------------------------


def test_draining_server_finishes_what_it_has_and_takes_nothing_new(serve, connect, held):
    served = serve(offload_elements=1)
    wire = connect(served)
    wire.create("lab")
    wire.apply("lab", {"op": "tensor", "args": [{"value": {"floats": [1]}}], "resultNames": ["idle"]})
    held.release.set()
    wire.apply("lab", TENSOR)
    held.release.clear()
    held.started.clear()
    idle = wire.stream("lab", client="idle")
    idle.opened()
    request = ops_pb2.ApplyRequest(
        session="lab", calls=[ops_pb2.Call(op="neg_", args=[ops_pb2.Argument(name="x")])]
    )
    in_flight = wire.ops.Apply.future(request, timeout=DEADLINE)
    assert held.started.wait(DEADLINE)

    stopping = served.begin(served.running.stop(DEADLINE))
    wait_until(lambda: not wire.is_serving(), "health tells that the server drains")
    refused = refusal_of(lambda: wire.server.Info(info_request(), timeout=DEADLINE))
    ended = refusal_of(idle.reply)
    held.release.set()

    assert (refused.code, refused.reason) == ("UNAVAILABLE", "DRAINING")
    assert "RetryInfo" in refused.details
    assert (ended.code, ended.reason) == ("UNAVAILABLE", "DRAINING")
    assert list(in_flight.result().results[0].tensors[0].value.floats) == [-1.0, -2.0]
    stopping.result(DEADLINE)


def test_stream_is_answered_before_it_is_ended(serve, connect, held):
    served = serve(offload_elements=1)
    wire = connect(served)
    wire.create("lab")
    held.release.set()
    wire.apply("lab", TENSOR)
    held.release.clear()
    held.started.clear()
    stream = wire.stream("lab")
    stream.opened()
    stream.send(1, NEGATE)
    assert held.started.wait(DEADLINE)

    stopping = served.begin(served.running.stop(DEADLINE))
    wait_until(lambda: not wire.is_serving(), "health tells that the server drains")
    held.release.set()

    assert stream.reply().sequence == 1
    assert refusal_of(stream.reply).reason == "DRAINING"
    stopping.result(DEADLINE)


def test_health_is_told_of_every_service(serve, connect):
    wire = connect(serve())
    for service in ("", "insitu.v1.Server", "insitu.v1.Sessions", "insitu.v1.Tensors", "insitu.v1.Ops"):
        answer = wire.health.Check(health_pb2.HealthCheckRequest(service=service), timeout=DEADLINE)
        assert answer.status == health_pb2.HealthCheckResponse.SERVING


# --- embedded --------------------------------------------------------------------------------------------------------


def test_embedded_server_answers_and_stops():
    server = start_in_thread(Settings(port=0))
    wire = Wire(server.address)
    assert wire.is_serving()

    server.stop()
    server.stop()

    with pytest.raises(grpc.RpcError):
        wire.is_serving(timeout=1)
    wire.close()


def test_embedded_server_tells_why_it_cannot_start(serve):
    port = int(serve().address.rpartition(":")[2])

    with pytest.raises(OSError, match="the port is taken"):
        start_in_thread(Settings(port=port))


LEFT_RUNNING = """
import grpc
from insitu_server.embedded import start_in_thread
from insitu_server.settings import Settings
from insitupb.v1 import ops_pb2, ops_pb2_grpc, sessions_pb2, sessions_pb2_grpc
server = start_in_thread(Settings(port=0))
channel = grpc.insecure_channel(server.address)
sessions_pb2_grpc.SessionsStub(channel).Create(sessions_pb2.SessionsCreateRequest(session="lab"))
opened = iter([ops_pb2.StreamRequest(open=ops_pb2.StreamOpen(session="lab", client="c"))])
{end}
"""


@pytest.mark.parametrize("end", ["", "1/0", "raise SystemExit(3)"], ids=["end", "error", "exit"])
def test_embedded_server_goes_quietly_with_its_process(end):
    done = subprocess.run(
        [sys.executable, "-c", LEFT_RUNNING.format(end=end)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert done.returncode == {"": 0, "1/0": 1, "raise SystemExit(3)": 3}[end]
    noise = [line for line in done.stderr.splitlines() if "ZeroDivision" not in line]
    assert not [line for line in noise if "BlockingIOError" in line or "Exception ignored" in line]
    assert noise == [] or end == "1/0"


# --- leases ----------------------------------------------------------------------------------------------------------


def test_expired_session_is_gone_within_two_seconds(serve, connect):
    served = serve(lease_min_seconds=0.1)
    wire = connect(served)
    wire.create("short", lease="0.5s")
    wire.apply("short", TENSOR)
    stream = wire.stream("short")
    stream.opened()
    engine = served.running._engine
    assert engine.account.live == 8

    wait_until(lambda: engine.account.live == 0, "the session's memory is free", seconds=2.5)

    refused = refusal_of(lambda: wire.get("short"))
    assert (refused.code, refused.reason) == ("NOT_FOUND", "UNKNOWN_SESSION")
    assert refusal_of(stream.reply).reason == "UNKNOWN_SESSION"


def test_call_keeps_its_session_alive(serve, connect, held):
    served = serve(lease_min_seconds=0.1, offload_elements=1)
    wire = connect(served)
    wire.create("short", lease="0.2s")
    request = ops_pb2.ApplyRequest(session="short", calls=[ops_pb2.Call(op="full")])
    request.calls[0].args.add().ints.items.append(2)
    request.calls[0].args.add(float=1.0)
    request.calls[0].result_names.append("x")
    long = wire.ops.Apply.future(request, timeout=DEADLINE)
    assert held.started.wait(DEADLINE)

    registry = served.running._registry
    wait_until(
        lambda: registry.seconds_left(registry.peek("short")) < -0.6, "the reaper has looked at it twice"
    )
    held.release.set()

    assert long.result().results[0].tensors[0].tensor.name == "x"


def test_anything_renews_a_lease(wire, session):
    first = wire.get(session).expire_time.ToNanoseconds()
    wait_until(lambda: wire.get(session).expire_time.ToNanoseconds() > first, "the lease is renewed")
    request = sessions_pb2.SessionsRenewRequest(session=session)

    renewed = wire.sessions.Renew(request, timeout=DEADLINE).expire_time.ToNanoseconds()

    assert renewed > first


# --- long work -------------------------------------------------------------------------------------------------------

MAKE_MATRIX = {
    "op": "full",
    "args": [{"ints": {"items": ["3000", "3000"]}}, {"float": 1.0}],
    "resultNames": ["m"],
}
MATMUL = {"op": "matmul", "args": [{"name": "m"}, {"name": "m"}]}
SIZE = {"ints": {"items": ["30000000"]}}
MAKE_LONG = [
    {"op": "full", "args": [SIZE, {"float": 1.0}], "resultNames": ["m"]},
    {"op": "full", "args": [SIZE, {"float": 2.0}], "resultNames": ["s"]},
    {
        "op": "full",
        "args": [SIZE, {"int": "3"}],
        "kwargs": {"dtype": {"dtype": "int64"}},
        "resultNames": ["i"],
    },
]
SCATTER = {"op": "scatter_add_", "args": [{"name": "m"}, {"int": "0"}, {"name": "i"}, {"name": "s"}]}


@pytest.mark.parametrize(
    ("make", "long"),
    [([MAKE_MATRIX], [MATMUL] * 2), (MAKE_LONG, [SCATTER])],
    ids=["matmul", "scatter"],
)
def test_long_work_keeps_nobody_else_waiting(wire, serve, connect, make, long):
    wire = connect(serve())
    wire.create("busy")
    wire.create("other")
    wire.apply("other", TENSOR)
    wire.apply("busy", *make, withoutValues=True)
    started = threading.Event()

    def work():
        started.set()
        wire.apply("busy", *long, withoutValues=True, timeout=60)

    working = threading.Thread(target=work)
    working.start()
    started.wait(DEADLINE)
    wait_until(lambda: wire.server.Info(info_request()).memory.live_bytes and working.is_alive(), "it works")
    turns = 0
    while working.is_alive():
        assert wire.is_serving()
        wire.apply("other", NEGATE)
        turns += 1
    working.join()

    # One turn may have begun before the work did, and one may end after it.
    assert turns >= 5


def test_many_short_calls_keep_nobody_else_waiting(wire, session):
    wire.apply(session, TENSOR)
    done = threading.Event()

    def work():
        for _ in range(5):
            wire.apply(session, *[NEGATE] * 4000, withoutValues=True)
        done.set()

    working = threading.Thread(target=work)
    working.start()
    turns = 0
    while not done.is_set():
        assert wire.is_serving()
        turns += 1
    working.join()

    assert turns >= 10


def test_refusal_of_a_drained_call_says_when_to_come_again(serve, connect):
    served = serve()
    wire = connect(served)
    wire.is_serving()
    served.steer(served.running.drain())

    refused = refusal_of(lambda: wire.server.Info(info_request(), timeout=DEADLINE))

    assert set(refused.details) == {"ErrorInfo", "RetryInfo"}
