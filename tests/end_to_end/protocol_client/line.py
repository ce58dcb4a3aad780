"""The line to the hub: HTTPS with one pinned key and kept connections."""
import hashlib
import http.client
import ssl

from . import signing
from .errors import LineError, WrongSignature


def parse_address(address):
    """(host, port) of `host:port`, also with `https://` in front or brackets around the host."""
    address = address.removeprefix("https://").rstrip("/")
    host, _, port = address.rpartition(":")
    return host.strip("[]"), int(port)


class Line:
    def __init__(self, address, fingerprint, timeout=60):
        self.host, self.port = parse_address(address)
        self.fingerprint = fingerprint
        self.timeout = timeout
        self.connection = None
        self.trusted_certificate = None

    def post(self, path, body, content_type="application/octet-stream"):
        """(status, headers, body); LineError where no answer came."""
        try:
            connection = self._connected()
            connection.request("POST", path, body, {"Content-Type": content_type})
            response = connection.getresponse()
            return response.status, dict(response.headers), response.read()
        except (OSError, http.client.HTTPException) as fault:
            self.close()
            raise LineError(f"no answer from {self.host}:{self.port}: {fault}") from fault

    def close(self):
        if self.connection:
            self.connection.close()
        self.connection = None

    def _connected(self):
        if self.connection and self.connection.sock:
            return self.connection
        connection = http.client.HTTPSConnection(self.host, self.port, timeout=self.timeout, context=_context())
        connection.connect()
        try:
            self._check_key(connection.sock.getpeercert(binary_form=True))
        except WrongSignature:
            connection.close()
            raise
        self.connection = connection
        return connection

    def _check_key(self, certificate):
        if certificate == self.trusted_certificate:
            return
        if hashlib.sha256(signing.certificate_key(certificate)).digest() != self.fingerprint:
            raise WrongSignature(f"{self.host}:{self.port} shows a key that the enrolment code does not name")
        self.trusted_certificate = certificate


def _context():
    # The pinned key replaces names, dates and issuers.
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context
