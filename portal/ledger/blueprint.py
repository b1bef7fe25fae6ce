"""The pages of the books; the modules beside this one hang on it."""

from flask import Blueprint

ledger = Blueprint("ledger", __name__)
