"""Scoring without storing: answers in, result out."""
