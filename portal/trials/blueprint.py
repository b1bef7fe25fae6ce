"""The pages on which something is tried hang on this."""

from flask import Blueprint

trials = Blueprint("trials", __name__)
