"""A way to PostgreSQL that can be cut between a COMMIT and its answer."""

import random
import socket
import threading

# CommandComplete with the tag COMMIT, as the server's protocol writes it.
COMMITTED = b"C" + (4 + 7).to_bytes(4, "big") + b"COMMIT\0"


class Proxy:
    """Passes on what comes on a loopback port; while `is_cutting`, some answers to a COMMIT are lost with their connection."""

    def __init__(self, port, seed):
        self.target, self.chance, self.is_cutting, self.cuts, self.every = port, random.Random(seed), False, 0, 20
        self.lock = threading.Lock()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                near, _ = self.listener.accept()
            except OSError:
                return
            try:
                far = socket.create_connection(("127.0.0.1", self.target), timeout=5)
                far.settimeout(None)
            except OSError:
                near.close()
                continue
            for side in (near, far):
                side.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=self.pass_on, args=(near, far, False), daemon=True).start()
            threading.Thread(target=self.pass_on, args=(far, near, True), daemon=True).start()

    def pass_on(self, source, target, is_answer):
        try:
            while data := source.recv(1 << 16):
                if is_answer and self.is_cutting and COMMITTED in data and self.is_this_one():
                    break
                target.sendall(data)
        except OSError:
            pass
        for side in (source, target):
            try:
                side.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def is_this_one(self):
        with self.lock:
            cut = self.chance.randrange(self.every) == 0
            self.cuts += cut
            return cut

    def end(self):
        self.listener.close()
