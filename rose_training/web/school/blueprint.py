"""The blueprint that every module of this package hangs its pages on."""

from flask import Blueprint

school = Blueprint("school", __name__, url_prefix="/school")
