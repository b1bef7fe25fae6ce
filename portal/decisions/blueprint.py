"""The blueprint that the pages about decisions register with."""

from flask import Blueprint

decisions = Blueprint("decisions", __name__)
