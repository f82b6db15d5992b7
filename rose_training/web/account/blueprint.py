"""The blueprint that every module of this package hangs its pages on."""

from flask import Blueprint

account = Blueprint("account", __name__, url_prefix="/account")
