"""What the end-to-end and fault tests share: a vault of their own, its tenants, its log."""
