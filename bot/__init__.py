"""Joins words from pages with numbers from calculators."""
