"""From the wire's reasons to exceptions: one table, and no `grpc.RpcError` past this point."""

from __future__ import annotations

from typing import Any, Final

import grpc

from insitu_engine import errors
from insitupb.v1 import errors_pb2

#: Every reason has one exception; a test fails when the enum gains one that is missing here.
EXCEPTIONS: Final[dict[int, type[errors.InsituError]]] = {
    errors_pb2.REASON_UNSPECIFIED: errors.InternalError,
    errors_pb2.REASON_INTERNAL: errors.InternalError,
    errors_pb2.REASON_MALFORMED_REQUEST: errors.MalformedRequestError,
    errors_pb2.REASON_UNKNOWN_OP: errors.UnknownOpError,
    errors_pb2.REASON_BAD_ARGUMENT: errors.ArgumentError,
    errors_pb2.REASON_SHAPE_MISMATCH: errors.ShapeError,
    errors_pb2.REASON_DTYPE_MISMATCH: errors.DTypeError,
    errors_pb2.REASON_MEMORY_OVERLAP: errors.OverlapError,
    errors_pb2.REASON_GRADIENT: errors.GradientError,
    errors_pb2.REASON_BAD_VALUE: errors.BadValueError,
    errors_pb2.REASON_INVALID_VALUE: errors.InvalidValueError,
    errors_pb2.REASON_BAD_NAME: errors.BadNameError,
    errors_pb2.REASON_UNSUPPORTED: errors.UnsupportedError,
    errors_pb2.REASON_BAD_CHECKSUM: errors.ChecksumError,
    errors_pb2.REASON_SIZE_MISMATCH: errors.SizeMismatchError,
    errors_pb2.REASON_BAD_FILE: errors.BadFileError,
    errors_pb2.REASON_INDEX_OUT_OF_RANGE: errors.IndexRangeError,
    errors_pb2.REASON_UNKNOWN_SESSION: errors.UnknownSessionError,
    errors_pb2.REASON_UNKNOWN_TENSOR: errors.UnknownTensorError,
    errors_pb2.REASON_UNKNOWN_SNAPSHOT: errors.UnknownSnapshotError,
    errors_pb2.REASON_UNKNOWN_FILE: errors.UnknownFileError,
    errors_pb2.REASON_SESSION_EXISTS: errors.SessionExistsError,
    errors_pb2.REASON_TENSOR_EXISTS: errors.TensorExistsError,
    errors_pb2.REASON_VERSION_CONFLICT: errors.VersionConflictError,
    errors_pb2.REASON_STALE_METADATA: errors.StaleMetadataError,
    errors_pb2.REASON_SEQUENCE_CONFLICT: errors.SequenceConflictError,
    errors_pb2.REASON_OVER_QUOTA: errors.OverQuotaError,
    errors_pb2.REASON_TOO_LARGE: errors.TooLargeError,
    errors_pb2.REASON_OUT_OF_MEMORY: errors.OutOfMemoryError,
    errors_pb2.REASON_DRAINING: errors.DrainingError,
    errors_pb2.REASON_BAD_TOKEN: errors.BadTokenError,
    errors_pb2.REASON_DEADLINE_EXCEEDED: errors.DeadlineError,
    errors_pb2.REASON_UNREACHABLE: errors.UnreachableError,
}

#: What a status without our details means, as it comes from a proxy or from gRPC itself.
_BY_CODE: Final = {
    grpc.StatusCode.UNAVAILABLE: errors.UnreachableError,
    grpc.StatusCode.DEADLINE_EXCEEDED: errors.DeadlineError,
    grpc.StatusCode.UNAUTHENTICATED: errors.BadTokenError,
    grpc.StatusCode.RESOURCE_EXHAUSTED: errors.TooLargeError,
    grpc.StatusCode.UNIMPLEMENTED: errors.UnsupportedError,
}

DETAILS_KEY: Final = "insitu-error-bin"


def error_of(error: errors_pb2.Error) -> errors.InsituError:
    """Return the exception of an error from the wire."""
    made = EXCEPTIONS.get(error.reason, errors.InternalError)(error.message)
    made.metadata = dict(error.metadata)
    return made


def error_of_call(error: errors_pb2.Error, site: str) -> errors.InsituError:
    """Return the exception of a call that was recorded at ``site``."""
    made = error_of(error)
    made.site = site
    return made


def error_of_rpc(error: grpc.RpcError, address: str) -> errors.InsituError:
    """Return the exception that a user sees for a failed RPC."""
    code = error.code()
    details = _details(error)
    if details is not None:
        return error_of(errors_pb2.Error.FromString(details))
    kind = _BY_CODE.get(code, errors.InternalError)
    if kind is errors.UnreachableError:
        return kind(f"no insitu server answers at {address}: {error.details()}")
    return kind(f"{error.details()} ({code.name}, {address})")


def is_lost_connection(error: grpc.RpcError) -> bool:
    """Return whether trying again on a new connection may help: nobody said no."""
    if _details(error) is not None:
        return False
    return error.code() in (
        grpc.StatusCode.UNAVAILABLE,
        grpc.StatusCode.INTERNAL,
        grpc.StatusCode.CANCELLED,
        grpc.StatusCode.UNKNOWN,
    )


def _details(error: grpc.RpcError) -> bytes | None:
    """Return our own error message from the trailing metadata, None if the error is not the server's word."""
    metadata: Any = error.trailing_metadata()
    return next((value for key, value in metadata or () if key == DETAILS_KEY), None)
