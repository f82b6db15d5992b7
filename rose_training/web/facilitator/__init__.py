"""A facilitator's own sessions."""
