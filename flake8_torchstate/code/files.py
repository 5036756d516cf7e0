"""Reads files that may be anything: only a regular file is opened, and only up to a size.

A FIFO would be waited for, a device never ends, and opening one can do something by itself.
"""
from __future__ import annotations

import errno
import os
import stat

MOST_BYTES = 50_000_000
"""What a file of code has at most.  Python's own tree of one of this size takes several gigabytes."""
FLAGS = os.O_RDONLY
for name in ("O_NONBLOCK", "O_NOCTTY", "O_BINARY"):  # without waiting: it may have become something else meanwhile
    FLAGS |= getattr(os, name, 0)


def read_regular(path: str, most: int = MOST_BYTES) -> bytes:
    """The bytes of a regular file, or of the one that a link leads to.  Raises OSError, also for more than `most` of
    them.
    """
    check_regular(os.stat(path), path, most)
    handle = os.open(path, FLAGS)
    with open(handle, "rb") as stream:
        check_regular(os.fstat(handle), path, most)
        data = stream.read(most + 1)
    if data is None:  # a file of the system that is waited for, whatever its type says
        raise OSError(errno.EAGAIN, "it has to be waited for", path)
    if len(data) > most:  # some files of the system have more than they say
        raise too_large(path, most)
    return data


def check_regular(status: os.stat_result, path: str, most: int) -> None:
    """Raises OSError for what isn't a regular file of at most that size."""
    if stat.S_ISDIR(status.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), path)
    if not stat.S_ISREG(status.st_mode):
        raise OSError(errno.EINVAL, "it isn't a regular file", path)
    if status.st_size > most:
        raise too_large(path, most)


def too_large(path: str, most: int) -> OSError:
    """What is raised for a file with too many bytes."""
    return OSError(errno.EFBIG, f"it has more than {most:,} bytes", path)
