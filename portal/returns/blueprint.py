"""The pages about retours hang on this."""

from flask import Blueprint

returns = Blueprint("returns", __name__)
