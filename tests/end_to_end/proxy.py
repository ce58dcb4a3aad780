"""A line between two TCP ports: counts bytes, and where it is told to, is slow, far, or cut again and again."""

import asyncio
import random
import threading

CHUNK = 65536


class Line:
    """`rate` in bit/s and `delay` in seconds, each way; `cut` (low, high): after so many bytes all connections end, again and
    again. What crossed before a cut arrives; the packet that meets it is lost."""

    def __init__(self, port, rate=None, delay=0.0, cut=None, seed=1):
        self.target, self.rate, self.delay, self.cut = port, rate, delay, cut
        self.up = self.down = self.cuts = self.connections = 0
        self.chance = random.Random(seed)
        self.left = self._next_cut()
        self.ends = set()  # writers of open connections
        self.free = {"up": 0.0, "down": 0.0}  # when the wire of a direction has nothing more to send
        self.open = set()
        self.loop = asyncio.new_event_loop()
        started = threading.Event()
        self.thread = threading.Thread(target=self._run, args=(started,), daemon=True)
        self.thread.start()
        started.wait()

    @property
    def bytes(self):
        return self.up + self.down

    def take(self):
        """Bytes since the last call."""
        out, self.up, self.down = self.up + self.down, 0, 0
        return out

    def close(self):
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()

    def _run(self, started):
        asyncio.set_event_loop(self.loop)
        server = self.loop.run_until_complete(asyncio.start_server(self._open, "127.0.0.1", 0, limit=CHUNK))
        self.port = server.sockets[0].getsockname()[1]
        started.set()
        self.loop.run_forever()
        server.close()
        left = asyncio.all_tasks(self.loop)
        for task in left:
            task.cancel()
        self.loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
        self.loop.close()

    def _open(self, near_in, near_out):
        task = self.loop.create_task(self._connection(near_in, near_out))
        self.open.add(task)
        task.add_done_callback(self.open.discard)

    async def _connection(self, near_in, near_out):
        try:
            far_in, far_out = await asyncio.open_connection("127.0.0.1", self.target, limit=CHUNK)
        except OSError:
            near_out.transport.abort()
            return
        self.connections += 1
        self.ends |= {near_out, far_out}
        # What a client sends first has waited for the handshake's way there and back, which is not to be seen here.
        first = self.loop.time() + 2 * self.delay
        ways = [self._way("up", near_in, far_out, first), self._way("down", far_in, near_out, first)]
        await asyncio.gather(*ways, return_exceptions=True)
        for each in (near_out, far_out):
            self.ends.discard(each)
            each.close()

    async def _way(self, way, source, target, first):
        queue = asyncio.Queue(1 if self.cut else 64)
        sender = asyncio.ensure_future(self._send(queue, target))
        while not sender.done() and (data := await self._read(source)):
            setattr(self, way, getattr(self, way) + len(data))
            if self._cut_by(len(data)):
                break
            await queue.put((self._due(way, len(data), first), data))
        await queue.put((0, None))
        await sender

    def _next_cut(self):
        return self.chance.randint(*self.cut) if self.cut else None

    def _cut_by(self, size):
        """Whether these bytes, which are lost then, were the last before the line was cut."""
        if self.left is None:
            return False
        self.left -= size
        if self.left > 0:
            return False
        self.left = self._next_cut()
        self.cuts += 1
        for end in self.ends:
            end.close()
        return True

    async def _read(self, source):
        try:
            # On a slow line in small pieces, as packets are.
            return await source.read(1400 if self.rate or self.cut else CHUNK)
        except OSError:
            return b""

    def _due(self, way, size, first):
        if not self.rate:
            return 0.0
        self.free[way] = max(self.free[way], self.loop.time(), first if way == "up" else 0.0) + size * 8 / self.rate
        return self.free[way] + self.delay

    async def _send(self, queue, target):
        try:
            while True:
                due, data = await queue.get()
                if (wait := due - self.loop.time()) > 0 and due:
                    await asyncio.sleep(wait)
                if data is None:
                    target.write_eof()
                    return
                target.write(data)
                await target.drain()
        except OSError:
            while data is not None:
                data = (await queue.get())[1]
