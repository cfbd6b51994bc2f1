"""What ends the work on a job without being anybody's fault."""


class LeaseLost(Exception):
    """Another worker has taken the job up again: what was done here must not count."""
