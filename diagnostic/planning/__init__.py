"""What would happen if: queues, the best week, scenarios. Pure computing: no store, no wording."""
