"""A stand-in for Stripe: test money for the demo and the tests, in a server of its own. Runs with TEST_MONEY=on only.

It speaks as much of Stripe's HTTP API (version 2026-10-28) as `payments` uses: accounts and account links, Checkout
Sessions with a page to pay on, payment intents, charges, transfers, reversals, refunds, disputes, balances, payouts and
signed events. It keeps what it was told, answers the same key with the same answer, and makes faults on demand.
"""
