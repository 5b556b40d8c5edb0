"""From a trader's words to a plan: which calculators to run, with which inputs, and what to ask back. Rules only, no model."""
