"""Pages of step 2. Each takes its record from ``visible_to``; what is foreign is missing."""
