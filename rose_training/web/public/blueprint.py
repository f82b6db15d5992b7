"""The blueprint that every module of this package hangs its pages on."""

from flask import Blueprint

public = Blueprint("public", __name__)
