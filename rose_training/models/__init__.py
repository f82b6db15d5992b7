"""What is stored. One module per capability; `models.base` has the types they share."""
