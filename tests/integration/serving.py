"""A real server in this process, spoken to in plain protobuf: what any client could send."""

from __future__ import annotations

import asyncio
import queue
import threading
import time
import zlib
from dataclasses import dataclass

import grpc
from google.protobuf import json_format
from google.rpc import error_details_pb2, status_pb2
from grpc_health.v1 import health_pb2, health_pb2_grpc

from insitu_server.app import start
from insitu_server.settings import Settings
from insitupb import framing
from insitupb.v1 import (
    errors_pb2,
    files_pb2_grpc,
    ops_pb2,
    ops_pb2_grpc,
    server_pb2,
    server_pb2_grpc,
    sessions_pb2,
    sessions_pb2_grpc,
    tensors_pb2,
    tensors_pb2_grpc,
)

#: A call that has not answered by then never will.
DEADLINE = 20.0


class Served:
    """A server on an event loop of its own. ``steer`` runs a coroutine there."""

    def __init__(self, **settings):
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self.running = self.steer(start(Settings(port=0, **settings)))
        self.address = self.running.address

    def steer(self, coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(DEADLINE)

    def begin(self, coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop)

    def close(self):
        self.steer(self.running.stop(0))
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


class Wire:
    """A channel and its stubs."""

    def __init__(self, address, *, token=None, credentials=None, options=()):
        options = (("grpc.max_receive_message_length", -1), ("grpc.use_local_subchannel_pool", 1), *options)
        if credentials is None:
            self.channel = grpc.insecure_channel(address, options)
        else:
            self.channel = grpc.secure_channel(address, credentials, options)
        self.metadata = () if token is None else (("authorization", f"Bearer {token}"),)
        self.server = server_pb2_grpc.ServerStub(self.channel)
        self.sessions = sessions_pb2_grpc.SessionsStub(self.channel)
        self.tensors = tensors_pb2_grpc.TensorsStub(self.channel)
        self.files = files_pb2_grpc.FilesStub(self.channel)
        self.ops = ops_pb2_grpc.OpsStub(self.channel)
        self.health = health_pb2_grpc.HealthStub(self.channel)

    def close(self):
        self.channel.close()

    def create(self, session, **fields):
        request = json_format.ParseDict({"session": session, **fields}, sessions_pb2.SessionsCreateRequest())
        return self.sessions.Create(request, timeout=DEADLINE, metadata=self.metadata).session

    def get(self, session):
        request = sessions_pb2.SessionsGetRequest(session=session)
        return self.sessions.Get(request, timeout=DEADLINE, metadata=self.metadata).session

    def apply(self, session, *calls, timeout=DEADLINE, **fields):
        request = json_format.ParseDict(
            {"session": session, "calls": calls, **fields}, ops_pb2.ApplyRequest()
        )
        return self.ops.Apply(request, timeout=timeout, metadata=self.metadata)

    def values(self, session, name):
        request = tensors_pb2.TensorsGetRequest(session=session, name=name, with_value=True)
        value = self.tensors.Get(request, timeout=DEADLINE).value
        return list(value.floats or value.ints or value.bools or value.complexes)

    def version(self, session, name):
        request = tensors_pb2.TensorsGetRequest(session=session, name=name)
        return self.tensors.Get(request, timeout=DEADLINE).tensor.version

    def write(self, session, data, *, crc=None, chunk=1 << 20, **begin):
        messages = [tensors_pb2.TensorsWriteRequest(begin={"session": session, **begin})]
        messages += [
            tensors_pb2.TensorsWriteRequest(data=data[at : at + chunk]) for at in range(0, len(data), chunk)
        ]
        messages.append(
            tensors_pb2.TensorsWriteRequest(end={"crc32": zlib.crc32(data) if crc is None else crc})
        )
        return self.send(messages)

    def send(self, messages):
        return self.tensors.Write(iter(messages), timeout=DEADLINE)

    def read(self, session, **tensor):
        request = tensors_pb2.TensorsReadRequest(session=session, **tensor)
        rpc = self.channel.unary_stream(
            "/insitu.v1.Tensors/Read", tensors_pb2.TensorsReadRequest.SerializeToString
        )
        begin, *chunks, end = map(framing.decode_read, rpc(request, timeout=DEADLINE))
        data = b"".join(chunks)
        assert zlib.crc32(data) == end.crc32
        assert len(data) == begin.begin.nbytes
        return begin.begin.tensor, data

    def stream(self, session, client="c", *, received=0, epoch=""):
        return Conversation(self, session, client, received, epoch)

    def is_serving(self, timeout=DEADLINE):
        answer = self.health.Check(health_pb2.HealthCheckRequest(), timeout=timeout)
        return answer.status == health_pb2.HealthCheckResponse.SERVING

    def raw(self, method, data, kind="unary_unary"):
        rpc = getattr(self.channel, kind)(method)
        if kind == "unary_unary":
            return rpc(data, timeout=DEADLINE)
        if kind == "unary_stream":
            return list(rpc(data, timeout=DEADLINE))
        answers = rpc(iter(data), timeout=DEADLINE)
        return answers if kind == "stream_unary" else list(answers)


class Conversation:
    """One connection of Ops.Stream."""

    def __init__(self, wire, session, client, received, epoch):
        self._requests = queue.SimpleQueue()
        self.rpc = wire.ops.Stream(iter(self._requests.get, None), timeout=DEADLINE, metadata=wire.metadata)
        opened = ops_pb2.StreamOpen(session=session, client=client, received=received, server_epoch=epoch)
        self.post(ops_pb2.StreamRequest(open=opened))

    def opened(self):
        response = next(self.rpc)
        assert response.HasField("opened"), response
        return response

    def post(self, request):
        self._requests.put(request)

    def send(self, sequence, *calls, **fields):
        batch = json_format.ParseDict({"sequence": sequence, "calls": calls, **fields}, ops_pb2.Batch())
        self.post(ops_pb2.StreamRequest(batch=batch))

    def reply(self):
        response = next(self.rpc)
        assert response.HasField("reply"), response
        return response.reply

    def ask(self, sequence, *calls, **fields):
        self.send(sequence, *calls, **fields)
        return self.reply()

    def close(self):
        self._requests.put(None)
        self.rpc.cancel()


@dataclass(frozen=True)
class Refusal:
    """What a refused call tells, the two forms of details being the same."""

    code: str
    reason: str
    text: str
    metadata: dict
    details: dict


def refusal_of(call):
    """Return how the server refuses what ``call`` does."""
    try:
        call()
    except grpc.RpcError as error:
        return refusal(error)
    raise AssertionError("nothing was refused")


def refusal(error):
    trailing = dict(error.trailing_metadata())
    status = status_pb2.Status.FromString(trailing["grpc-status-details-bin"])
    details = {detail.TypeName().rpartition(".")[2]: detail for detail in status.details}
    info = error_details_pb2.ErrorInfo()
    assert details["ErrorInfo"].Unpack(info)
    ours = errors_pb2.Error.FromString(trailing["insitu-error-bin"])
    assert info.domain == "insitu.dev"
    assert errors_pb2.Reason.Name(ours.reason) == f"REASON_{info.reason}"
    assert (
        (ours.code, ours.message) == (status.code, status.message) == (error.code().value[0], error.details())
    )
    assert dict(ours.metadata) == dict(info.metadata)
    return Refusal(error.code().name, info.reason, error.details(), dict(info.metadata), details)


def reason_of(error):
    """Return the reason in a stream's CallError, without its prefix."""
    return errors_pb2.Reason.Name(error.error.reason).removeprefix("REASON_")


def wait_until(holds, what, seconds=DEADLINE):
    """Poll until something holds; fail when it does not in time."""
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, f"still not: {what}"
        threading.Event().wait(0.005)


def info_request():
    return server_pb2.InfoRequest()
