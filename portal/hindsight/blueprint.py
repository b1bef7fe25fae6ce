"""The pages about judging the past again hang on this."""

from flask import Blueprint

hindsight = Blueprint("hindsight", __name__)
