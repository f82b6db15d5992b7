"""A professional's own pages."""
