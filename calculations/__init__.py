"""Pure functions with units: no Django, no database, no clock.

Decimal in, Decimal out; money is whole KRW. Worked examples: docs/calculations.md.
"""
