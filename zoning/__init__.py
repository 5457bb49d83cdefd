"""What may be done there: projects, rules, siting, verdicts, ledger."""
