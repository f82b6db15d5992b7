"""The blueprint that every module of this package hangs its pages on."""

from flask import Blueprint

my = Blueprint("my", __name__, url_prefix="/my")
