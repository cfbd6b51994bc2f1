"""A printing process: `python -m app.edge.printer SOCKET BYTES SECONDS`, started by `Press`.

It reads pickled contents, which only its own worker writes, and answers with bytes alone. The
kernel ends it when a print takes longer than so many seconds, also when nobody is left to care.
"""

import pickle
import resource
import signal
import sys
from multiprocessing.connection import Connection

DONE, REFUSED = b"1", b"0"


def main() -> None:
    """Print until the other end is closed."""
    number, memory, seconds = (int(word) for word in sys.argv[1:])
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all: the worker decides
    signal.alarm(seconds)  # for the imports; then for each print
    from exports.documents.errors import PrintingFailed  # noqa: PLC0415 - limits first
    from exports.documents.pdf import render_pdf  # noqa: PLC0415

    signal.alarm(0)
    with Connection(number) as wire:
        while True:
            try:
                content = pickle.loads(wire.recv_bytes())  # noqa: S301 - our own worker's
            except (EOFError, OSError):
                return
            signal.alarm(seconds)
            try:
                answer = DONE + render_pdf(content)
            except PrintingFailed as error:
                answer = REFUSED + str(error).encode()
            wire.send_bytes(answer)
            signal.alarm(0)


if __name__ == "__main__":
    main()
