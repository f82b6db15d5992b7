"""Use cases, one module per capability: questions first, actions after. They never commit."""
