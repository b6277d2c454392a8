"""The pure core: a session is a log of calls, applied one at a time.

A call applies whole or not at all: after an error every byte, version, handle and account is as it was. No clock, no lock,
no I/O but through what is handed in: whoever holds a session is its single writer.
"""

from insitu_engine.session.controls import CONTROLS as CONTROLS
from insitu_engine.session.engine import Engine as Engine
from insitu_engine.session.log import Prepared as Prepared
from insitu_engine.session.log import Session as Session
