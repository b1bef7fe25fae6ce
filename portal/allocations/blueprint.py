"""The pages of allocations and clients; the modules beside this one hang their routes on it."""

from flask import Blueprint

allocations = Blueprint("allocations", __name__)
