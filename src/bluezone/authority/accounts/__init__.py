"""Who may do what, where and from when until when: people, roles, personal links."""
