"""An office whose computer has users, and the local page's server on it."""

import json
import os
import signal
import subprocess
import time

import raw_http
from harness import BUILD, EndToEnd, environment

PIN, OTHER_PIN = "190283", "739104"


class Office(EndToEnd):
    def pin_file(self, pin):
        path = self.root / f"pin-{pin}"
        path.write_text(pin + "\n")
        return path

    def add(self, name, *options, pin=PIN, expect=0):
        return self.town_a.run("user", "add", name, *options, "--pin-file", self.pin_file(pin), expect=expect)

    def unlock(self, name, pin=PIN, expect=0):
        return self.town_a.run("unlock", name, "--pin-file", self.pin_file(pin), expect=expect)


class Server:
    """`minsync serve` on a free port."""

    def __init__(self, client, *options, path=os.environ["PATH"]):
        self.process = subprocess.Popen(
            [str(BUILD / "minsync"), "serve", "--listen", "127.0.0.1:0", *options, "--data", str(client.folder)],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment(PATH=path))
        ready, link = (self.process.stdout.readline().decode().split() for _ in range(2))
        assert ready[0] == "ready" and link[0] == "open", (ready, link)
        self.port, self.link = int(ready[1].rsplit(":", 1)[1]), link[1]
        self.host = f"127.0.0.1:{self.port}"
        self.cookie = self.key = ""

    def start(self, link=None):
        """Opens the link as a browser does, and keeps what it is given."""
        answer = raw_http.send(self.port, raw_http.request(
            "GET", (link or self.link).split(self.host)[1], [("Host", self.host)]))
        if answer.status == 200:
            self.cookie = answer.headers["set-cookie"][0].split(";")[0]
            self.key = answer.body.decode().split("#key=")[1].split('"')[0]
        return answer

    def ask(self, method, target, body=None, **changed):
        """A request of the page itself; `changed` headers replace its own, None leaves one out."""
        headers = {"Host": self.host, "Cookie": self.cookie, "X-Minsync-Key": self.key}
        data = b"" if body is None else json.dumps(body).encode()
        if method == "POST":
            headers.update({"Content-Type": "application/json", "Content-Length": len(data)})
        headers.update({name.replace("_", "-"): value for name, value in changed.items()})
        return raw_http.send(self.port, raw_http.request(
            method, target, [(name, value) for name, value in headers.items() if value is not None], data))

    def stop(self, how=signal.SIGTERM):
        if self.process.poll() is None:
            self.process.send_signal(how)
        code = self.process.wait(timeout=30)
        self.process.stdout.close()
        return code


class PageOffice(Office):
    def serve(self, *options):
        server = Server(self.town_a, *options)
        self.addCleanup(server.stop)
        return server

    def wait_until(self, true, seconds=40):
        until = time.monotonic() + seconds
        while not true():
            self.assertLess(time.monotonic(), until)
            time.sleep(0.1)

    def saved(self, server, target, body):
        answer = server.ask("POST", target, body)
        self.assertIn(answer.status, (200, 201), answer.body)
        return answer.json()
