"""What the views of payments hang on."""

from flask import Blueprint

payments = Blueprint("payments", __name__)
