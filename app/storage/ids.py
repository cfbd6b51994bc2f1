"""Opaque, permanent ids: 26 letters and digits that sort by the time they were made."""

import os
import time

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_RANDOM_BITS = 80


def new_id() -> str:
    """48 bits of milliseconds, 80 bits of chance, in Crockford's base 32."""
    number = int(time.time() * 1000) << _RANDOM_BITS | int.from_bytes(os.urandom(10), "big")
    return "".join(_ALPHABET[number >> shift & 31] for shift in range(125, -1, -5))
