"""What the declaration path costs, held against a floor in the same run: ``run.py bench``."""
