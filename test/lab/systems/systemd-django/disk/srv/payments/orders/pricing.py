def with_fee(amount_cents):
    return amount_cents + 30
