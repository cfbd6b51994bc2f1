"""Workbooks and files of many schools: the results table out and home again, the province, levels.

Plain data in, a file out. Rows come as iterables and are never held together, so that a province
needs no more memory than a commune.
"""
