"""What every page shares: language, headers, error pages; and the public pages themselves."""
