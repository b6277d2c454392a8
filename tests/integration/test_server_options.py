"""Each option by its effect: gRPC takes names that it does not know in silence."""

import contextlib
import signal
import subprocess
import sys

import grpc
import pytest
import trustme
from google.protobuf import json_format
from grpc_reflection.v1alpha import reflection_pb2, reflection_pb2_grpc

from insitu_server.app import AddressInUseError, channel_options, start
from insitu_server.settings import Settings
from insitupb.v1 import files_pb2, ops_pb2, tensors_pb2

from .serving import DEADLINE, info_request, refusal_of, wait_until

SERVE = [sys.executable, "-c", "from insitu_server.cli import app; app()", "serve"]


def code_of(call):
    with pytest.raises(grpc.RpcError) as caught:
        call()
    return caught.value.code().name


# --- the port --------------------------------------------------------------------------------------------------------


def test_two_servers_on_one_port_are_an_error(serve):
    port = int(serve().address.rpartition(":")[2])

    with pytest.raises(AddressInUseError, match=f"cannot listen on 127.0.0.1:{port}: the port is taken"):
        serve().steer(start(Settings(port=port)))


def test_taken_port_ends_the_process_with_one_sentence(serve):
    port = serve().address.rpartition(":")[2]

    done = subprocess.run(
        [*SERVE, "--port", port, "--log-level", "error"],
        capture_output=True,
        text=True,
        timeout=DEADLINE,
        check=False,
    )

    assert done.returncode == 3
    assert done.stdout == ""
    assert done.stderr.endswith(
        f"insitu: cannot listen on 127.0.0.1:{port}: the port is taken, or the address is not this machine's\n"
    )
    assert "Traceback" not in done.stderr


def test_folder_that_cannot_be_ends_the_process_with_one_sentence(tmp_path):
    (tmp_path / "file").write_text("")

    done = subprocess.run(
        [*SERVE, "--port", "0", "--files-dir", tmp_path / "file"],
        capture_output=True,
        text=True,
        timeout=DEADLINE,
        check=False,
    )

    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr == f"insitu: files_dir: files cannot be kept in {tmp_path}/file: File exists\n"


# --- sizes -----------------------------------------------------------------------------------------------------------


def raw_tensor(nbytes):
    value = {"dtype": "uint8", "shape": [nbytes], "raw": bytes(nbytes)}
    call = ops_pb2.Call(op="tensor", args=[ops_pb2.Argument(value=value)], result_names=["x"])
    return ops_pb2.ApplyRequest(session="lab", calls=[call], without_values=True)


def test_messages_may_be_larger_than_grpc_takes_by_default(serve, connect):
    wire = connect(serve())
    wire.create("lab")

    wire.ops.Apply(raw_tensor(6 << 20), timeout=DEADLINE)

    assert wire.get("lab").memory.live_bytes == 6 << 20


def test_message_beyond_the_limit_is_refused(serve, connect):
    wire = connect(serve(max_message_bytes=1 << 20, chunk_bytes=1 << 16))
    wire.create("lab")

    assert code_of(lambda: wire.ops.Apply(raw_tensor(1 << 20), timeout=DEADLINE)) == "RESOURCE_EXHAUSTED"
    assert wire.is_serving()


def test_response_beyond_the_limit_is_refused(serve, connect):
    wire = connect(serve(max_message_bytes=64 << 10, chunk_bytes=4096, max_items=100_000))
    wire.create("lab")
    for first in range(0, 1000, 100):
        calls = [
            {
                "op": "full",
                "args": [{"ints": {"items": []}}, {"int": "1"}],
                "resultNames": [f"{'n' * 200}{first + at}"],
            }
            for at in range(100)
        ]
        wire.apply("lab", *calls, withoutValues=True)
    request = tensors_pb2.TensorsListRequest(session="lab", page_size=1000)

    assert code_of(lambda: wire.tensors.List(request, timeout=DEADLINE)) == "RESOURCE_EXHAUSTED"


def test_write_and_read_take_any_size(serve, connect):
    wire = connect(serve())
    wire.create("lab")
    data = bytes(range(251)) * 50_000

    wire.write("lab", data, name="big", dtype="uint8", shape=[len(data)], nbytes=len(data))
    info, back = wire.read("lab", name="big")

    assert back == data
    assert (info.name, list(info.shape)) == ("big", [len(data)])


def test_metadata_has_a_limit(serve, connect):
    wire = connect(serve(max_metadata_bytes=16 << 10))

    wire.server.Info(info_request(), metadata=(("note", "n" * (12 << 10)),), timeout=DEADLINE)

    refused = code_of(
        lambda: wire.server.Info(info_request(), metadata=(("note", "n" * (17 << 10)),), timeout=DEADLINE)
    )
    assert refused == "RESOURCE_EXHAUSTED"


def test_calls_of_one_connection_have_a_limit(serve, connect):
    wire = connect(serve(max_concurrent_streams=1))
    wire.create("lab")
    stream = wire.stream("lab")
    stream.opened()

    waiting = wire.server.Info.future(info_request(), timeout=DEADLINE)
    with pytest.raises(grpc.FutureTimeoutError):
        waiting.result(timeout=0.3)
    stream.close()

    assert waiting.result(DEADLINE).version


# --- connections -----------------------------------------------------------------------------------------------------

IDLE_CLIENT = """
import sys, queue
from tests.integration.serving import Wire
wire = Wire(sys.argv[1])
stream = wire.stream("lab")
stream.opened()
print("open", flush=True)
queue.SimpleQueue().get()
"""


def test_stopped_client_is_cut_off(serve, connect):
    """With keepalive_timeout_ms alone it would stay connected."""
    served = serve(keepalive_seconds=0.3, keepalive_timeout_seconds=0.3)
    wire = connect(served)
    wire.create("lab")
    client = subprocess.Popen(
        [sys.executable, "-c", IDLE_CLIENT, served.address], stdout=subprocess.PIPE, text=True
    )
    try:
        assert client.stdout.readline() == "open\n"
        assert served.running._gate.in_flight == 1

        client.send_signal(signal.SIGSTOP)

        wait_until(lambda: served.running._gate.in_flight == 0, "its stream is gone", seconds=10)
    finally:
        client.kill()
        client.communicate()


@pytest.mark.parametrize(
    ("interval", "survives"), [(0.01, True), (60.0, False)], ids=["allowed", "too often"]
)
def test_client_that_pings_too_often_is_cut_off(serve, connect, interval, survives):
    served = serve(min_ping_seconds=interval)
    connect(served).create("lab")
    eager = connect(
        served,
        options=(
            ("grpc.keepalive_time_ms", 1000),
            ("grpc.keepalive_permit_without_calls", 1),
            ("grpc.http2.max_pings_without_data", 0),
        ),
    )
    stream = eager.stream("lab")
    stream.opened()

    with contextlib.suppress(grpc.FutureTimeoutError):
        stream.rpc.exception(timeout=8.0)

    assert stream.rpc.is_active() is survives
    stream.close()


def test_every_setting_of_a_connection_reaches_grpc():
    settings = Settings(keepalive_seconds=7, keepalive_timeout_seconds=8, min_ping_seconds=9)
    options = dict(channel_options(settings))

    assert len(options) == len(channel_options(settings))
    assert options["grpc.keepalive_time_ms"] == 7000
    assert options["grpc.keepalive_timeout_ms"] == options["grpc.http2.ping_timeout_ms"] == 8000
    assert options["grpc.http2.min_ping_interval_without_data_ms"] == 9000


# --- who may call ----------------------------------------------------------------------------------------------------

CALLS = {
    "Server.Info": lambda wire: wire.server.Info(info_request(), timeout=DEADLINE, metadata=wire.metadata),
    "Sessions.Get": lambda wire: wire.get("lab"),
    "Files.List": lambda wire: wire.files.List(
        files_pb2.FilesListRequest(), timeout=DEADLINE, metadata=wire.metadata
    ),
    "Apply": lambda wire: wire.apply("lab"),
    "Stream": lambda wire: wire.stream("lab").opened(),
    "Read": lambda wire: list(
        wire.tensors.Read(tensors_pb2.TensorsReadRequest(session="lab", name="x"), metadata=wire.metadata)
    ),
    "Write": lambda wire: wire.tensors.Write(
        iter([tensors_pb2.TensorsWriteRequest()]), metadata=wire.metadata
    ),
    "reflection": lambda wire: list(
        reflection_pb2_grpc.ServerReflectionStub(wire.channel).ServerReflectionInfo(
            iter([reflection_pb2.ServerReflectionRequest(list_services="")]), metadata=wire.metadata
        )
    ),
}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
@pytest.mark.parametrize("token", [None, "", "wrong", "rights", "righ"], ids=repr)
def test_call_without_the_token_is_refused(serve, connect, call, token):
    served = serve(token="right")
    wire = connect(served)
    if token is not None:
        wire.metadata = (("authorization", f"Bearer {token}"),)

    refused = refusal_of(lambda: call(wire))

    assert (refused.code, refused.reason) == ("UNAUTHENTICATED", "BAD_TOKEN")
    assert "right" not in refused.text


def test_call_with_the_token_is_let_in(serve, connect, tmp_path):
    (tmp_path / "token").write_text("right\n")
    wire = connect(serve(token_file=tmp_path / "token"), token="right")

    wire.create("lab")

    assert wire.get("lab").session == "lab"
    stream = wire.stream("lab")
    assert stream.opened().HasField("opened")
    stream.close()


def test_health_needs_no_token(serve, connect):
    assert connect(serve(token="right")).is_serving()


def test_services_are_told_by_reflection(wire):
    stub = reflection_pb2_grpc.ServerReflectionStub(wire.channel)
    (answer,) = stub.ServerReflectionInfo(iter([reflection_pb2.ServerReflectionRequest(list_services="")]))

    names = {service.name for service in answer.list_services_response.service}

    assert names >= {f"insitu.v1.{name}" for name in ("Server", "Sessions", "Tensors", "Files", "Ops")} | {
        "grpc.health.v1.Health"
    }


# --- TLS -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def pems(tmp_path):
    """A server's certificate, a client's, and their authority's."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    server = authority.issue_cert("localhost", "127.0.0.1")
    server.private_key_pem.write_to_path(tmp_path / "key.pem")
    for at, blob in enumerate(server.cert_chain_pems):
        blob.write_to_path(tmp_path / "cert.pem", append=bool(at))
    client = authority.issue_cert("client")
    client.private_key_pem.write_to_path(tmp_path / "client.key")
    client.cert_chain_pems[0].write_to_path(tmp_path / "client.pem")
    return tmp_path


def test_server_speaks_tls(serve, connect, pems):
    served = serve(tls_cert=pems / "cert.pem", tls_key=pems / "key.pem")
    trusting = grpc.ssl_channel_credentials((pems / "ca.pem").read_bytes())

    assert connect(served, credentials=trusting).is_serving()
    assert code_of(lambda: connect(served).is_serving(timeout=5)) == "UNAVAILABLE"


def test_server_wants_the_clients_certificate(serve, connect, pems):
    served = serve(tls_cert=pems / "cert.pem", tls_key=pems / "key.pem", tls_client_ca=pems / "ca.pem")
    authority = (pems / "ca.pem").read_bytes()
    known = grpc.ssl_channel_credentials(
        authority, (pems / "client.key").read_bytes(), (pems / "client.pem").read_bytes()
    )

    assert connect(served, credentials=known).is_serving()
    stranger = connect(served, credentials=grpc.ssl_channel_credentials(authority))
    assert code_of(lambda: stranger.is_serving(timeout=5)) == "UNAVAILABLE"


def test_channel_to_json_is_what_people_type():
    """The request of the documentation, as grpcurl parses it."""
    text = '{"session": "lab", "calls": [{"op": "add_", "args": [{"name": "x"}, {"name": "y"}]}]}'

    request = json_format.Parse(text, ops_pb2.ApplyRequest())

    assert [argument.name for argument in request.calls[0].args] == ["x", "y"]
