"""`insitu.v1.Sessions`: leases and quotas."""

from __future__ import annotations

import time

from google.protobuf import duration_pb2, timestamp_pb2

from insitu_server.endpoint import Context
from insitu_server.services import Surroundings
from insitu_server.services.paging import page, page_size
from insitu_server.sessions import LeasedSession, memory_of
from insitupb.v1 import server_pb2, sessions_pb2


class SessionsService:
    """Sessions come, are looked at, and go."""

    descriptor = sessions_pb2.DESCRIPTOR.services_by_name["Sessions"]

    def __init__(self, around: Surroundings) -> None:
        self._around = around

    async def Create(
        self, request: sessions_pb2.SessionsCreateRequest, _: Context
    ) -> sessions_pb2.SessionsCreateResponse:
        """Create a session, or attach to it."""
        lease = request.lease
        session = self._around.registry.create(
            request.session,
            lease=lease.seconds + lease.nanos / 1e9 if request.HasField("lease") else None,
            max_bytes=request.quota.max_bytes,
            max_tensors=request.quota.max_tensors,
            allow_existing=request.allow_existing,
            strict=request.strict,
        )
        return sessions_pb2.SessionsCreateResponse(
            header=self._around.header(session), session=self._describe(session)
        )

    async def Get(
        self, request: sessions_pb2.SessionsGetRequest, _: Context
    ) -> sessions_pb2.SessionsGetResponse:
        """Tell a session's memory, lease and quota as they are now, even while a call is at work."""
        session = self._around.registry.get(request.session)
        described = self._describe(session)
        if request.reset_peak:
            session.core.account.reset_peak()
        return sessions_pb2.SessionsGetResponse(header=self._around.header(session), session=described)

    async def List(
        self, request: sessions_pb2.SessionsListRequest, _: Context
    ) -> sessions_pb2.SessionsListResponse:
        """Tell all sessions, page by page; no lease is renewed."""
        registry = self._around.registry
        names, more = page(registry.names(), page_size(request.page_size), request.page_token or None)
        found = [session for session in map(registry.peek, names) if session is not None]
        return sessions_pb2.SessionsListResponse(
            header=self._around.header(),
            sessions=map(self._describe, found),
            next_page_token=names[-1] if more else "",
        )

    async def Renew(
        self, request: sessions_pb2.SessionsRenewRequest, _: Context
    ) -> sessions_pb2.SessionsRenewResponse:
        """Begin a lease anew, as any call does."""
        session = self._around.registry.get(request.session)
        return sessions_pb2.SessionsRenewResponse(
            header=self._around.header(session), expire_time=self._expire_time(session)
        )

    async def Delete(
        self, request: sessions_pb2.SessionsDeleteRequest, _: Context
    ) -> sessions_pb2.SessionsDeleteResponse:
        """Free a session and all it holds."""
        session = self._around.registry.get(request.session)
        header = self._around.header(session)
        await self._around.registry.delete(request.session)
        return sessions_pb2.SessionsDeleteResponse(header=header)

    def _describe(self, session: LeasedSession) -> sessions_pb2.Session:
        account = session.core.account
        described = sessions_pb2.Session(
            session=session.name,
            expire_time=self._expire_time(session),
            quota=sessions_pb2.Quota(
                max_bytes=account.most_bytes or 0, max_tensors=account.most_tensors or 0
            ),
            memory=server_pb2.MemoryUse(**memory_of(account, session.core.graph)),
            position=session.core.position,
            strict=session.core.strict,
        )
        described.lease.CopyFrom(_duration(session.lease))
        return described

    def _expire_time(self, session: LeasedSession) -> timestamp_pb2.Timestamp:
        """Return the moment at which the lease ends, by the wall clock."""
        nanos = int((time.time() + self._around.registry.seconds_left(session)) * 1e9)
        return timestamp_pb2.Timestamp(seconds=nanos // 10**9, nanos=nanos % 10**9)


def _duration(seconds: float) -> duration_pb2.Duration:
    nanos = round(seconds * 1e9)
    return duration_pb2.Duration(seconds=nanos // 10**9, nanos=nanos % 10**9)
