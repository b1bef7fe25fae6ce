"""Looking at lines that a rule, a warning or a sample picked, and talking about them."""
