"""The double-entry ledger of declared, awarded, rejected and parked eurocents."""
