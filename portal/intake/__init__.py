"""Declaration messages: received, judged once, stored and answered."""
