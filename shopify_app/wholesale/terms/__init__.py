"""The terms behind the minimum: thresholds, equivalents from dated rates, what is agreed with one account or order."""
