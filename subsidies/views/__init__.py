"""Pages of step 3. Each takes its record from ``visible_to``; what is foreign is missing."""
