"""Numbers in addresses: none is larger than a row's can be."""

from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter, Map

LARGEST = 2**31 - 1
"""What a key of the database holds; a larger number names nothing."""


class Number(IntegerConverter):
    """`<int:...>` of a route: anything larger is a page that does not exist."""

    def __init__(self, routes: Map, *args: Any, **options: Any) -> None:
        """With a largest number, unless the route names its own."""
        super().__init__(routes, *args, **{"max": LARGEST} | options)


def register(app: Flask) -> None:
    """Read the numbers of all routes so; before the pages are added."""
    app.url_map.converters["int"] = Number
