"""A line between client and hub that counts what goes up and stops where a test wants it."""

import socket
import threading


class Relay:
    """Passes bytes on, TLS and all. Holds everything once `limit` bytes went up; `reached` is set then."""

    def __init__(self, hub_url):
        host, port = hub_url.removeprefix("https://").rsplit(":", 1)
        self.hub = (host, int(port))
        self.up, self.limit = 0, None
        self.reached = threading.Event()
        self.closing = False
        self.lock = threading.Lock()
        self.sockets = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"https://127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self._accept, daemon=True).start()

    def hold_after(self, more):
        self.reached.clear()
        self.limit = self.up + more

    def let_through(self):
        self.limit = None

    def close(self):
        self.closing = True
        for each in [self.listener, *self.sockets]:
            each.close()

    def _accept(self):
        while not self.closing:
            try:
                client, _ = self.listener.accept()
                hub = socket.create_connection(self.hub)
            except OSError:
                continue
            self.sockets += [client, hub]
            for source, target, upwards in ((client, hub, True), (hub, client, False)):
                threading.Thread(target=self._pass, args=(source, target, upwards), daemon=True).start()

    def _pass(self, source, target, upwards):
        try:
            while data := source.recv(4096):
                if upwards and not self._count(data):
                    return
                target.sendall(data)
        except OSError:
            pass
        finally:
            for each in (source, target):
                try:
                    each.shutdown(socket.SHUT_RDWR)
                except OSError:
                    pass

    def _count(self, data):
        """False: the line has come to its end; what is under way gets lost."""
        with self.lock:
            if self.limit is not None and self.up + len(data) > self.limit:
                self.reached.set()
                return False
            self.up += len(data)
            return True
