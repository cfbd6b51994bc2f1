"""Records the hash of each new edition in criteria/editions/SHA256SUMS, and refuses altered ones.

Run after adding `criteria/editions/<id>/<version>.yaml`: .venv/bin/python scripts/record_edition.py
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from criteria.errors import CriteriaError
from criteria.record import record


def main() -> int:
    """Record, and say what was recorded."""
    try:
        names = record()
    except CriteriaError as error:
        print(error, file=sys.stderr)
        return 1
    for name in names:
        print(f"đã ghi nhận {name}")
    if not names:
        print("không có bộ chỉ số mới")
    return 0


if __name__ == "__main__":
    sys.exit(main())
