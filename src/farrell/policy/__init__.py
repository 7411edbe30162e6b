"""What to do: diagnosis, benchmarks, rebalancing plans, scenarios."""
