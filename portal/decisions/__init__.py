"""What is known of a decision: plan, DAT decision, research and result, as the access team says."""
