"""From raw bytes to a service's method, and from exceptions to statuses.

gRPC answers INTERNAL to a message that it cannot parse, and its interceptors see a handler's return rather than what
it raises in mid-stream. So every method is registered for raw bytes and wrapped here, where it is parsed, counted and
guarded.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol, TypeVar

import grpc
from google.protobuf import message_factory
from google.protobuf.descriptor import MethodDescriptor, ServiceDescriptor
from google.protobuf.message import DecodeError, Message

from insitu_engine.errors import DrainingError, MalformedRequestError
from insitu_server.errors import abort

Parsed = TypeVar("Parsed", bound=Message)
#: What a method is told of its call: time left, metadata, and the raw messages of a stream.
Context = grpc.aio.ServicerContext[bytes, bytes]
Behaviour = Callable[..., Awaitable[Any]]


class Service(Protocol):
    """Methods by the names of the .proto.

    One request: ``async def Get(request, context)``. A stream of requests: ``async def Write(context)``, which reads
    raw messages. One response is returned as a message, a stream of them is written as bytes.
    """

    descriptor: ServiceDescriptor


class Gate:
    """Counts the calls in flight, and is closed when the server drains."""

    def __init__(self) -> None:
        self.draining = False
        self.in_flight = 0
        self._idle = asyncio.Event()
        self._idle.set()

    @contextmanager
    def passage(self) -> Iterator[None]:
        """Let one call in and out; raise DrainingError when closed."""
        if self.draining:
            raise DrainingError("the server is shutting down and takes nothing new")
        self.in_flight += 1
        self._idle.clear()
        try:
            yield
        finally:
            self.in_flight -= 1
            if not self.in_flight:
                self._idle.set()

    async def wait_idle(self) -> None:
        """Wait until no call is in flight."""
        await self._idle.wait()


def handler_of(service: Service, gate: Gate) -> grpc.GenericRpcHandler:
    """Return what the gRPC server calls for every method of a service."""
    descriptor = service.descriptor
    methods = {method.name: _method_handler(service, method, gate) for method in descriptor.methods}
    return grpc.method_handlers_generic_handler(descriptor.full_name, methods)


def parse(kind: type[Parsed], raw: bytes) -> Parsed:
    """Return a message parsed; raise MalformedRequestError."""
    try:
        return kind.FromString(raw)
    except DecodeError as error:
        raise MalformedRequestError(f"{len(raw):,} bytes are no {kind.DESCRIPTOR.full_name}") from error


async def read(context: Context) -> bytes | None:
    """Return the next raw message of a client's stream, None at its end."""
    message: Any = await context.read()
    return None if message is grpc.aio.EOF else message


def _method_handler(
    service: Service, method: MethodDescriptor, gate: Gate
) -> grpc.RpcMethodHandler[bytes, Any]:
    behaviour: Behaviour = getattr(service, method.name)
    if method.client_streaming:

        async def respond_to_stream(_: Any, context: Context) -> Any:
            return await _guard(gate, context, behaviour, None, context)

        if method.server_streaming:
            return grpc.stream_stream_rpc_method_handler(respond_to_stream)
        return grpc.stream_unary_rpc_method_handler(respond_to_stream, response_serializer=_serialize)

    kind = message_factory.GetMessageClass(method.input_type)

    async def respond(raw: bytes, context: Context) -> Any:
        return await _guard(gate, context, behaviour, (kind, raw), context)

    if method.server_streaming:
        return grpc.unary_stream_rpc_method_handler(respond)
    return grpc.unary_unary_rpc_method_handler(respond, response_serializer=_serialize)


async def _guard(
    gate: Gate,
    context: Context,
    behaviour: Behaviour,
    request: tuple[type[Message], bytes] | None,
    *rest: Any,
) -> Any:
    try:
        with gate.passage():
            if request is None:
                return await behaviour(*rest)
            return await behaviour(parse(*request), *rest)
    except grpc.aio.AbortError:
        raise
    except Exception as error:  # noqa: BLE001 - the one place where every error becomes a status
        await abort(context, error)


def _serialize(message: Message) -> bytes:
    return message.SerializeToString()
