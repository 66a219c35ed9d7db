"""Everything that comes in rows or files, as pages and documents: one layer for pages and corpora.

CSV, TSV and their kin, JSON, JSON Lines, XML and feeds, workbooks, Parquet, SQLite, in any charset
and packed or not; folders and zips that mix them with saved pages and documents.
"""
