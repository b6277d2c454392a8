"""Assembly: which services, behind which guards, with which options. And the server's life: start, run, drain, stop."""

from __future__ import annotations

import asyncio
import contextlib
import os
import secrets
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_health.v1._async import HealthServicer
from grpc_reflection.v1alpha import reflection

from insitu_engine.errors import DrainingError
from insitu_engine.session import Engine
from insitu_server.auth import TokenInterceptor
from insitu_server.endpoint import Gate, handler_of
from insitu_server.files import Folder
from insitu_server.logs import log
from insitu_server.services import Surroundings
from insitu_server.services.files import FilesService
from insitu_server.services.ops import OpsService
from insitu_server.services.server import ServerService
from insitu_server.services.sessions import SessionsService
from insitu_server.services.tensors import TensorsService
from insitu_server.sessions import Clock, Registry
from insitu_server.settings import Settings

#: How often leases are looked at, in seconds: a session is gone at most this long after its lease.
_REAPING: Final = 0.5
#: How long connections are given to end once nothing is in flight, in seconds.
_GOODBYE: Final = 1.0
_SERVICES: Final = (ServerService, SessionsService, TensorsService, FilesService, OpsService)


class AddressInUseError(OSError):
    """Another program listens there already, or the address is not this machine's."""


async def start(settings: Settings, *, clock: Clock = time.monotonic) -> RunningServer:
    """Start a server on this event loop and return it; raise AddressInUseError or UnusableFolderError."""
    server = RunningServer(settings, clock)
    await server.open()
    return server


class RunningServer:
    """A server that answers until it is stopped."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self.settings = settings
        #: ``host:port``, with the port that was free if any was asked for.
        self.address = ""
        self._gate = Gate()
        self._pool = ThreadPoolExecutor(
            settings.workers or os.cpu_count() or 1, thread_name_prefix="insitu-worker"
        )
        self._files = _folder(settings)
        self._engine = Engine(
            most_bytes=settings.server_bytes, recycle_bytes=settings.recycle_bytes, files=self._files
        )
        self._registry = Registry(settings, self._engine, clock)
        self._health = HealthServicer()
        self._reaper: asyncio.Task[None] | None = None
        self._hurried = asyncio.Event()
        around = Surroundings(
            settings, self._engine, self._registry, self._pool, self._files, secrets.token_hex(8)
        )
        services = [service(around) for service in _SERVICES]
        self._names = [service.descriptor.full_name for service in services]
        token = settings.read_token()
        self._server = grpc.aio.server(
            interceptors=[TokenInterceptor(token)] if token else [], options=channel_options(settings)
        )
        self._server.add_generic_rpc_handlers(tuple(handler_of(service, self._gate) for service in services))
        health_pb2_grpc.add_HealthServicer_to_server(self._health, self._server)
        reflection.enable_server_reflection(
            (
                *self._names,
                health_pb2.DESCRIPTOR.services_by_name["Health"].full_name,
                reflection.SERVICE_NAME,
            ),
            self._server,
        )

    async def open(self) -> None:
        """Listen, and tell so."""
        self.address = self._bind()
        await self._server.start()
        await self._tell_health(health_pb2.HealthCheckResponse.SERVING)
        self._reaper = asyncio.create_task(self._reap())
        log.info("serving", address=self.address, tls=self.settings.tls_cert is not None)

    async def drain(self) -> None:
        """Take nothing new and wait for what is in flight; streams end after the batch that they are at."""
        if self._gate.draining:
            return
        log.info("draining", in_flight=self._gate.in_flight)
        self._gate.draining = True
        await self._tell_health(health_pb2.HealthCheckResponse.NOT_SERVING)
        self._registry.close_streams(DrainingError("the server is shutting down and takes nothing new"))
        await self._gate.wait_idle()

    async def stop(self, grace: float | None = None) -> None:
        """Drain for at most ``grace`` seconds (the setting if left out), then end."""
        grace = self.settings.grace_seconds if grace is None else grace
        drained = await self._drain_within(grace)
        # With nothing in flight connections end in good order; cut off, each client's gRPC says so on stderr.
        await self._server.stop(_GOODBYE if drained else None)
        if self._reaper is not None:
            self._reaper.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._reaper
        await asyncio.to_thread(self._pool.shutdown)
        self._registry.close(DrainingError("the server is shut down"))
        if self._files is not None:
            self._files.close()
        log.info("stopped", address=self.address)

    async def _drain_within(self, seconds: float) -> bool:
        """Drain until all is done, the time is over, or `hurry`; return whether all is done."""
        draining = asyncio.create_task(self.drain())
        hurried = asyncio.create_task(self._hurried.wait())
        done, _ = await asyncio.wait(
            [draining, hurried], timeout=seconds, return_when=asyncio.FIRST_COMPLETED
        )
        for task in (draining, hurried):
            task.cancel()
        return draining in done

    def hurry(self) -> None:
        """Cut short a `stop` that is waiting for calls in flight."""
        self._hurried.set()

    def _bind(self) -> str:
        settings = self.settings
        wanted = f"{settings.host}:{settings.port}"
        try:
            credentials = _credentials(settings)
            if credentials is None:
                port = self._server.add_insecure_port(wanted)
            else:
                port = self._server.add_secure_port(wanted, credentials)
        except RuntimeError as error:
            raise AddressInUseError(
                f"cannot listen on {wanted}: the port is taken, or the address is not this machine's"
            ) from error
        return f"{settings.host}:{port}"

    async def _tell_health(self, status: Any) -> None:
        for name in ("", *self._names):
            await self._health.set(name, status)

    async def _reap(self) -> None:
        while True:
            await asyncio.sleep(_REAPING)
            self._registry.reap()


def channel_options(settings: Settings) -> list[tuple[str, int]]:
    """Return gRPC's options. It takes unknown names in silence: each has a test that sees its effect."""
    return [
        # A second server on the port must fail, not take half of the connections.
        ("grpc.so_reuseport", 0),
        ("grpc.max_receive_message_length", settings.max_message_bytes),
        ("grpc.max_send_message_length", settings.max_message_bytes),
        ("grpc.max_metadata_size", settings.max_metadata_bytes),
        ("grpc.absolute_max_metadata_size", settings.max_metadata_bytes),
        ("grpc.max_concurrent_streams", settings.max_concurrent_streams),
        ("grpc.keepalive_time_ms", _ms(settings.keepalive_seconds)),
        ("grpc.keepalive_timeout_ms", _ms(settings.keepalive_timeout_seconds)),
        # keepalive_timeout_ms alone leaves a client that has stopped connected.
        ("grpc.http2.ping_timeout_ms", _ms(settings.keepalive_timeout_seconds)),
        ("grpc.keepalive_permit_without_calls", 1),
        ("grpc.http2.max_pings_without_data", 0),
        # The widely copied min_recv_ping_... has no effect.
        ("grpc.http2.min_ping_interval_without_data_ms", _ms(settings.min_ping_seconds)),
    ]


def _ms(seconds: float) -> int:
    return round(seconds * 1000)


def _folder(settings: Settings) -> Folder | None:
    if settings.files_dir is None:
        return None
    return Folder(settings.files_dir, most_files=settings.max_files, most_bytes=settings.max_files_bytes)


def _credentials(settings: Settings) -> grpc.ServerCredentials | None:
    if settings.tls_cert is None or settings.tls_key is None:
        return None
    authorities = None if settings.tls_client_ca is None else settings.tls_client_ca.read_bytes()
    return grpc.ssl_server_credentials(
        [(settings.tls_key.read_bytes(), settings.tls_cert.read_bytes())],
        root_certificates=authorities,
        require_client_auth=authorities is not None,
    )
