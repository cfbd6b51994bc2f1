"""What is measured, against what: `python -m benchmarks`, shorter with `--quick`.

Times vary between machines and neighbours by a factor of two, so every figure stands beside a
baseline of the same run; ratios and memory are what may be quoted.
"""
