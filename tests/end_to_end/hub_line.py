"""Lines to the hub's public port as no client of ours makes them, and what of the hub a machine shows."""

import os
import pathlib
import re
import socket
import ssl
import time

ATTACKER = "127.0.0.2"


def wait_until(happened, what, deadline_s=30):
    """What `happened` returns, once that is true."""
    until = time.monotonic() + deadline_s
    while time.monotonic() < until:
        found = happened()
        if found:
            return found
        time.sleep(0.01)
    raise AssertionError(f"{what}: not within {deadline_s} s")


def tls(lowest=None, highest=None):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    if highest:
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.minimum_version, context.maximum_version = lowest, highest
    return context


TLS = tls()


def connect(port, source="127.0.0.1", timeout=20):
    return socket.create_connection(("127.0.0.1", port), timeout=timeout, source_address=(source, 0))


def secure(port, source="127.0.0.1", timeout=20):
    return TLS.wrap_socket(connect(port, source, timeout))


def answer_to(port, sent, source=ATTACKER, timeout=20):
    """What comes back until the line ends or the head of an answer is whole."""
    got = b""
    with secure(port, source, timeout) as line:
        try:
            line.sendall(sent)
        except OSError:
            pass  # refused before all of it was sent; the reason may have come
        try:
            while b"\r\n\r\n" not in got:
                part = line.recv(65536)
                if not part:
                    break
                got += part
        except OSError:
            pass
    return got


def status_of(answer):
    """0: closed without an answer."""
    return int(answer.split()[1]) if answer.startswith(b"HTTP/1.") else 0


def health(port, source="127.0.0.1"):
    return status_of(answer_to(port, b"GET /v1/health HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n", source))


def parent_of(pid):
    return int(pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])


def haproxy_of(hub):
    """None while there is none."""
    try:
        pid = int((hub.folder / "front" / "haproxy.pid").read_text())
        os.kill(pid, 0)
        return pid
    except (OSError, ValueError):
        return None


def serving(hub):
    """The process that serves, child of the one that was started and parent of HAProxy; None while there is none."""
    try:
        pid = parent_of(haproxy_of(hub))
        return pid if parent_of(pid) == hub.process.pid else None
    except (OSError, ValueError, IndexError):
        return None


def resident_mb(pid):
    return int(re.search(r"VmRSS:\s+(\d+)", pathlib.Path(f"/proc/{pid}/status").read_text())[1]) / 1024


def listening_ports(pids):
    """TCP ports on which these processes listen, as this process's network has them."""
    inodes = set()
    for pid in pids:
        for descriptor in pathlib.Path(f"/proc/{pid}/fd").iterdir():
            try:
                target = os.readlink(descriptor)
            except FileNotFoundError:
                continue
            if target.startswith("socket:["):
                inodes.add(target[8:-1])
    ports = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        for line in pathlib.Path(table).read_text().splitlines()[1:]:
            words = line.split()
            if words[3] == "0A" and words[9] in inodes:
                ports.add(int(words[1].rsplit(":", 1)[1], 16))
    return ports
