"""The SMS gateway as the environment names it."""

from collections.abc import Mapping


def sms_gateway(environment: Mapping[str, str]) -> dict[str, str] | None:
    """Return address and credential file of the gateway, or None: then messages wait in the outbox."""
    address = environment.get("BLUEZONE_SMS_GATEWAY")
    if not address:
        return None
    return {"address": address, "credential_file": environment["BLUEZONE_SMS_CREDENTIAL"]}
