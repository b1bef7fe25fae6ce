"""Wire formats and the values they carry: messages of the standard, region files.

Everything that comes from outside enters here, is checked for its form and becomes values of
``declarations``; it knows neither the web nor the database.
"""
