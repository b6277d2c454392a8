"""Files on the server's own disk: written and read there, in the order of the log, with no value on its way.

The one rule: saving waits for nothing, and loading for one answer, what is in the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from insitu._tensor import Size
from insitu.dispatch import require_alive
from insitu.structure import flatten, rebuild
from insitu.transport.effects import Made
from insitu.transport.encoding import argument_field, name_field, results_field
from insitu_engine.dtypes import dtype_named
from insitu_engine.errors import ArgumentError, TooLargeError, UnknownFileError
from insitu_engine.files import check_file_name
from insitu_engine.meta import meta
from insitu_engine.safetensors import plan, telling
from insitupb.v1 import files_pb2

if TYPE_CHECKING:
    from insitu.session import Session

#: What a call may take, well below what servers take in one message.
_MOST_BYTES: Final = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class File:
    """A file of the server's, and what is in it."""

    name: str
    nbytes: int
    updated: datetime
    #: Dtype and shape of each tensor.
    tensors: dict[str, tuple[str, Size]]


class Files(Mapping[str, File]):
    """The files that the server keeps, which every session sees and which outlive all; ``session.files``."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def __repr__(self) -> str:
        return f"<insitu files at {self._session.address}>"

    def save(self, obj: Any, name: str) -> None:
        """Have the server write ``obj`` to a file of this name, with the values as they are now; see `insitu.save`.

        Does not wait: what only the server can know, such as that it keeps no files or has no room, is raised at the
        next read. What had the name before stays as it is when this fails. Raises BadNameError unless the name is 1 to
        128 letters, digits, '.', '_' or '-', TooLargeError for megabytes beside the tensors, and what `insitu.save` raises.
        """
        check_file_name(name)
        session = self._session
        tensors, notes = flatten(obj)
        for tensor in tensors.values():
            require_alive(tensor)
            if tensor.session is not session:
                raise ArgumentError(
                    f"a tensor of session {tensor.session.name!r} cannot be saved in session {session.name!r}"
                )
        plan({key: tensor.meta for key, tensor in tensors.items()}, notes)
        args = (name, list(tensors.values()), list(tensors), list(notes.items()))
        body = name_field("save") + b"".join(map(argument_field, args))
        if len(body) > _MOST_BYTES:
            raise TooLargeError(
                f"save(): {len(body):,} bytes of names, numbers and strings: expected at most {_MOST_BYTES:,}; put "
                "long lists of numbers into tensors"
            )
        session.stream.record(body, None)

    def load(self, name: str) -> Any:
        """Return what was saved under this name, with new tensors of the session; none requires a gradient.

        Waits to be told what is in the file, not for the values. Raises UnknownFileError, BadFileError if the file is not
        of the format, DTypeError for a dtype that insitu has not.
        """
        session = self._session
        file = self._get(name)
        metas = {tensor.key: meta(dtype_named(tensor.dtype), tuple(tensor.shape)) for tensor in file.tensors}
        tensors = {key: session.new(known) for key, known in metas.items()}
        handles = [tensor.handle for tensor in tensors.values()]
        args = (name, None, file.etag)
        body = name_field("load") + b"".join(map(argument_field, args)) + results_field(handles)
        if not session.stream.record(body, Made(handles)):
            session.lose_all(handles)
        with telling(name):
            return rebuild(file.notes, tensors)

    def __getitem__(self, name: str) -> File:
        """Return what there is to know of a file without loading it; raise KeyError."""
        try:
            file = self._get(name)
        except UnknownFileError as error:
            raise KeyError(str(error)) from error
        tensors = {tensor.key: (tensor.dtype, Size(tensor.shape)) for tensor in file.tensors}
        return File(file.file, file.nbytes, file.update_time.ToDatetime(UTC), tensors)

    def __delitem__(self, name: str) -> None:
        """Remove a file; raise KeyError."""
        session = self._session
        session.sync()
        request = files_pb2.FilesDeleteRequest(file=name)
        try:
            session.channel.call("Files/Delete", request, files_pb2.FilesDeleteResponse)
        except UnknownFileError as error:
            raise KeyError(str(error)) from error

    def __iter__(self) -> Iterator[str]:
        return iter(self._names())

    def __len__(self) -> int:
        return len(self._names())

    def _names(self) -> list[str]:
        session = self._session
        session.sync()
        names: list[str] = []
        token = ""
        while True:
            request = files_pb2.FilesListRequest(page_size=1000, page_token=token)
            answer = session.channel.call("Files/List", request, files_pb2.FilesListResponse)
            names += [file.file for file in answer.files]
            token = answer.next_page_token
            if not token:
                return names

    def _get(self, name: str) -> files_pb2.File:
        """Return what is in a file once all that was recorded is applied, which may be what writes it."""
        session = self._session
        session.sync()
        request = files_pb2.FilesGetRequest(file=name)
        return session.channel.call("Files/Get", request, files_pb2.FilesGetResponse).file
