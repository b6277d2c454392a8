"""The one place where this client meets gRPC: a channel, its options, its credentials, and calls on it."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Final, TypeVar

import grpc
from google.protobuf.message import Message

from insitu.transport.failures import error_of_rpc
from insitu_engine.errors import BadTokenError
from insitupb.v1 import ops_pb2

Response = TypeVar("Response", bound=Message)

#: A server's limits are below this; what is larger goes in chunks anyway.
_LARGEST_MESSAGE: Final = 64 * 1024 * 1024
_OPTIONS: Final = (
    ("grpc.max_receive_message_length", _LARGEST_MESSAGE),
    ("grpc.max_send_message_length", _LARGEST_MESSAGE),
    ("grpc.initial_reconnect_backoff_ms", 20),
    ("grpc.min_reconnect_backoff_ms", 20),
    ("grpc.max_reconnect_backoff_ms", 1000),
    ("grpc.keepalive_time_ms", 30_000),
    ("grpc.keepalive_timeout_ms", 10_000),
    ("grpc.http2.ping_timeout_ms", 10_000),
    # One connection for each channel object, so that closing one cuts no other.
    ("grpc.use_local_subchannel_pool", 1),
)


def _is_local(address: str) -> bool:
    """Return whether an address is this machine's own."""
    host = address.rpartition(":")[0].strip("[]")
    if address.startswith("unix:") or host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


class Channel:
    """A channel to one server, with the token on every call."""

    def __init__(self, address: str, *, token: str | None = None, tls_ca: str | Path | None = None) -> None:
        """``tls_ca`` is a file with the certificate to trust; without it and without a token the channel is plain."""
        self.address = address
        self._token = token
        self._tls_ca = tls_ca
        self._metadata = (("authorization", f"Bearer {token}"),) if token else ()
        if tls_ca is None and token and not _is_local(address):
            raise BadTokenError(
                f"the token would go to {address} in the clear: give tls_ca (or INSITU_TLS_CA), "
                "a file with the authorities to trust"
            )
        if tls_ca is None:
            self._channel = grpc.insecure_channel(address, options=_OPTIONS)
        else:
            credentials = grpc.ssl_channel_credentials(Path(tls_ca).read_bytes())
            self._channel = grpc.secure_channel(address, credentials, options=_OPTIONS)

    def call(
        self, method: str, request: Message, response: type[Response], *, timeout: float = 30.0
    ) -> Response:
        """Make one unary call, ``Service/Method``; raise an InsituError."""
        rpc: Any = self._channel.unary_unary(
            f"/insitu.v1.{method}", lambda message: message.SerializeToString(), response.FromString
        )
        try:
            answer: Response = rpc(request, timeout=timeout, metadata=self._metadata)
        except grpc.RpcError as error:
            raise error_of_rpc(error, self.address) from None
        return answer

    def stream(self, requests: Iterator[bytes]) -> Any:
        """Open Ops.Stream; requests are serialized already, responses come parsed."""
        rpc: Any = self._channel.stream_stream(
            "/insitu.v1.Ops/Stream",
            request_serializer=None,
            response_deserializer=ops_pb2.StreamResponse.FromString,
        )
        return rpc(requests, metadata=self._metadata)

    def write(self, requests: Iterator[bytes], response: type[Response]) -> Response:
        """Send a tensor's chunks by Tensors.Write; raise an InsituError."""
        rpc: Any = self._channel.stream_unary(
            "/insitu.v1.Tensors/Write", request_serializer=None, response_deserializer=response.FromString
        )
        try:
            answer: Response = rpc(requests, metadata=self._metadata)
        except grpc.RpcError as error:
            raise error_of_rpc(error, self.address) from None
        return answer

    def read(self, request: Message) -> Iterator[bytes]:
        """Receive a tensor's chunks by Tensors.Read, as wire bytes; raise an InsituError."""
        rpc: Any = self._channel.unary_stream(
            "/insitu.v1.Tensors/Read", lambda message: message.SerializeToString(), response_deserializer=None
        )
        try:
            yield from rpc(request, metadata=self._metadata)
        except grpc.RpcError as error:
            raise error_of_rpc(error, self.address) from None

    def reopened(self) -> Channel:
        """Return a new channel to the same server, for a process that was forked."""
        return Channel(self.address, token=self._token, tls_ca=self._tls_ca)

    def close(self) -> None:
        """Close the connection."""
        self._channel.close()
