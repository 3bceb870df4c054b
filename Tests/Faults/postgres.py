"""A PostgreSQL server of its own, as durable as by default, reached over loopback; and what its database says."""

import json
import os
import pathlib
import pwd
import shutil
import signal
import subprocess

from product import Failed, Product, descendants, eventually, free_port


def programs():
    for version in range(30, 14, -1):
        folder = pathlib.Path(f"/usr/lib/postgresql/{version}/bin")
        if (folder / "initdb").exists():
            return folder
    raise Failed("PostgreSQL 15 or newer is missing: ./scripts/test installs it")


class Server:
    """A cluster in a folder; its postmaster is started and ended by id."""

    def __init__(self, folder, settings=()):
        self.folder, self.port, self.process = pathlib.Path(folder), free_port(), None
        self.settings = {"listen_addresses": "127.0.0.1", "port": self.port, "max_connections": 200,
                         "shared_buffers": "64MB", "log_min_messages": "error", **dict(settings)}
        self.folder.mkdir(parents=True)
        self.account = pwd.getpwnam("postgres") if os.geteuid() == 0 else None
        if self.account:
            os.chown(self.folder, self.account.pw_uid, self.account.pw_gid)
        self.run("initdb", "-D", self.data, "-U", "waggle", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")

    @property
    def data(self):
        return str(self.folder / "data")

    def words(self, program, *arguments):
        drop = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--"] if self.account else []
        return [*drop, str(programs() / program), *map(str, arguments)]

    def run(self, program, *arguments):
        done = subprocess.run(self.words(program, *arguments), capture_output=True, text=True, cwd="/")
        if done.returncode:
            raise Failed(f"{program}: {done.stderr.strip()[-1000:]}")
        return done.stdout

    def start(self):
        with open(self.folder / "server.log", "ab") as log:
            choices = [word for name, value in self.settings.items() for word in ("-c", f"{name}={value}")]
            self.process = subprocess.Popen(
                self.words("postgres", "-D", self.data, "-k", self.folder, *choices), stdin=subprocess.DEVNULL,
                stdout=log, stderr=log, start_new_session=True, cwd="/")

        def ready():
            if self.process.poll() is not None:
                raise Failed(f"PostgreSQL ended: {(self.folder / 'server.log').read_text(errors='replace')[-1500:]}")
            return subprocess.run(
                self.words("pg_isready", "-q", "-h", "127.0.0.1", "-p", self.port), check=False).returncode == 0

        eventually("PostgreSQL", 60, ready)

    def stop(self, how=signal.SIGINT):
        """SIGINT rolls back what is open, SIGTERM waits for clients; of SIGKILL the server's own recovery has to make good."""
        if self.process is None:
            return
        if how == signal.SIGKILL:
            self.send(signal.SIGKILL)
        else:
            self.process.send_signal(how)
        self.process.wait()
        self.process = None

    def send(self, number):
        """To the postmaster and all of its backends."""
        pids = [self.process.pid, *descendants(self.process.pid)]
        for pid in pids:
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                pass

    def create(self, name):
        self.query("postgres", f"CREATE DATABASE {name}")
        return self.url(name)

    def drop(self, name):
        self.query("postgres", f"DROP DATABASE {name} WITH (FORCE)")

    def url(self, name, port=None):
        return f"postgres://waggle@127.0.0.1:{port or self.port}/{name}"

    def query(self, name, statement):
        return query(self.url(name), statement)

    def check(self, name):
        """Looks through every table and index for damage."""
        self.query(name, "CREATE EXTENSION IF NOT EXISTS amcheck")
        self.run("pg_amcheck", "-h", "127.0.0.1", "-p", self.port, "-U", "waggle", "--heapallindexed", name)

    def remove(self):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


class Pooler:
    """PgBouncer before a server, in transaction mode: each transaction may meet another session."""

    def __init__(self, server):
        self.server, self.port, self.process = server, free_port(), None

    def start(self):
        settings = self.server.folder / "pgbouncer.ini"
        settings.write_text(
            f"[databases]\n* = host=127.0.0.1 port={self.server.port} user=waggle\n[pgbouncer]\nlisten_addr = 127.0.0.1\n"
            f"listen_port = {self.port}\nunix_socket_dir =\nauth_type = any\npool_mode = transaction\n"
            "max_client_conn = 500\ndefault_pool_size = 12\n")
        settings.chmod(0o644)
        drop = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups", "--"] if self.server.account else []
        with open(self.server.folder / "pgbouncer.log", "ab") as log:
            self.process = subprocess.Popen(
                [*drop, "pgbouncer", "-q", str(settings)], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                start_new_session=True, cwd="/", env={"PATH": "/usr/local/bin:/usr/bin:/bin:/usr/sbin"})
        eventually("PgBouncer", 20, lambda: subprocess.run(
            self.server.words("pg_isready", "-q", "-h", "127.0.0.1", "-p", self.port), check=False).returncode == 0)

    def stop(self):
        if self.process:
            self.process.terminate()
            self.process.wait()
            self.process = None


def query(url, statement):
    """What psql prints of a statement, without decoration."""
    done = subprocess.run(["psql", "-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1", "-c", statement, url],
                          capture_output=True, text=True, env={"PATH": "/usr/bin:/bin", "PGCONNECT_TIMEOUT": "5"})
    if done.returncode:
        raise OSError(done.stderr.strip())
    return done.stdout.strip()


def rows(url, statement, *values):
    """The rows of a query as lists; `?` stands for the values in their order."""
    for value in values:
        spelled = str(value) if isinstance(value, int) else "'" + str(value).replace("'", "''") + "'"
        statement = statement.replace("?", spelled, 1)
    text = query(url, f"SELECT coalesce(json_agg(found), '[]') FROM ({statement}) AS found")
    return [list(row.values()) for row in json.loads(text)]


class SharedProduct(Product):
    """A control plane whose database is a PostgreSQL server's."""

    place = None

    def __init__(self, executable, folder, url, shared=None, environment=None, **more):
        super().__init__(executable, folder, environment={
            "WAGGLE_DATABASE": url, **({"WAGGLE_SHARED": str(shared)} if shared else {}), **(environment or {})}, **more)
        self.place = url

    def rows(self, statement, *values):
        return rows(self.place, statement, *values)

    def judge_database(self):
        """Looked through by the server's own check, where that is asked for."""
