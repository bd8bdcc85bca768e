"""What can go wrong, by whose fault it is and what to do about it.

BluezoneError
├── MalformedMessage     bytes from outside that are not what they claim; answer 400
├── RuleViolation        well-formed, refused by a rule; answer 409 with a stable code
└── Unavailable          nobody's fault, or ours; try later

Anything else is a bug of ours and crashes loudly. A message names the field and the limit, never the value.
"""


class BluezoneError(Exception):
    """The root of everything that Bluezone raises on purpose."""


class MalformedMessage(BluezoneError, ValueError):
    """Bytes from outside are not what they claim to be."""


class RuleViolation(BluezoneError):
    """Something well-formed was refused by a rule.

    Args:
        code: A stable word for machines, such as `code_expired`.
        message: A sentence for people that names the field and the limit, never the value.
    """

    def __init__(self, code: str, message: str) -> None:
        """Keep the code beside the sentence."""
        super().__init__(message)
        self.code = code


class Unavailable(BluezoneError):
    """Something that is needed does not answer now; the same request may succeed later."""
