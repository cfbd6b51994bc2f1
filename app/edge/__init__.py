"""The edge: what every request passes before any subject sees it, and how refusals are told."""
