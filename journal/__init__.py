"""What happened and what is still to be done.

The lowest layer with a database: event log, access log, outbox and relay, idempotency keys, gapless counters,
the clock. It knows no other app: actors and objects are duck-typed, and kept as ids and labels.
"""
