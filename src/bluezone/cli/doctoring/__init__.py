"""The doctor: what an administrator runs first, and when something is wrong. Rules and words are pure; facts are gathered apart."""
