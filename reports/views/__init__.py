"""Pages of step 4. Each takes its record from ``visible_to``; what is foreign is missing."""
