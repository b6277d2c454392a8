"""`insitu.v1.Ops`: op calls, by hand and by stream."""

from __future__ import annotations

import hashlib
from typing import Any, Final

from insitu_engine import optable
from insitu_engine.errors import BadNameError, InsituError, MalformedRequestError, UnknownSessionError
from insitu_engine.memory.storage import Tensor
from insitu_server.answers import MOST_LISTED, info_of, listed_value, raw_value
from insitu_server.calls import Run, require_counts
from insitu_server.endpoint import Context, parse, read
from insitu_server.errors import as_insitu_error, to_message
from insitu_server.names import check_session_name
from insitu_server.plain import read_calls
from insitu_server.requests import Patience, once
from insitu_server.services import Surroundings
from insitu_server.sessions import LeasedSession
from insitu_server.streams import Connection
from insitupb.v1 import ops_pb2

#: An ApplyResponse tells at most so many elements, however many results there are.
_MOST_TOLD: Final = 16 * MOST_LISTED


class OpsService:
    """Op calls: the one thing that changes a session."""

    descriptor = ops_pb2.DESCRIPTOR.services_by_name["Ops"]

    def __init__(self, around: Surroundings) -> None:
        self._around = around

    async def List(self, request: ops_pb2.OpsListRequest, _: Context) -> ops_pb2.OpsListResponse:
        """Tell every op whose name contains the filter."""
        rows = (row for row in optable.rows() if request.filter in row.name)
        return ops_pb2.OpsListResponse(header=self._around.header(), ops=map(_op_info, rows))

    # --- by hand -------------------------------------------------------------------------------------------------

    async def Apply(self, request: ops_pb2.ApplyRequest, context: Context) -> Any:
        """Apply calls in order, up to the first that fails."""
        settings = self._around.settings
        require_counts(request.calls, settings.max_batch_calls, request.sites, most=settings.max_items)
        if len(request.request_id) > 128:
            raise BadNameError(
                f"a request id of {len(request.request_id):,} characters: expected at most 128"
            )
        session = self._around.registry.get(request.session)
        digest = hashlib.blake2b(request.SerializeToString(deterministic=True), digest_size=16).digest()

        async def work(patience: Patience) -> ops_pb2.ApplyResponse:
            async with session.writer():
                patience.require()
                return await self._apply(request, session)

        return await once(session.requests, request.request_id, digest, context.time_remaining(), work)

    async def _apply(self, request: ops_pb2.ApplyRequest, session: LeasedSession) -> ops_pb2.ApplyResponse:
        response = ops_pb2.ApplyResponse()
        left = 0 if request.without_values else _MOST_TOLD

        def tell(index: int, made: tuple[Tensor, ...]) -> None:
            nonlocal left
            call = request.calls[index]
            result = response.results.add()
            for at, tensor in enumerate(made):
                handle = call.results[at] if at < len(call.results) else 0
                answer = result.tensors.add(tensor=info_of(tensor, handle))
                numel = tensor.meta.numel
                if numel <= min(left, MOST_LISTED):
                    left -= numel
                    if left or not request.without_values:
                        answer.value.CopyFrom(listed_value(tensor))

        run = self._run(session, request.calls, request.sites, client=None)
        try:
            await run.apply(tell)
        except Exception as error:
            known = as_insitu_error(error)
            known.metadata = {
                "op": request.calls[run.at].op[:100],
                "call": str(run.at),
                "applied": str(run.at),
                **known.metadata,
            }
            raise known from error
        response.header.CopyFrom(self._around.header(session))
        return response

    # --- by stream -----------------------------------------------------------------------------------------------

    async def Stream(self, context: Context) -> None:
        """Answer batches until the client ends the stream; exactly once, see `streams`."""
        raw = await read(context)
        if raw is None:
            return
        first = parse(ops_pb2.StreamRequest, raw)
        if not first.HasField("open"):
            raise MalformedRequestError("the first message of a stream must be StreamOpen")
        opened = first.open
        session = self._open(opened)
        stream = session.stream_of(check_session_name(opened.client, "client"))
        connection = Connection()
        try:
            unseen = await stream.attach(connection, opened.received)
            await context.write(
                ops_pb2.StreamResponse(
                    header=self._around.header(session), opened=ops_pb2.StreamOpened(sequence=stream.last)
                ).SerializeToString()
            )
            for response in unseen:
                await context.write(response)
            while (raw := await connection.receive(context)) is not None:
                request = parse(ops_pb2.StreamRequest, raw)
                if not request.HasField("batch"):
                    raise MalformedRequestError(
                        "a stream is opened once; every later message must be a batch"
                    )
                batch = request.batch
                self._require_sizes(batch)
                session.require_open()
                session.renew()

                async def apply(batch: ops_pb2.Batch, dropped: bool) -> tuple[bytes, bool]:
                    return await self._reply(session, batch, raw, opened.client, dropped=dropped)

                response = await stream.answer(batch, raw, apply)
                await context.write(response)
        finally:
            stream.detach(connection)

    def _open(self, opened: ops_pb2.StreamOpen) -> LeasedSession:
        epoch = self._around.epoch
        if opened.server_epoch not in ("", epoch):
            raise UnknownSessionError(
                f"the server started anew since session {opened.session[:128]!r} was opened: its tensors are gone",
                session=opened.session,
                server_epoch=epoch,
            )
        return self._around.registry.get(opened.session)

    def _require_sizes(self, batch: ops_pb2.Batch) -> None:
        settings = self._around.settings
        require_counts(
            batch.calls, settings.max_batch_calls, batch.sites, batch.queries, most=settings.max_items
        )

    async def _reply(
        self, session: LeasedSession, batch: ops_pb2.Batch, raw: bytes, client: str, *, dropped: bool
    ) -> tuple[bytes, bool]:
        """Apply a batch and return the whole response, and whether it has an error."""
        reply = ops_pb2.Reply(sequence=batch.sequence, dropped=dropped)
        if not dropped:
            async with session.writer():
                run = self._run(session, read_calls(batch, raw), batch.sites, client=client)
                try:
                    await run.apply()
                    await self._answer_queries(session, batch, client, reply)
                except Exception as error:  # noqa: BLE001 - it is the client's to see, and the stream goes on
                    del reply.answers[:]
                    reply.error.CopyFrom(_call_error(batch, run.at, as_insitu_error(error)))
        response = ops_pb2.StreamResponse(header=self._around.header(session), reply=reply)
        return response.SerializeToString(), reply.HasField("error")

    async def _answer_queries(
        self, session: LeasedSession, batch: ops_pb2.Batch, client: str, reply: ops_pb2.Reply
    ) -> None:
        core = session.core
        settings = self._around.settings
        left = settings.max_message_bytes // 2
        for query in batch.queries:
            tensor = core.tensor(query.handle)
            core.seen(tensor, client)
            answer = reply.answers.add(tensor=info_of(tensor, query.handle))
            if not query.value:
                continue
            nbytes = tensor.meta.nbytes
            if nbytes <= min(settings.max_inline_bytes, left):
                left -= nbytes
                answer.value.CopyFrom(raw_value(tensor))
            else:
                answer.snapshot = await session.snapshot(tensor, self._around.pool)

    def _run(self, session: LeasedSession, calls: Any, sites: Any, *, client: str | None) -> Run:
        settings = self._around.settings
        return Run(
            session.core,
            calls,
            sites,
            client=client,
            pool=self._around.pool,
            threshold=settings.offload_elements,
            most=settings.max_items,
            readers=session.snapshots,
        )


def _call_error(batch: ops_pb2.Batch, at: int, error: InsituError) -> ops_pb2.CallError:
    """Return an error as the reply tells it; ``at`` is past the last call if a query failed."""
    failed = ops_pb2.CallError(call=at, error=to_message(error))
    if at < len(batch.calls):
        call = batch.calls[at]
        failed.op = call.op[:100]
        if 0 < call.site <= len(batch.sites):
            failed.site.CopyFrom(batch.sites[call.site - 1])
    return failed


def _op_info(row: optable.Op) -> ops_pb2.OpInfo:
    return ops_pb2.OpInfo(
        name=row.name,
        signature=row.schema.signature,
        summary=row.doc.strip().partition("\n")[0],
        in_place=row.in_place,
        view=row.view,
    )
