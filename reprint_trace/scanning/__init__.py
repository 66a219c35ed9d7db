"""Scanning: many pages traced, each among the others.

`plan` says what is asked and in what order; `stages` what is done for one page, pair or story; `local` carries the
plan out on one machine, `spark` on a cluster.
"""
