"""A person with WhatsApp: `Tests/Support/whatsapp_standin.py` as their provider, and what they send and are shown."""

import http.client
import json
import pathlib
import subprocess
import sys
import time

from product import OWNER, Failed

STAND_IN = pathlib.Path(__file__).resolve().parent.parent / "Support/whatsapp_standin.py"
TOKEN = "stand-in-token"


class Person:
    """The stand-in is a process that ends with this one; its record is judged afterwards."""

    def __init__(self, record):
        self.record = str(record)
        self.process = subprocess.Popen(
            [sys.executable, "-uB", str(STAND_IN), "--record", self.record, "--until-stdin-ends"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd="/")
        self.port = json.loads(self.process.stdout.readline())["port"]

    @property
    def settings(self):
        """What a control plane needs to be connected to this stand-in."""
        return {"WAGGLE_WHATSAPP_ACCESS_TOKEN": TOKEN, "WAGGLE_WHATSAPP_API_BASE": f"http://127.0.0.1:{self.port}/v23.0"}

    def end(self):
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()

    def control(self, action, body):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request("POST", f"/_control/{action}", json.dumps(body))
            return json.loads(connection.getresponse().read() or b"{}")
        finally:
            connection.close()

    def say(self, text, key, sender=OWNER, port=None):
        """One webhook; gives the status of its answer, 0 where none came."""
        if port:
            self.control("target", {"url": f"http://127.0.0.1:{port}/webhooks/whatsapp"})
        return self.control("say", {"from": sender, "text": text, "id": key})["status"]

    def say_for_sure(self, text, key, within=60, **more):
        """Sends until it was taken, as the provider does; the key keeps it one message."""
        ends = time.monotonic() + within
        while self.say(text, key, **more) != 200:
            if time.monotonic() > ends:
                raise Failed(f"{key} was never taken")
            time.sleep(0.05)
