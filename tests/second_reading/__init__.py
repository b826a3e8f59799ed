"""A second, independent reading of the printed tables.

The CSVs in data/ were transcribed by people. These parsers read the same tables straight out of the
plain-text papers, knowing nothing of the CSVs, so that a slip of either reader shows as a difference.
"""
