"""The money of a contract and of a municipality: budget, committed, declared, paid, and forecast.

A worker adds up by month of care what stands in the lines and what is committed; the pages read
those sums and say when they were made. Nothing here decides about money.
"""
