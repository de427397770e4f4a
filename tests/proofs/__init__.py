"""What is promised of access and of the ledger, in figures: `python -m tests.proofs.<name>` prints each.

The tests in tests/test_whole assert the same functions. MARAC_TEST_URL chooses PostgreSQL, as it does for tests.
"""
