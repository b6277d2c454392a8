"""From the engine's exceptions to gRPC codes, reasons and details: one table.

The one rule: no text of an exception that nobody raised on purpose leaves the server. It is logged with an id, and the
caller gets the id.
"""

from __future__ import annotations

import secrets
from typing import Any, Final

import grpc
from google.protobuf import any_pb2, duration_pb2
from google.protobuf.message import Message
from google.rpc import error_details_pb2, status_pb2  # type: ignore[import-untyped]

from insitu_engine import errors
from insitu_engine.errors import InsituError
from insitu_server.logs import log
from insitupb.v1 import errors_pb2
from insitupb.v1.errors_pb2 import Reason

Code = grpc.StatusCode

DOMAIN: Final = "insitu.dev"
ERROR_KEY: Final = "insitu-error-bin"
STATUS_KEY: Final = "grpc-status-details-bin"

#: Every exception's code and reason; a test fails when the engine or the protos gain one that is missing here.
ROWS: Final[dict[type[InsituError], tuple[grpc.StatusCode, Reason.ValueType]]] = {
    errors.InternalError: (Code.INTERNAL, errors_pb2.REASON_INTERNAL),
    errors.MalformedRequestError: (Code.INVALID_ARGUMENT, errors_pb2.REASON_MALFORMED_REQUEST),
    errors.UnknownOpError: (Code.INVALID_ARGUMENT, errors_pb2.REASON_UNKNOWN_OP),
    errors.ArgumentError: (Code.INVALID_ARGUMENT, errors_pb2.REASON_BAD_ARGUMENT),
    errors.ShapeError: (Code.INVALID_ARGUMENT, errors_pb2.REASON_SHAPE_MISMATCH),
    errors.DTypeError: (Code.INVALID_ARGUMENT, errors_pb2.REASON_DTYPE_MISMATCH),
    errors.OverlapError: (Code.INVALID_ARGUMENT, errors_pb2.REASON_MEMORY_OVERLAP),
    errors.GradientError: (Code.INVALID_ARGUMENT, errors_pb2.REASON_GRADIENT),
    errors.BadValueError: (Code.INVALID_ARGUMENT, errors_pb2.REASON_BAD_VALUE),
    errors.InvalidValueError: (Code.INVALID_ARGUMENT, errors_pb2.REASON_INVALID_VALUE),
    errors.BadNameError: (Code.INVALID_ARGUMENT, errors_pb2.REASON_BAD_NAME),
    errors.UnsupportedError: (Code.INVALID_ARGUMENT, errors_pb2.REASON_UNSUPPORTED),
    errors.ChecksumError: (Code.INVALID_ARGUMENT, errors_pb2.REASON_BAD_CHECKSUM),
    errors.SizeMismatchError: (Code.INVALID_ARGUMENT, errors_pb2.REASON_SIZE_MISMATCH),
    errors.BadFileError: (Code.INVALID_ARGUMENT, errors_pb2.REASON_BAD_FILE),
    errors.IndexRangeError: (Code.OUT_OF_RANGE, errors_pb2.REASON_INDEX_OUT_OF_RANGE),
    errors.UnknownSessionError: (Code.NOT_FOUND, errors_pb2.REASON_UNKNOWN_SESSION),
    errors.UnknownTensorError: (Code.NOT_FOUND, errors_pb2.REASON_UNKNOWN_TENSOR),
    errors.UnknownSnapshotError: (Code.NOT_FOUND, errors_pb2.REASON_UNKNOWN_SNAPSHOT),
    errors.UnknownFileError: (Code.NOT_FOUND, errors_pb2.REASON_UNKNOWN_FILE),
    errors.SessionExistsError: (Code.ALREADY_EXISTS, errors_pb2.REASON_SESSION_EXISTS),
    errors.TensorExistsError: (Code.ALREADY_EXISTS, errors_pb2.REASON_TENSOR_EXISTS),
    errors.VersionConflictError: (Code.ABORTED, errors_pb2.REASON_VERSION_CONFLICT),
    errors.StaleMetadataError: (Code.ABORTED, errors_pb2.REASON_STALE_METADATA),
    errors.SequenceConflictError: (Code.ABORTED, errors_pb2.REASON_SEQUENCE_CONFLICT),
    errors.OverQuotaError: (Code.RESOURCE_EXHAUSTED, errors_pb2.REASON_OVER_QUOTA),
    errors.TooLargeError: (Code.RESOURCE_EXHAUSTED, errors_pb2.REASON_TOO_LARGE),
    errors.OutOfMemoryError: (Code.RESOURCE_EXHAUSTED, errors_pb2.REASON_OUT_OF_MEMORY),
    errors.DrainingError: (Code.UNAVAILABLE, errors_pb2.REASON_DRAINING),
    errors.BadTokenError: (Code.UNAUTHENTICATED, errors_pb2.REASON_BAD_TOKEN),
    errors.DeadlineError: (Code.DEADLINE_EXCEEDED, errors_pb2.REASON_DEADLINE_EXCEEDED),
    errors.UnreachableError: (Code.UNAVAILABLE, errors_pb2.REASON_UNREACHABLE),
}

#: How long to wait before trying again, in seconds, where trying again may help.
_RETRY_AFTER: Final[dict[type[InsituError], int]] = {errors.DrainingError: 1, errors.OutOfMemoryError: 5}

#: Trailing metadata beyond 8 KiB may kill a call: texts are cut so that all copies of one stay below.
MOST_TEXT: Final = 640
_MOST_FACTS: Final = 6
_MOST_FACT: Final = 96


def as_insitu_error(error: BaseException) -> InsituError:
    """Return the error itself if it was raised on purpose; else log it, and return one that tells an id only."""
    if isinstance(error, InsituError) and type(error) is not InsituError:
        return error
    if isinstance(error, MemoryError):
        return errors.OutOfMemoryError("the server is out of memory; nothing was applied")
    ident = secrets.token_hex(6)
    log.error("internal error", id=ident, exc_info=error)
    return errors.InternalError(f"internal error {ident}: the server's log tells more", id=ident)


def row_of(error: InsituError) -> tuple[grpc.StatusCode, Reason.ValueType]:
    """Return code and reason of an error."""
    return next(ROWS[kind] for kind in type(error).__mro__ if kind in ROWS)


def to_message(error: InsituError) -> errors_pb2.Error:
    """Return the error as the SDK reads it."""
    code, reason = row_of(error)
    return errors_pb2.Error(
        reason=reason, code=code.value[0], message=shorten(error.message, MOST_TEXT), metadata=_facts(error)
    )


def to_status(error: InsituError) -> status_pb2.Status:
    """Return the error as everybody else reads it."""
    message = to_message(error)
    status = status_pb2.Status(code=message.code, message=message.message)
    for detail in _details(error, message):
        packed = any_pb2.Any()
        packed.Pack(detail)
        status.details.append(packed)
    return status


def trailing_metadata(error: InsituError) -> tuple[tuple[str, bytes], ...]:
    """Return what goes with the code and the text."""
    return (
        (STATUS_KEY, to_status(error).SerializeToString()),
        (ERROR_KEY, to_message(error).SerializeToString()),
    )


async def abort(context: grpc.aio.ServicerContext[Any, Any], error: BaseException) -> None:
    """End the call with this error's status; raises what gRPC ends calls with."""
    known = as_insitu_error(error)
    code, _ = row_of(known)
    await context.abort(code, shorten(known.message, MOST_TEXT), trailing_metadata(known))


def shorten(text: str, most: int) -> str:
    """Return the text in at most so many bytes on the wire, where any but plain ASCII takes up to twelve."""
    if len(text) <= most and text.isascii():
        return text
    cut = text[:most].encode("ascii", "backslashreplace").decode("ascii") if len(text) > most // 12 else text
    return cut if len(cut) <= most else f"{cut[: most - 3]}..."


def _facts(error: InsituError) -> dict[str, str]:
    facts = list(error.metadata.items())[:_MOST_FACTS]
    return {key: shorten(value, _MOST_FACT) for key, value in facts}


def _details(error: InsituError, message: errors_pb2.Error) -> list[Message]:
    reason = Reason.Name(message.reason).removeprefix("REASON_")
    details: list[Message] = [
        error_details_pb2.ErrorInfo(reason=reason, domain=DOMAIN, metadata=dict(message.metadata))
    ]
    if message.code == Code.INVALID_ARGUMENT.value[0]:
        field = message.metadata.get("field") or message.metadata.get("op", "")
        violation = error_details_pb2.BadRequest.FieldViolation(
            field=field, description=message.message, reason=reason
        )
        details.append(error_details_pb2.BadRequest(field_violations=[violation]))
    if isinstance(error, errors.OverQuotaError):
        quota = error_details_pb2.QuotaFailure.Violation(
            subject=message.metadata.get("quota", ""), description=message.message
        )
        details.append(error_details_pb2.QuotaFailure(violations=[quota]))
    if type(error) in _RETRY_AFTER:
        delay = duration_pb2.Duration(seconds=_RETRY_AFTER[type(error)])
        details.append(error_details_pb2.RetryInfo(retry_delay=delay))
    return details
