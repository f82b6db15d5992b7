"""The yardstick of the pages: a Flask application that does nothing, served as ours is."""

from flask import Flask

app = Flask(__name__)


@app.get("/")
def hello() -> str:
    """The least that a page can be."""
    return "Hello"
