"""P-256 keys and signatures by the openssl command line."""
import hashlib
import os
import subprocess
import tempfile
from pathlib import Path

from .byte_io import Reader
from .errors import Malformed, WrongSignature

SIGNATURE_BYTES = 64
POINT_BYTES = 65
# SubjectPublicKeyInfo of a P-256 key up to its point (RFC 5480).
SPKI_PREFIX = bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d030107034200")


def _openssl(arguments, data=b""):
    done = subprocess.run(["openssl", *arguments], input=data, capture_output=True, check=False)
    if done.returncode:
        raise WrongSignature(f"openssl {arguments[0]}: {done.stderr.decode(errors='replace').strip()}")
    return done.stdout


def generate_key(path):
    private = _openssl(["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"])
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(private)


def public_point(key_path):
    return _openssl(["pkey", "-in", str(key_path), "-pubout", "-outform", "DER"])[-POINT_BYTES:]


def sign(key_path, message):
    return signature_from_der(_openssl(["dgst", "-sha256", "-sign", str(key_path)], message))


def signature_from_der(der):
    reader = Reader(der)
    if reader.byte() != 0x30 or reader.byte() != reader.left():
        raise Malformed("a signature that is no DER sequence")
    numbers = b""
    for _ in range(2):
        if reader.byte() != 2:
            raise Malformed("a signature without two integers")
        numbers += int.from_bytes(reader.take(reader.byte()), "big").to_bytes(32, "big")
    reader.finish()
    return numbers


def signature_to_der(signature):
    body = b""
    for half in (signature[:32], signature[32:]):
        value = int.from_bytes(half, "big")
        raw = value.to_bytes(value.bit_length() // 8 + 1, "big")  # one bit more, so that it is not negative
        body += bytes([2, len(raw)]) + raw
    return bytes([0x30, len(body)]) + body


def verify(point, message, signature):
    if len(point) != POINT_BYTES or point[0] != 4 or len(signature) != SIGNATURE_BYTES:
        raise WrongSignature("a key or signature of a wrong length")
    with tempfile.TemporaryDirectory() as folder:
        key, signature_file = Path(folder, "key.pem"), Path(folder, "signature")
        key.write_bytes(_openssl(["pkey", "-pubin", "-inform", "DER"], SPKI_PREFIX + point))
        signature_file.write_bytes(signature_to_der(signature))
        _openssl(["dgst", "-sha256", "-verify", str(key), "-signature", str(signature_file)], message)


def signed(key_path, message):
    return message + sign(key_path, message)


def opened(point, data):
    """The message in front of a signature that fits."""
    if len(data) < SIGNATURE_BYTES:
        raise Malformed("a message shorter than its signature")
    message = data[:-SIGNATURE_BYTES]
    verify(point, message, data[-SIGNATURE_BYTES:])
    return message


def certificate_key(certificate_der):
    """SubjectPublicKeyInfo, in DER, of a certificate."""
    pem = _openssl(["x509", "-inform", "DER", "-noout", "-pubkey"], certificate_der)
    return _openssl(["pkey", "-pubin", "-outform", "DER"], pem)


def certificate_of(point, key_path, folder):
    """A certificate for somebody's public key, which openssl wants to name a reader; nobody verifies it."""
    public, request, certificate = (Path(folder, name) for name in ("key.pem", "request.pem", "certificate.pem"))
    public.write_bytes(_openssl(["pkey", "-pubin", "-inform", "DER"], SPKI_PREFIX + point))
    request.write_bytes(_openssl(["req", "-new", "-key", str(key_path), "-subj", "/CN=minsync"]))
    extensions = Path(folder, "extensions")
    extensions.write_text("subjectKeyIdentifier=" + hashlib.sha256(point).hexdigest()[:40] + "\n")
    certificate.write_bytes(_openssl(["x509", "-req", "-in", str(request), "-force_pubkey", str(public), "-signkey",
                                      str(key_path), "-days", "1", "-extfile", str(extensions)]))
    return certificate.read_bytes()


def sealed(key_path, reader_points, content):
    """Signed by the key, enveloped for the readers: PROTOCOL.md, "Sealed"."""
    with tempfile.TemporaryDirectory() as folder:
        signer = Path(folder, "signer.pem")
        signer.write_bytes(certificate_of(public_point(key_path), key_path, folder))
        message = _openssl(["cms", "-sign", "-binary", "-nodetach", "-nosmimecap", "-md", "sha256", "-signer",
                            str(signer), "-inkey", str(key_path), "-outform", "DER"], content)
        recipients = []
        for number, point in enumerate(reader_points):
            reader = Path(folder, f"reader{number}.pem")
            reader.write_bytes(certificate_of(point, key_path, folder))
            recipients += ["-recip", str(reader)]
        return _openssl(["cms", "-encrypt", "-binary", "-aes-256-gcm", "-keyid", *recipients, "-outform", "DER"],
                        message)
