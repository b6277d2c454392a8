"""Sessions on the client's side."""

from insitu.session.images import Image as Image
from insitu.session.memory import Memory as Memory
from insitu.session.session import Session as Session
