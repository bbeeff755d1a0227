"""Memory that was needed to get ready, and is not afterwards."""

import ctypes
import gc
import platform


def give_back_memory() -> None:
    """Give what is free back to the system, where its C library can (glibc); else nothing happens.

    Opening the models takes some 60 MB more than having them open, and glibc keeps that otherwise.
    """
    gc.collect()
    if platform.system() != "Linux":
        return
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
