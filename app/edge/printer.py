"""A printing process: `python -m app.edge.printer SOCKET BYTES SECONDS NICENESS`, made by `Press`.

It reads pickled contents, each with the kind of document that is wanted, which only its own worker
writes, and answers with bytes alone. The kernel ends it when a print takes longer than so many
seconds, also when nobody is left to care.
"""

import os
import pickle
import resource
import signal
import sys
from multiprocessing.connection import Connection

DONE, REFUSED = b"1", b"0"
PDF, DOCX = "pdf", "docx"


def main() -> None:
    """Print until the other end is closed."""
    number, memory, seconds, niceness = (int(word) for word in sys.argv[1:])
    os.nice(niceness)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all: the worker decides
    signal.alarm(seconds)  # for the imports; then for each print
    from exports.documents.docx import render_docx  # noqa: PLC0415 - limits first
    from exports.documents.errors import PrintingFailed  # noqa: PLC0415
    from exports.documents.pdf import render_pdf  # noqa: PLC0415

    made = {PDF: render_pdf, DOCX: render_docx}
    signal.alarm(0)
    with Connection(number) as wire:
        while True:
            try:
                kind, content = pickle.loads(wire.recv_bytes())  # noqa: S301 - our own worker's
            except (EOFError, OSError):
                return
            signal.alarm(seconds)
            try:
                answer = DONE + made[kind](content)
            except PrintingFailed as error:
                answer = REFUSED + str(error).encode()
            wire.send_bytes(answer)
            signal.alarm(0)


if __name__ == "__main__":
    main()
