"""Firms and parks with their members, invitations and API keys; who is asking."""
