"""The services: a handler is decode, call the core, encode. Protobuf messages stop here."""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import dataclass

from insitu_engine.session import Engine
from insitu_server.files import Folder
from insitu_server.sessions import LeasedSession, Registry
from insitu_server.settings import Settings
from insitupb.v1 import common_pb2


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What every service needs."""

    settings: Settings
    engine: Engine
    registry: Registry
    #: Worker threads for long work.
    pool: Executor
    #: None where the server keeps no files.
    files: Folder | None
    #: Changes with every start.
    epoch: str

    def header(self, session: LeasedSession | None = None) -> common_pb2.ResponseHeader:
        """Return what every response begins with."""
        if session is None:
            return common_pb2.ResponseHeader(server_epoch=self.epoch)
        return common_pb2.ResponseHeader(
            server_epoch=self.epoch, session=session.name, position=session.core.position
        )
