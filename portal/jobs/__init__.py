"""Work that goes on behind the pages: one seam, two ways to run.

On PostgreSQL the jobs are rows of procrastinate, written in the transaction that makes the work
and taken by ``portal worker``. On SQLite a thread of the server looks for messages that wait. In
both the row (a message, or a run about the past) is the durable record of the work, and doing it
twice does it once.
"""
