"""The synthetic prober: a report of nobody's keys, followed through a running system; what fails gets a name and a playbook."""
