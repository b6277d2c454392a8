"""`insitu.v1.Tensors`: tensors by name or handle, and their bytes in bulk (see `bulk`)."""

from __future__ import annotations

from heapq import nsmallest

from google.protobuf.message import DecodeError

from insitu_engine.errors import MalformedRequestError
from insitu_engine.memory.storage import Tensor
from insitu_engine.session import Session
from insitu_server.answers import info_of, listed_value
from insitu_server.bulk import Download, Reception
from insitu_server.endpoint import Context, read
from insitu_server.services import Surroundings
from insitu_server.services.paging import page_size
from insitupb import framing
from insitupb.v1 import common_pb2, tensors_pb2

#: Bytes that one number of a typed list may take in a response.
_LISTED_BYTES = 16

Asked = tensors_pb2.TensorsGetRequest | tensors_pb2.TensorsDeleteRequest | tensors_pb2.TensorsReadRequest


class TensorsService:
    """Look tensors up, give them up, and move their bytes."""

    descriptor = tensors_pb2.DESCRIPTOR.services_by_name["Tensors"]

    def __init__(self, around: Surroundings) -> None:
        self._around = around

    async def Get(self, request: tensors_pb2.TensorsGetRequest, _: Context) -> tensors_pb2.TensorsGetResponse:
        """Tell one tensor's metadata, and its values if they are asked for and few."""
        session = self._around.registry.get(request.session)
        async with session.writer() as core:
            tensor = _find(core, request)
            handle = request.handle if request.HasField("handle") else 0
            response = tensors_pb2.TensorsGetResponse(
                header=self._around.header(session), tensor=info_of(tensor, handle)
            )
            most = self._around.settings.max_message_bytes // (2 * _LISTED_BYTES)
            if request.with_value and tensor.meta.numel <= most:
                response.value.CopyFrom(listed_value(tensor))
            return response

    async def List(
        self, request: tensors_pb2.TensorsListRequest, _: Context
    ) -> tensors_pb2.TensorsListResponse:
        """Tell the tensors, those with names first and in their order, page by page."""
        size = page_size(request.page_size)
        after = _key_of_token(request.page_token)
        session = self._around.registry.get(request.session)
        async with session.writer() as core:
            tensors = core.tensors() if request.all_handles else core.names.values()
            keyed = ((_key(tensor), tensor) for tensor in tensors)
            following = nsmallest(
                size + 1, (pair for pair in keyed if pair[0] > after), key=lambda pair: pair[0]
            )
            return tensors_pb2.TensorsListResponse(
                header=self._around.header(session),
                tensors=[info_of(tensor) for _, tensor in following[:size]],
                next_page_token=_token(following[size - 1][1]) if len(following) > size else "",
            )

    async def Delete(
        self, request: tensors_pb2.TensorsDeleteRequest, _: Context
    ) -> tensors_pb2.TensorsDeleteResponse:
        """Give up a name or a handle."""
        session = self._around.registry.get(request.session)
        async with session.writer() as core:
            if request.WhichOneof("tensor") == "name":
                core.release_name(request.name)
            elif request.WhichOneof("tensor") == "handle":
                core.call("release", [request.handle])
            else:
                raise _nothing_named()
            return tensors_pb2.TensorsDeleteResponse(header=self._around.header(session))

    async def Read(self, request: tensors_pb2.TensorsReadRequest, context: Context) -> None:
        """Send one tensor's bytes as they are when the read takes its place in the log."""
        around = self._around
        session = around.registry.get(request.session)
        taken = request.WhichOneof("tensor") == "snapshot"
        if taken:
            number = request.snapshot
            snapshot = session.snapshot_numbered(number)
            info = common_pb2.TensorInfo(
                dtype=snapshot.meta.dtype.name, shape=snapshot.meta.shape, version=snapshot.version
            )
        else:
            async with session.writer() as core:
                tensor = _find(core, request)
                info = info_of(tensor, request.handle if request.HasField("handle") else 0)
                number = await session.snapshot(tensor, around.pool)
                snapshot = session.snapshots[number]
        whole = False
        try:
            begin = tensors_pb2.ReadBegin(header=around.header(session), tensor=info, nbytes=snapshot.nbytes)
            await context.write(tensors_pb2.TensorsReadResponse(begin=begin).SerializeToString())
            download = Download(snapshot, around.settings.chunk_bytes, around.pool)
            async for chunk in download:
                session.require_open()
                session.renew()
                await context.write(chunk)
            await context.write(tensors_pb2.TensorsReadResponse(crc32=download.crc).SerializeToString())
            whole = True
        finally:
            if whole or not taken:
                session.drop_snapshot(number)

    async def Write(self, context: Context) -> tensors_pb2.TensorsWriteResponse:
        """Make one tensor from chunks; nothing is left behind unless all of them came and were right."""
        around = self._around
        first = _decode(await read(context) or b"")
        if isinstance(first, memoryview) or not first.HasField("begin"):
            raise MalformedRequestError("the first message of a write must be WriteBegin")
        begin = first.begin
        session = around.registry.get(begin.session)
        async with session.writer() as core:
            reception = Reception(core, begin, around.settings.chunk_bytes, around.pool)
        try:
            while True:
                raw = await read(context)
                session.require_open()
                session.renew()
                if raw is None:
                    raise reception.short()
                message = _decode(raw)
                if isinstance(message, memoryview):
                    await reception.take(message)
                    continue
                if message.HasField("begin"):
                    raise MalformedRequestError("WriteBegin came twice")
                if message.data:
                    await reception.take(memoryview(message.data))
                if message.HasField("end"):
                    await reception.finish(message.end.crc32)
                    break
            async with session.writer():
                tensor = reception.publish()
                return tensors_pb2.TensorsWriteResponse(
                    header=around.header(session), tensor=info_of(tensor, begin.handle)
                )
        finally:
            reception.close()


def _find(session: Session, request: Asked) -> Tensor:
    kind = request.WhichOneof("tensor")
    if kind == "name":
        return session.named(request.name)
    if kind == "handle":
        return session.tensor(request.handle)
    raise _nothing_named()


def _nothing_named() -> MalformedRequestError:
    return MalformedRequestError("no tensor is named: give 'name' or 'handle'", field="tensor")


def _decode(raw: bytes) -> tensors_pb2.TensorsWriteRequest | memoryview:
    try:
        return framing.decode_write(raw)
    except DecodeError as error:
        raise MalformedRequestError(f"{len(raw):,} bytes are no insitu.v1.TensorsWriteRequest") from error


#: Tensors with a name come first, by name; then the others by handle.
Key = tuple[int, str, int]


def _key(tensor: Tensor) -> Key:
    return (0, tensor.name, 0) if tensor.name else (1, "", tensor.handle)


def _token(tensor: Tensor) -> str:
    return f"n{tensor.name}" if tensor.name else f"h{tensor.handle}"


def _key_of_token(token: str) -> Key:
    if not token:
        return (-1, "", 0)
    if token[0] == "n":
        return (0, token[1:], 0)
    if token[0] == "h" and token[1:].isdecimal() and len(token) < 22:
        return (1, "", int(token[1:]))
    raise MalformedRequestError(
        f"bad page token {token[:64]!r}: give one that a response had", field="page_token"
    )
