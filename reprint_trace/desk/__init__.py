"""The desk: a page on this machine, for those who do not live in terminals.

`folder` is what lies on disk, `guard` who is let in, `queue` and `working` do the jobs, `making` what is made
of them on demand, `serving` the pages.
"""
