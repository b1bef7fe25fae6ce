"""The pages of contracts hang here; the modules with views add theirs."""

from flask import Blueprint

contracts = Blueprint("contracts", __name__)
