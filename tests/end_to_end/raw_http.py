"""HTTP as no library would send it: bytes out, bytes in."""

import json
import select
import socket
import time


class Answer:
    def __init__(self, data):
        head, _, self.body = data.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        self.status = int(lines[0].split(" ")[1]) if lines[0].startswith("HTTP/") else 0
        self.headers = {}
        for line in lines[1:]:
            name, _, value = line.partition(":")
            self.headers.setdefault(name.lower(), []).append(value.strip())

    def json(self):
        return json.loads(self.body)


def connect(port, timeout=15):
    return socket.create_connection(("127.0.0.1", port), timeout=timeout)


def wait_for_answer(line, deadline_s=15):
    """All that comes until the other side closes, or a whole answer is there. Status 0: closed without a word."""
    data, until = b"", time.monotonic() + deadline_s
    while time.monotonic() < until:
        readable, _, _ = select.select([line], [], [], 0.2)
        if not readable:
            continue
        try:
            part = line.recv(65536)
        except ConnectionError:
            break
        if not part:
            break
        data += part
        answer = Answer(data)
        length = int(answer.headers.get("content-length", ["-1"])[0])
        if b"\r\n\r\n" in data and length >= 0 and len(answer.body) >= length:
            return answer
    return Answer(data)


def send(port, data):
    with connect(port) as line:
        try:
            line.sendall(data)
        except ConnectionError:
            pass  # refused before all of it was sent
        return wait_for_answer(line)


def request(method, target, headers, body=b""):
    lines = [f"{method} {target} HTTP/1.1", *[f"{name}: {value}" for name, value in headers]]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body
