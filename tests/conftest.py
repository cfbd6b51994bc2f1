"""What all tests share: programs from outside, no network, the same examples in every run."""

import os

from hypothesis import HealthCheck, settings

pytest_plugins = ["tests.tools", "tests.network", "tests.databases", "pytester"]

# Shared machines stall for seconds, so a deadline would measure the neighbours.
settings.register_profile(
    "ci",
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
# For a search of one's own: THANGDO_HYPOTHESIS=explore sh scripts/test tests/scoring
settings.register_profile("explore", max_examples=2_000, deadline=None, database=None)
settings.load_profile(os.environ.get("THANGDO_HYPOTHESIS", "ci"))
