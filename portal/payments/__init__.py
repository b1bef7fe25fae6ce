"""Payment runs, their files for the bank, and the bank accounts they are paid on."""
