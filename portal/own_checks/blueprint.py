"""The blueprint that the pages about a municipality's own checks register with."""

from flask import Blueprint

own_checks = Blueprint("own_checks", __name__)
