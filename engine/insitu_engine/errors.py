"""Everything that can be refused, as exceptions that are also PyTorch's.

InsituError
├── MalformedRequestError   the request cannot be read
├── UnknownOpError          no such op                                (AttributeError)
├── ArgumentError           arity, keyword or type of an argument     (TypeError)
├── ShapeError              shapes that do not fit                    (RuntimeError)
├── DTypeError              dtypes that do not fit                    (RuntimeError)
├── OverlapError            a write that overlaps                     (RuntimeError)
├── GradientError           a gradient that would be wrong            (RuntimeError)
├── BadValueError           a value out of its domain                 (RuntimeError)
├── InvalidValueError       the same, where PyTorch says ValueError   (ValueError)
├── BadNameError            a name that is not one                    (ValueError)
├── UnsupportedError        PyTorch can, this op or dtype cannot      (NotImplementedError)
├── IndexRangeError         an index or a dim out of range            (IndexError)
├── ChecksumError, SizeMismatchError                                  (RuntimeError)
├── BadFileError            a file that is not of its format          (ValueError)
├── UnknownSessionError, UnknownTensorError, UnknownSnapshotError     (LookupError)
├── UnknownFileError        no such file on the server                (FileNotFoundError)
├── SessionExistsError, TensorExistsError                             (RuntimeError)
├── VersionConflictError, StaleMetadataError, SequenceConflictError   (RuntimeError)
├── OverQuotaError, TooLargeError, OutOfMemoryError                   (MemoryError)
├── DrainingError, BadTokenError, DeadlineError, UnreachableError     (ConnectionError, TimeoutError, ...)
└── InternalError           a bug of ours

The one rule: a message says what was given and what was wanted, in PyTorch's words where PyTorch has them.
"""

from __future__ import annotations


class InsituError(Exception):
    """Base of every error that insitu raises on purpose.

    ``metadata`` holds facts for programs (strings by name); ``site`` the client's ``file:line`` of the guilty
    call where the error was found only later; both may be empty.
    """

    def __init__(self, message: str, **metadata: object) -> None:
        super().__init__(message)
        self.message = message
        self.metadata: dict[str, str] = {key: str(value) for key, value in metadata.items()}
        self.site = ""

    def __str__(self) -> str:
        return f"{self.message}\n  called at {self.site}" if self.site else self.message


class InternalError(InsituError, RuntimeError):
    """A bug of insitu's. The id in the text is in the server's log too."""


class MalformedRequestError(InsituError, ValueError):
    """The request cannot be read as what it should be."""


class UnknownOpError(InsituError, AttributeError):
    """No op of that name."""


class ArgumentError(InsituError, TypeError):
    """Wrong number of arguments, an unknown keyword, or an argument of the wrong type."""


class ShapeError(InsituError, RuntimeError):
    """Shapes that do not fit each other or the op."""


class GradientError(InsituError, RuntimeError):
    """A write that would make gradients wrong, or a backward that cannot be."""


class DTypeError(InsituError, RuntimeError):
    """Dtypes that do not fit each other or the op."""


class OverlapError(InsituError, RuntimeError):
    """A write whose memory overlaps with itself or with an input."""


class BadValueError(InsituError, RuntimeError):
    """An argument whose value is outside of what the op takes."""


class InvalidValueError(InsituError, ValueError):
    """A value outside of what the op takes, where PyTorch raises ValueError: a slice's step, an empty list."""


class BadNameError(InsituError, ValueError):
    """A name of a tensor or session that is empty, too long, or has forbidden characters."""


class UnsupportedError(InsituError, NotImplementedError):
    """Something that PyTorch has and this op, dtype or server has not."""


class IndexRangeError(InsituError, IndexError):
    """An index or dimension out of range."""


class ChecksumError(InsituError, RuntimeError):
    """Bulk data whose checksum is not the declared one."""


class SizeMismatchError(InsituError, RuntimeError):
    """Bulk data of another size than declared."""


class BadFileError(InsituError, ValueError):
    """A file that is not of the format that it should be."""


class UnknownSessionError(InsituError, LookupError):
    """No such session: never created, deleted, or its lease expired."""


class UnknownTensorError(InsituError, LookupError):
    """No such handle or name in this session."""


class UnknownSnapshotError(InsituError, LookupError):
    """No such snapshot: never taken, or read already."""


class UnknownFileError(InsituError, FileNotFoundError):
    """No file of that name among those that the server keeps."""


class SessionExistsError(InsituError, RuntimeError):
    """A session of that name is there already."""


class TensorExistsError(InsituError, RuntimeError):
    """A handle or name that is taken already."""


class VersionConflictError(InsituError, RuntimeError):
    """A call that expects a version of a tensor or a file met another one; nothing changed."""


class StaleMetadataError(InsituError, RuntimeError):
    """Another client changed a tensor's shape after this client last looked; nothing changed."""


class SequenceConflictError(InsituError, RuntimeError):
    """A sequence number came twice with different payloads, or one was left out."""


class OverQuotaError(InsituError, MemoryError):
    """The session's quota, or the server's for files, does not allow it."""


class TooLargeError(InsituError, MemoryError):
    """More than this server takes in one request or tensor."""


class OutOfMemoryError(InsituError, MemoryError):
    """The server's machine has no memory left."""


class DrainingError(InsituError, ConnectionError):
    """The server is shutting down and takes nothing new."""


class BadTokenError(InsituError, PermissionError):
    """The bearer token is missing or wrong."""


class DeadlineError(InsituError, TimeoutError):
    """The deadline passed before the write began; nothing was applied."""


class UnreachableError(InsituError, ConnectionError):
    """No server answered at the address."""
