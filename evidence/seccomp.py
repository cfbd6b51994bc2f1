"""No network, no new process, no file changed: a filter of system calls on this process.

Needs no privilege and cannot be taken back. Where the kernel or the processor is not one of those
known here, a hook of Python's own refuses the same things, which holds against files that confuse
our code, not against one that takes over a library written in C; `refuse_calls` says which it was.
"""

import ctypes
import os
import platform
import struct
import sys
from collections.abc import Iterable
from typing import NamedTuple

from evidence.landlock import only_own_files

_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP = 1, 38, 22
_FILTER_MODE = 2
_KILLED = 9
_EPERM, _ENOSYS = 1, 38
_ALLOW, _ERRNO, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
# Berkeley packet filter: load a word, jump if equal, jump if bits are set, return.
_LOAD, _EQUAL, _ANY_BIT, _RETURN = 0x20, 0x15, 0x45, 0x06
_NUMBER_AT, _ARCHITECTURE_AT, _ARGUMENTS_AT = 0, 4, 16
_X32 = 0x40000000
_CLONE_THREAD = 0x00010000
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC


class _Calls(NamedTuple):
    """The numbers of system calls on one processor."""

    architecture: int
    refused: tuple[tuple[int, ...], ...]
    opens: tuple[tuple[int, int], ...]
    """Calls that open a file, and which of their arguments holds the flags."""
    clone: int
    clone3: int


_CALLS = {
    "x86_64": _Calls(
        architecture=0xC000003E,
        refused=(
            # socket connect accept sendto sendmsg bind listen socketpair accept4 sendmmsg
            (41, 42, 43, 44, 46, 49, 50, 53, 288, 307),
            # fork vfork execve execveat kill tkill tgkill ptrace process_vm_readv, _writev, pidfd
            (57, 58, 59, 322, 62, 200, 234, 101, 310, 311, 424, 434, 438),
            # truncate rename mkdir rmdir creat link unlink symlink chmod chown lchown mknod
            (76, 82, 83, 84, 85, 86, 87, 88, 90, 92, 94, 133),
            # the same beside a folder's descriptor; times and attributes
            (258, 259, 260, 263, 264, 265, 266, 268, 316, 280, 132, 235, 261, 188, 189, 197),
            # mount umount2 pivot_root chroot unshare setns keyctl request_key add_key bpf
            (165, 166, 155, 161, 272, 308, 250, 249, 248, 321),
            # perf_event_open userfaultfd io_uring fanotify open_by_handle_at openat2 secrets
            (298, 323, 425, 426, 427, 300, 304, 303, 437, 447),
        ),
        opens=((2, 1), (257, 2)),
        clone=56,
        clone3=435,
    ),
    # The same calls in the same order; this processor has only those beside a descriptor.
    "aarch64": _Calls(
        architecture=0xC00000B7,
        refused=(
            (198, 203, 202, 206, 211, 200, 201, 199, 242, 269),
            (221, 281, 129, 130, 131, 117, 270, 271, 424, 434, 438),
            (45, 38, 34, 35, 37, 36, 53, 54, 33, 276, 88, 5, 6, 14),
            (40, 39, 41, 51, 97, 268, 219, 218, 217, 280),
            (241, 282, 425, 426, 427, 262, 265, 264, 437, 447),
        ),
        opens=((56, 2),),
        clone=220,
        clone3=435,
    ),
}


def refuse_calls(readable: Iterable[str] = ()) -> bool:
    """Refuse from now on; whether the kernel does it (True) or only Python (False).

    `readable` are files that may be opened besides Python's own, where the kernel can tell.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_PDEATHSIG, _KILLED, 0, 0, 0)  # the child does not outlive its worker
    unprivileged = libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0
    if unprivileged:
        only_own_files(readable)
    known = _CALLS.get(platform.machine())
    if known and unprivileged:
        rules = _rules(known)
        held = ctypes.create_string_buffer(rules, len(rules))
        program = struct.pack("HxxxxxxP", len(rules) // 8, ctypes.addressof(held))
        if libc.prctl(_PR_SET_SECCOMP, _FILTER_MODE, program, 0, 0) == 0:
            return True
    sys.addaudithook(_refuse)
    return False


def _rules(calls: _Calls) -> bytes:
    """The filter: every instruction is its code, two jumps and a value."""
    rules = _one(_LOAD, _ARCHITECTURE_AT) + _one(_EQUAL, calls.architecture, 1)
    rules += _one(_RETURN, _KILL)
    rules += _one(_LOAD, _NUMBER_AT) + _one(_ANY_BIT, _X32, 0, 1) + _answer(_EPERM)
    for number in (one for group in calls.refused for one in group):
        rules += _one(_EQUAL, number, 0, 1) + _answer(_EPERM)
    # Its flags lie in memory, where no filter looks; libraries then fall back on clone.
    rules += _one(_EQUAL, calls.clone3, 0, 1) + _answer(_ENOSYS)
    # Threads, not processes.
    rules += _one(_EQUAL, calls.clone, 0, 4) + _one(_LOAD, _ARGUMENTS_AT)
    rules += _one(_ANY_BIT, _CLONE_THREAD, 1, 0) + _answer(_EPERM) + _one(_LOAD, _NUMBER_AT)
    for number, argument in calls.opens:  # to read, not to write
        rules += _one(_EQUAL, number, 0, 4) + _one(_LOAD, _ARGUMENTS_AT + 8 * argument)
        rules += _one(_ANY_BIT, _WRITES, 0, 1) + _answer(_EPERM) + _one(_LOAD, _NUMBER_AT)
    return rules + _one(_RETURN, _ALLOW)


def _one(code: int, value: int, jump: int = 0, otherwise: int = 0) -> bytes:
    return struct.pack("HBBI", code, jump, otherwise, value)


def _answer(error: int) -> bytes:
    return _one(_RETURN, _ERRNO | error)


def _refuse(event: str, arguments: tuple[object, ...]) -> None:
    if event.startswith(("socket.", "subprocess.", "os.exec", "os.posix_spawn", "os.fork")):
        raise PermissionError(event)
    if event in {"os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.link", "os.symlink"}:
        raise PermissionError(event)
    flags = arguments[2] if event == "open" and len(arguments) > 2 else 0  # noqa: PLR2004
    if isinstance(flags, int) and flags & _WRITES:
        raise PermissionError(event)
