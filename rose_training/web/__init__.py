"""The pages. One package per actor, each with one blueprint; modules beside them are shared."""
