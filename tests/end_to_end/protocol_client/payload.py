"""The payload of batches and answers: plain, or one zstd frame."""
import subprocess

from .byte_io import Reader
from .errors import Malformed

NOT_COMPRESSED, ZSTD = 0, 1


def read_payload(reader, most):
    size = reader.number(most)
    compressed = reader.byte(ZSTD)
    content = reader.rest()
    if compressed:
        content = _run(["zstd", "-d", "-c", "-q", f"--memory={128 * 1024 * 1024}"], content)
    if len(content) != size:
        raise Malformed(f"payload has {len(content)} plain bytes and promises {size}")
    return Reader(content)


def write_payload(writer, content):
    frame = content
    if len(content) >= 256:  # below that a process is a waste and the frame hardly shorter
        # Without the size the command line writes frames that do not state it.
        frame = _run(["zstd", "-3", "-c", "-q", "--no-check", f"--stream-size={len(content)}"], content)
    writer.number(len(content))
    if len(frame) < len(content):
        writer.byte(ZSTD).raw(frame)
    else:
        writer.byte(NOT_COMPRESSED).raw(content)


def _run(command, content):
    done = subprocess.run(command, input=content, capture_output=True, check=False)
    if done.returncode:
        raise Malformed(f"zstd: {done.stderr.decode(errors='replace').strip()}")
    return done.stdout
