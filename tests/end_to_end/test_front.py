"""What strangers can do to a hub, on its public port and on its machine. Real programs, real TLS."""

import contextlib
import os
import socket
import ssl
import struct
import subprocess
import time
import unittest

import hostile_requests
from harness import EndToEnd
from hub_line import (ATTACKER, answer_to, connect, haproxy_of, health, listening_ports, resident_mb, secure, serving,
                      status_of, tls, wait_until)

STALLED = 500
# Runs what follows as a user whom the kernel allows no network of his own, as hardened or older kernels do.
NO_NETWORK_OF_ITS_OWN = ("unshare", "--user", "--map-root-user", "sh", "-c",
                         "echo 0 > /proc/sys/user/max_net_namespaces && echo 0 > /proc/sys/user/max_user_namespaces"
                         " && exec \"$@\"", "sh")


def ports_of(test):
    try:
        return listening_ports([test.hub.process.pid, serving(test.hub), haproxy_of(test.hub)])
    except PermissionError:
        test.skipTest("only root sees the sockets of a process that leaves no core")


class Attacked(EndToEnd):
    """The hub that serves is the same process afterwards, serves, and has not grown."""

    def setUp(self):
        super().setUp()
        self.port = int(self.hub.url.rsplit(":", 1)[1])
        self.before = serving(self.hub)
        self.assertIsNotNone(self.before)

    def assert_unharmed(self):
        self.assertEqual(self.before, serving(self.hub), "another process serves")
        self.assertEqual(200, health(self.port))
        self.town_a.new("dibao_household", householder="张三", household_kind="urban")
        self.sync_all(self.town_a, self.county)
        self.assertEqual(0, self.town_a.json("status")["outbox"])
        self.assert_replicas_equal(county=False)


class Front(Attacked):
    def test_hostile_requests_are_refused_and_the_hub_goes_on(self):
        self.assertGreaterEqual(len(hostile_requests.ALL), 60)
        for name, sent, allowed in hostile_requests.ALL:
            with self.subTest(name):
                self.assertIn(status_of(answer_to(self.port, sent)), allowed)
                self.assertEqual(self.before, serving(self.hub))
        self.assert_unharmed()

    def test_no_tls_or_an_old_one(self):
        for name, sent in (("plain HTTP", b"GET /v1/health HTTP/1.1\r\nHost: h\r\n\r\n"), ("noise", os.urandom(4096)),
                           ("half a hello", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(20)),
                           ("a record of 64 KB", b"\x16\x03\x01\xff\xff" + bytes(65535)), ("nothing", b"")):
            with self.subTest(name), connect(self.port, ATTACKER) as line:
                line.sendall(sent)
                line.shutdown(socket.SHUT_WR)
                try:
                    self.assertNotIn(b"200", line.recv(4096))
                except ConnectionError:
                    pass
        for old in (ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1):
            with self.subTest(old.name), connect(self.port, ATTACKER) as line:
                with self.assertRaises((ssl.SSLError, ConnectionError)):
                    tls(old, old).wrap_socket(line)
        self.assert_unharmed()

    def test_lines_that_are_cut_at_any_byte(self):
        whole = hostile_requests.post(["Content-Length: 20000"], b"x" * 19_999)
        for end in [*range(1, 80, 4), 1000, 9000, len(whole)]:
            line = secure(self.port, ATTACKER)
            line.sendall(whole[:end])
            # Closed by a reset, without TLS's good-bye.
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            line.close()
        self.assert_unharmed()

    def test_only_the_public_port_is_on_this_machine(self):
        if not {c["name"]: c["ok"] for c in self.hub.json("doctor")["checks"]}["inner_port"]:
            self.skipTest("the kernel lets this user have no network of its own")
        self.assertEqual({self.port}, ports_of(self))
        ours = os.readlink("/proc/self/ns/net")
        for pid in (self.hub.process.pid, self.before, haproxy_of(self.hub)):
            self.assertNotEqual(ours, os.readlink(f"/proc/{pid}/ns/net"))


class Stalled(Attacked):
    def stall(self, begun, count, source, secured=True):
        for _ in range(count):
            line = (secure if secured else connect)(self.port, source)
            self.addCleanup(line.close)
            line.sendall(begun)

    def measured(self):
        """Seconds that each of 100 requests and 10 syncs took."""
        asked, synced = [], []
        for i in range(110):
            begin = time.monotonic()
            if i % 11 == 10:
                self.town_a.new("dibao_household", householder="李四", household_kind="urban")
                begin = time.monotonic()
                self.town_a.sync()
                synced.append(time.monotonic() - begin)
            else:
                self.assertEqual(200, health(self.port))
                asked.append(time.monotonic() - begin)
        return sorted(asked), sorted(synced)

    def test_five_hundred_stalled_lines_hold_nobody_up(self):
        self.measured()
        memory = resident_mb(self.before) + resident_mb(haproxy_of(self.hub))
        post = hostile_requests.post
        self.stall(b"GET /v1/health HTTP/1.1\r\nHost: h\r\nX-Slow: ", 80, "127.0.0.2")
        # More than the hub may have under way at once.
        self.stall(post(["Content-Length: 4000"], b"x" * 100), 300, "127.0.0.3")
        self.stall(post(["Content-Length: 900000"], b"x" * 300_000), 20, "127.0.0.4")
        self.stall(b"", 50, "127.0.0.5")
        self.stall(b"\x16\x03\x01", STALLED - 450, "127.0.0.6", secured=False)
        asked, synced = self.measured()
        grown = resident_mb(self.before) + resident_mb(haproxy_of(self.hub)) - memory
        self.assertLess(asked[98], 2.0)
        self.assertLess(synced[-1], 2.0)
        self.assertLess(grown, 64.0)
        self.assert_unharmed()


class FewFiles(Attacked):
    def setUp(self):
        super().setUp()
        self.hub.stop()
        self.hub.start(files=256)
        self.before = serving(self.hub)

    def test_more_lines_than_files_are_survived(self):
        with contextlib.ExitStack() as lines:
            for number in range(600):
                try:
                    line = lines.enter_context(connect(self.port, f"127.0.0.{2 + number % 2}"))
                    line.sendall(b"\x16\x03\x01")
                except ConnectionError:
                    pass  # this source has as many as it may
        wait_until(lambda: health(self.port) == 200, "it serves again")
        self.assert_unharmed()


class WithoutPrivateNetwork(EndToEnd):
    """All that is left then is the front's secret; the hub serves, and says what is exposed."""

    def setUp(self):
        super().setUp()
        if subprocess.run([*NO_NETWORK_OF_ITS_OWN, "true"], stderr=subprocess.DEVNULL, check=False).returncode != 0:
            self.skipTest("no user namespaces on this machine: here the tests above run like this one")
        self.hub.stop()
        self.hub.start(under=NO_NETWORK_OF_ITS_OWN)
        self.inner = ports_of(self) - {int(self.hub.url.rsplit(":", 1)[1])}

    def test_the_hub_serves_says_so_and_takes_nothing_past_its_front(self):
        self.assertIn("root", (self.hub.folder / "serve.log").read_text())
        answers = [self.answer_inside(port, b"Content-Length: 0\r\nConnection: close\r\n\r\n") for port in self.inner]
        self.assertIn(403, [status_of(answer) for answer in answers], "the hub's own listener can be reached")
        taken = [answer for answer in answers if status_of(answer) == 200]
        self.assertEqual([], [answer for answer in taken if not answer.endswith(b"ready")])
        self.town_a.new("dibao_household", householder="张三", household_kind="urban")
        self.sync_all(self.town_a, self.county)
        self.assert_replicas_equal(county=False)

    def test_what_makes_the_listener_fall_costs_a_restart_and_nothing_else(self):
        self.town_a.new("dibao_household", householder="张三", household_kind="urban")
        before = serving(self.hub)
        for port in self.inner:
            self.answer_inside(port, b"Transfer-Encoding: chunked\r\n\r\n-2\r\n")
        wait_until(lambda: serving(self.hub) not in (None, before), "another process serves")
        self.sync_all(self.town_a, self.county)
        self.assertEqual(0, self.town_a.json("status")["outbox"])
        self.assert_replicas_equal(county=False)

    @staticmethod
    def answer_inside(port, rest):
        """To a request that passes the front by, with a secret that it does not know."""
        answer = b""
        with contextlib.suppress(ConnectionError), connect(port) as line:
            line.sendall(b"POST /v1/sync HTTP/1.1\r\nHost: h\r\nX-Minsync-Front: 0123456789abcdef\r\n" + rest)
            while part := line.recv(4096):
                answer += part
        return answer


if __name__ == "__main__":
    unittest.main()
