"""An agent of another machine that is cut off: the two live in network namespaces of their own, with a link between."""

import os
import pathlib
import random
import subprocess
import time

from product import Failed, Product, eventually, prd

LEASE = 5
HERE, THERE = "10.77.0.1", "10.77.0.2"


def run(*command):
    subprocess.run(command, check=True, capture_output=True)


class Agent:
    """`waggle agent` in a namespace of its own."""

    def __init__(self, product, folder, name):
        self.log = open(folder / f"{name}.log", "ab")
        status, token = product.call("POST", "/v1/tokens", {"kind": "agent", "label": name})
        if status not in (200, 201):
            raise Failed(f"no join token: {status} {token}")
        # The shell waits for its end of the link, then gives way to the agent.
        self.process = subprocess.Popen(
            ["unshare", "--net", "sh", "-c", 'read _; ip link set lo up; exec "$@"', "sh", product.executable, "agent",
             "--url", f"http://{HERE}:{product.port}", "--name", name, "--executor", "shell", "--data",
             str(folder / name)],
            stdin=subprocess.PIPE, stdout=self.log, stderr=self.log,
            env={**product.environment, "WAGGLE_JOIN": token["token"]})
        run("ip", "link", "add", "near", "type", "veth", "peer", "name", "far")
        time.sleep(0.2)  # until unshare has made the namespace the other end goes to
        run("ip", "link", "set", "far", "netns", str(self.process.pid))
        run("ip", "address", "add", f"{HERE}/24", "dev", "near")
        run("ip", "link", "set", "near", "up")
        for words in (["address", "add", f"{THERE}/24", "dev", "far"], ["link", "set", "far", "up"]):
            run("nsenter", "--target", str(self.process.pid), "--net", "ip", *words)
        self.process.stdin.write(b"go\n")
        self.process.stdin.close()

    def end(self):
        from product import descendants

        for pid in [*descendants(self.process.pid), self.process.pid]:
            try:
                os.kill(pid, 9)
            except ProcessLookupError:
                pass
        self.process.wait()


def one_round(product, chance, cut_first):
    """Cuts the remote agent off while it works; heals after a while; gives the seconds until the work was taken away."""
    swarm = product.swarm(prd("sleep 2"), agents=1)
    row = eventually("the remote agent's claim", 60, lambda: product.rows(
        "SELECT task.id, epoch FROM task JOIN agent ON agent.id = task.agent WHERE task.swarm = ? AND leased = 1 "
        "AND phase = 1 AND agent.name = 'remote'", swarm))[0]
    run("ip", "link", "set", "near", "down")
    begun = time.monotonic()
    lost = None
    try:
        if cut_first:
            eventually("the loss of the lease", LEASE + 25, lambda: product.rows(
                "SELECT 1 FROM task WHERE id = ? AND (epoch > ? OR leased = 0)", *row))
            lost = time.monotonic() - begun
            time.sleep(chance.uniform(0, LEASE))
        else:
            time.sleep(chance.uniform(0.5, LEASE / 2))
    finally:
        run("ip", "link", "set", "near", "up")
        # The address goes with the link where the kernel has been told so; it is put back then.
        subprocess.run(["ip", "address", "add", f"{HERE}/24", "dev", "near"], capture_output=True)
    product.finished(swarm, within=180)
    return lost


def main(options, folder):
    run("ip", "link", "set", "lo", "up")
    chance = random.Random(options.seed)
    product = Product(options.executable, folder / "data", agents=0, host="0.0.0.0",
                      environment={"WAGGLE_LEASE_SECONDS": str(LEASE)})
    product.environment["WAGGLE_PUBLIC_URL"] = f"http://{HERE}:{product.port}"
    agent, times = None, []
    try:
        product.start()
        agent = Agent(product, folder, "remote")
        eventually("the remote agent's joining", 30, lambda: product.rows("SELECT 1 FROM agent WHERE name = 'remote'"))
        for number in range(options.rounds):
            lost = one_round(product, chance, cut_first=number % 2 == 0)
            if lost:
                times.append(lost)
        product.judge_jobs()
        late = product.rows("SELECT COUNT(*) FROM report WHERE verdict = 'set_aside'")[0][0]
    finally:
        if agent:
            agent.end()
        product.kill()
    print(f"{options.rounds} partitions of a remote agent: leases of {LEASE} s lost after {min(times):.1f} to "
          f"{max(times):.1f} s, {late} late results set aside, one merge a task")
