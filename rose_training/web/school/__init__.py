"""A school booker's own pages."""
