"""Exposure reports: letters of warned people, collected from the keyserver's mailbox and made candidates for review."""
