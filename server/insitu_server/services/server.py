"""`insitu.v1.Server`: the server itself."""

from __future__ import annotations

from importlib import metadata
from typing import Final

from insitu_server.endpoint import Context
from insitu_server.services import Surroundings
from insitu_server.sessions import memory_of
from insitupb.v1 import server_pb2

#: What a server that keeps files can do besides.
FILES: Final = "files"


class ServerService:
    """Version, limits and memory."""

    descriptor = server_pb2.DESCRIPTOR.services_by_name["Server"]

    def __init__(self, around: Surroundings) -> None:
        self._around = around
        self._version = metadata.version("insitu")

    async def Info(self, _: server_pb2.InfoRequest, __: Context) -> server_pb2.InfoResponse:
        """Tell version, features, limits and memory."""
        around = self._around
        settings = around.settings
        engine = around.engine
        return server_pb2.InfoResponse(
            header=around.header(),
            version=self._version,
            features=() if around.files is None else (FILES,),
            limits=server_pb2.Limits(
                max_message_bytes=settings.max_message_bytes,
                max_batch_calls=settings.max_batch_calls,
                max_inline_bytes=settings.max_inline_bytes,
                chunk_bytes=settings.chunk_bytes,
                max_session_bytes=settings.session_bytes,
                max_session_tensors=settings.max_session_tensors,
                max_sessions=settings.max_sessions,
            ),
            memory=server_pb2.MemoryUse(
                **memory_of(engine.account, engine.graph, engine.saved),
                recycled_bytes=engine.allocator.kept_bytes,
            ),
            sessions=len(around.registry),
        )
