"""What can go wrong, by name."""


class ProtocolError(Exception):
    """Anything that this client refuses or cannot do."""


class Malformed(ProtocolError):
    """Bytes that do not say what PROTOCOL.md allows."""


class TooNew(Malformed):
    """A message of a later version of the protocol."""


class WrongSignature(ProtocolError):
    """A signature, key or fingerprint that does not fit."""


class HubError(ProtocolError):
    """The hub answered with a status other than 200."""

    def __init__(self, status, message_id="", arguments=()):
        super().__init__(f"hub answered {status} {message_id} {list(arguments)}".rstrip())
        self.status = status
        self.message_id = message_id
        self.arguments = list(arguments)


class LineError(ProtocolError):
    """No answer, or busy, as often as we tried."""
