"""The pages about awarded lines that no longer fit hang on this."""

from flask import Blueprint

misfits = Blueprint("misfits", __name__)
