"""The blueprint that the views about looking at lines register with."""

from flask import Blueprint

review = Blueprint("review", __name__)
