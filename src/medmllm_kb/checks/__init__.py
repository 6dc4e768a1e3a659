"""What must hold across records: one small file a rule, each with its documentation and examples."""
