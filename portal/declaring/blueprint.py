"""The pages on which declarations are made by hand; the modules beside this one hang on it."""

from flask import Blueprint

declaring = Blueprint("declaring", __name__)
