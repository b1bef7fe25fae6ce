"""The blueprint that the pages about ceilings register with."""

from flask import Blueprint

ceilings = Blueprint("ceilings", __name__)
