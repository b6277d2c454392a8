"""The server: sessions behind gRPC. Everything that knows both the engine and the wire is here.

app        assembly: which services, behind which guards, with which options
lifecycle  start, serve, drain, stop
embedded   the same inside another program's process
settings   every setting, once
services   decode, call the core, encode
sessions   leases, quotas, one writer a session
streams    exactly once
calls      applying calls without keeping the event loop
codec      arguments from the wire;  answers: tensors to the wire
endpoint   from raw bytes to a service's method, and from exceptions to statuses
"""
