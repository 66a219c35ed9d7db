"""The cluster engine: the stages of a scan as steps over Spark's DataFrames.

`engine.scan` takes what `local.scan` takes and finds the same traces.
"""
