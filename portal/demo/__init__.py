"""A demonstration worth a tour: half a year of invented care, sent in through the real doors.

Everything follows from the region file, a fixed seed and the day it is: people and allocations,
declarations with what goes wrong in practice, and a timeline that the real services work off.
"""
