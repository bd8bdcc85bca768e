"""Where people of the health authority work: territory, accounts, cases, venues, news, policy, console.

It knows people and never a key. These are Django applications; they meet the keyserver over its internal API.
"""
