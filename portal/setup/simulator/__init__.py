"""The rule simulator: the applicants of an earlier round held against rules that nobody has saved.

It reads and never writes. ``applicants`` reads what was stored, ``holding`` holds it against criteria, ``money``
counts what would be needed, ``comparison`` puts two sets of rules side by side, ``tables`` and ``workbook`` show it.
"""
