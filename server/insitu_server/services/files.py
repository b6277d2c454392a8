"""`insitu.v1.Files`: what the server keeps on its disk. Files are written and read by calls of the log, see `calls`."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

from google.protobuf import timestamp_pb2

from insitu_engine.files import File, require_files
from insitu_engine.safetensors import Entry, read_index, telling
from insitu_server.endpoint import Context
from insitu_server.files import Folder
from insitu_server.services import Surroundings
from insitu_server.services.paging import page, page_size
from insitupb.v1 import files_pb2

Result = TypeVar("Result")


class FilesService:
    """Look files up, and remove them."""

    descriptor = files_pb2.DESCRIPTOR.services_by_name["Files"]

    def __init__(self, around: Surroundings) -> None:
        self._around = around

    async def List(self, request: files_pb2.FilesListRequest, _: Context) -> files_pb2.FilesListResponse:
        """Tell all files, page by page."""
        size = page_size(request.page_size)
        files = {file.name: file for file in await self._work(Folder.files)}
        names, more = page(list(files), size, request.page_token or None)
        return files_pb2.FilesListResponse(
            header=self._around.header(),
            files=[_described(files[name]) for name in names],
            next_page_token=names[-1] if more else "",
        )

    async def Get(self, request: files_pb2.FilesGetRequest, _: Context) -> files_pb2.FilesGetResponse:
        """Tell what is in one file."""
        described = await self._work(lambda folder: _looked_into(folder, request.file))
        return files_pb2.FilesGetResponse(header=self._around.header(), file=described)

    async def Delete(
        self, request: files_pb2.FilesDeleteRequest, _: Context
    ) -> files_pb2.FilesDeleteResponse:
        """Remove one file."""
        await self._work(lambda folder: folder.delete(request.file))
        return files_pb2.FilesDeleteResponse(header=self._around.header())

    async def _work(self, work: Callable[[Folder], Result]) -> Result:
        """Return what comes of work on the folder, which may have to wait for the disk."""
        folder = require_files(self._around.files)
        return await asyncio.get_running_loop().run_in_executor(self._around.pool, work, folder)


def _looked_into(folder: Folder, name: str) -> files_pb2.File:
    with folder.reading(name) as (stream, file), telling(name):
        index = read_index(stream, file.nbytes)
    described = _described(file)
    described.tensors.extend(map(_tensor, index.entries.values()))
    described.notes.update(index.notes)
    return described


def _described(file: File) -> files_pb2.File:
    written = timestamp_pb2.Timestamp(seconds=file.updated // 10**9, nanos=file.updated % 10**9)
    return files_pb2.File(file=file.name, nbytes=file.nbytes, update_time=written, etag=file.etag)


def _tensor(entry: Entry) -> files_pb2.FileTensor:
    return files_pb2.FileTensor(
        key=entry.key, dtype=entry.dtype_name, shape=entry.shape, nbytes=entry.end - entry.begin
    )
