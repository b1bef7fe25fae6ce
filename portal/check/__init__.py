"""The invariants that must hold after every fault, asked of the database as it stands."""
