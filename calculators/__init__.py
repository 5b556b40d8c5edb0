"""Pricing and arithmetic for iron condors, their volatility hedges, and the worked examples behind glossary terms."""
