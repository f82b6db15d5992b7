"""One module per e-mail: from the facts of the moment to a letter, or 'no longer wanted'."""
