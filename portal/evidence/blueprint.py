"""The blueprint of this topic."""

from flask import Blueprint

evidence = Blueprint("evidence", __name__)
