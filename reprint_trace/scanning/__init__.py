"""Scanning: many pages traced, each among the others.

`local.scan` runs on one machine, a cluster engine runs the same stages: read a page, learn each
site's furniture, search the corpus, pair the pages, group them, trace each group, write.
"""
