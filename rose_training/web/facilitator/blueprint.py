"""The blueprint that every module of this package hangs its pages on."""

from flask import Blueprint

facilitator = Blueprint("facilitator", __name__, url_prefix="/facilitator")
