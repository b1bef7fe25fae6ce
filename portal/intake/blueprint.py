"""The pages of what comes in; the modules beside this one hang their routes on it."""

from flask import Blueprint

intake = Blueprint("intake", __name__)
