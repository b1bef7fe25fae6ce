"""The pages on which declarations are approved; the modules beside this one hang on it."""

from flask import Blueprint

approvals = Blueprint("approvals", __name__)
