"""What the views of lump sums hang on."""

from flask import Blueprint

lumpsum = Blueprint("lumpsum", __name__)
