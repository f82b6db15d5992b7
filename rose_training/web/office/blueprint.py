"""The blueprint that every module of this package hangs its pages on."""

from flask import Blueprint

office = Blueprint("office", __name__, url_prefix="/office")
