#!/usr/bin/env python3
"""A stand-in for Meta's WhatsApp Cloud API, for tests: loopback only, Python's standard library only.

    whatsapp_standin.py --record calls.jsonl [--port 0] [--token T] [--phone-number-id N]
                        [--app-secret S] [--webhook URL] [--until-stdin-ends]

Prints {"port": N} as its first line.

It answers POST /vNN.0/<phone number id>/messages and GET /vNN.0/<media id> like the real service, limits and error
codes included, and appends every call to the record as one JSON object a line.

What a test tells it (JSON bodies, answers are JSON):
  POST /_control/fail     {"times": 1, "code": 131056}             refuse with this error code (HTTP 400)
                          {"times": 1, "status": 500}              answer with a bare HTTP status
                          {"times": 1, "hang": 5}                  answer nothing for so many seconds, then cut
                          {"times": 1, "cut": "before" | "after"}  cut before taking the message, or after
                          {"times": 1, "delay": 0.5}               take it, but slowly
  POST /_control/media    {"id", "name", "mime_type", "data": base64, "gone": 1, "wrong_sha256": true}
                          "gone": so many fetches of its address answer 404 first
  POST /_control/webhook  {"body": {...}} or {"raw": "text"}, and "signature", "copies" (all at once), "unsigned"
  POST /_control/say      {"from", "text" | "button" | "document", "id", "name", "timestamp", "reply_to", "forwarded"}
                          a message from a person; "document" is {"id", "filename", "mime_type", "caption"}
  POST /_control/status   {"id", "status", "code", "opaque"}
  POST /_control/auto     {"statuses": ["sent", "delivered"]}      report these after every send
  POST /_control/target   {"url": "http://…/webhooks/whatsapp"}    where webhooks go from now on
  GET  /_control/calls    everything recorded so far
"""

import argparse
import base64
import concurrent.futures
import hashlib
import hmac
import http.client
import itertools
import json
import sys
import threading
import time
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class StandIn:
    def __init__(self, record, token, phone_number_id, app_secret, webhook):
        self.record = open(record, "a", encoding="utf-8") if record else None
        self.token = token
        self.phone_number_id = phone_number_id
        self.app_secret = app_secret
        self.webhook = webhook
        self.lock = threading.Lock()
        self.calls = []
        self.failures = []
        self.media = {}
        self.auto = []
        self.numbers = itertools.count(1)

    # What happened

    def note(self, entry):
        entry["at"] = time.time()
        with self.lock:
            self.calls.append(entry)
            if self.record:
                self.record.write(json.dumps(entry, ensure_ascii=False) + "\n")
                self.record.flush()

    def next_failure(self):
        with self.lock:
            if not self.failures:
                return None
            failure = self.failures[0]
            failure["times"] = failure.get("times", 1) - 1
            if failure["times"] <= 0:
                self.failures.pop(0)
            return failure

    # Webhooks

    def post_webhook(self, raw, signature=None, unsigned=False):
        url = urllib.parse.urlsplit(self.webhook)
        headers = {"Content-Type": "application/json", "User-Agent": "facebookexternalua"}
        if not unsigned:
            headers["X-Hub-Signature-256"] = signature or "sha256=" + hmac.new(
                self.app_secret.encode(), raw, hashlib.sha256).hexdigest()
        connection = http.client.HTTPConnection(url.hostname, url.port or 80, timeout=30)
        try:
            connection.request("POST", url.path or "/", raw, headers)
            response = connection.getresponse()
            return {"status": response.status, "body": response.read().decode("utf-8", "replace")}
        except OSError as error:
            return {"status": 0, "body": str(error)}
        finally:
            connection.close()

    def envelope(self, value):
        value = {
            "messaging_product": "whatsapp",
            "metadata": {"display_phone_number": "15550783881", "phone_number_id": self.phone_number_id},
            **value,
        }
        body = {
            "object": "whatsapp_business_account",
            "entry": [{"id": "102290129340398", "changes": [{"value": value, "field": "messages"}]}],
        }
        # Meta's bodies are ASCII.
        return json.dumps(body, ensure_ascii=True, separators=(",", ":")).encode()

    def message(self, order):
        sender = order["from"]
        message = {
            "from": sender,
            "id": order.get("id") or f"wamid.IN{next(self.numbers)}",
            "timestamp": str(int(order.get("timestamp") or time.time())),
        }
        context = {}
        if order.get("reply_to"):
            context.update({"from": "15550783881", "id": order["reply_to"]})
        if order.get("forwarded"):
            context["forwarded"] = True
        if context:
            message["context"] = context
        if "button" in order:
            message["type"] = "interactive"
            message["interactive"] = {
                "type": "button_reply",
                "button_reply": {"id": order["button"], "title": order.get("title", "Button")},
            }
        elif "document" in order:
            document = dict(order["document"])
            stored = self.media.get(document["id"])
            if stored:
                document.setdefault("mime_type", stored["mime_type"])
                document.setdefault("filename", stored["name"])
                digest = hashlib.sha256(stored["data"]).digest()
                document.setdefault("sha256", base64.b64encode(digest).decode())
            message["type"] = "document"
            message["document"] = document
        else:
            message["type"] = "text"
            message["text"] = {"body": order["text"]}
        contact = {"profile": {"name": order.get("name", "Test Person")}, "wa_id": sender}
        return message["id"], self.envelope({"contacts": [contact], "messages": [message]})

    def status(self, order):
        status = {
            "id": order["id"],
            "status": order["status"],
            "timestamp": str(int(order.get("timestamp") or time.time())),
            "recipient_id": order.get("to", "16505551234"),
        }
        if order.get("opaque") is not None:
            status["biz_opaque_callback_data"] = order["opaque"]
        if order.get("code"):
            status["errors"] = [{"code": order["code"], "title": "stand-in"}]
        return self.envelope({"statuses": [status]})

    def report_later(self, message_id, to, opaque):
        def run():
            for state in list(self.auto):
                self.post_webhook(self.status({"id": message_id, "status": state, "to": to, "opaque": opaque}))

        if self.auto:
            threading.Thread(target=run, daemon=True).start()


def problem_of(message):
    """What the real service would say against a message, as (code, text), or None."""
    if message.get("messaging_product") != "whatsapp":
        return 100, "(#100) The parameter messaging_product is required."
    if len(message.get("biz_opaque_callback_data", "")) > 512:
        return 100, "(#100) Param biz_opaque_callback_data must be at most 512 characters long."
    if message.get("status") == "read":
        return None if message.get("message_id") else (100, "(#100) The parameter message_id is required.")
    to = message.get("to") or message.get("recipient")
    if not to:
        return 100, "(#100) The parameter to is required."
    kind = message.get("type", "text")
    if kind == "text":
        body = message.get("text", {}).get("body", "")
        if not 1 <= len(body) <= 4096:
            return 100, "(#100) Param text['body'] must be at most 4096 characters long."
        return None
    if kind == "interactive":
        interactive = message.get("interactive", {})
        buttons = interactive.get("action", {}).get("buttons", [])
        titles = [button.get("reply", {}).get("title", "") for button in buttons]
        ids = [button.get("reply", {}).get("id", "") for button in buttons]
        if interactive.get("type") != "button" or not 1 <= len(buttons) <= 3:
            return 131009, "(#131009) Parameter value is not valid: 1 to 3 buttons are allowed."
        if not 1 <= len(interactive.get("body", {}).get("text", "")) <= 1024:
            return 131009, "(#131009) Parameter value is not valid: body text length."
        if any(not 1 <= len(title) <= 20 for title in titles) or any(not 1 <= len(name) <= 256 for name in ids):
            return 131009, "(#131009) Parameter value is not valid: button title or id length."
        if len(set(titles)) < len(titles) or len(set(ids)) < len(ids):
            return 131009, "(#131009) Parameter value is not valid: buttons have to differ."
        return None
    return 131051, "(#131051) Message type is not supported by this stand-in."


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    stand_in = None

    def log_message(self, *arguments):
        pass

    def answer(self, status, body, content_type="application/json"):
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        try:
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)
        except ConnectionError:
            # Whoever asked was killed meanwhile.
            self.close_connection = True

    def cut(self):
        self.close_connection = True
        self.connection.close()

    def error(self, code, text, status=400):
        self.answer(status, {"error": {
            "message": text, "type": "OAuthException", "code": code,
            "error_data": {"messaging_product": "whatsapp", "details": text}, "fbtrace_id": "stand-in"}})

    def is_allowed(self):
        if self.headers.get("Authorization") == f"Bearer {self.stand_in.token}":
            return True
        self.error(190, "Invalid OAuth access token.", 401)
        return False

    def do_GET(self):
        path = urllib.parse.urlsplit(self.path).path
        if path == "/_control/calls":
            return self.answer(200, self.stand_in.calls)
        self.stand_in.note({"method": "GET", "path": self.path})
        if not self.is_allowed():
            return
        parts = path.strip("/").split("/")
        stored = self.stand_in.media.get(parts[-1])
        if stored is None:
            return self.error(100, "(#100) Object with that ID does not exist.", 404)
        if parts[0] == "media-content":
            if stored["gone"] > 0:
                stored["gone"] -= 1
                return self.answer(404, b"", "text/plain")
            return self.answer(200, stored["data"], stored["mime_type"])
        host, port = self.server.server_address[:2]
        digest = hashlib.sha256(stored["data"] + (b"x" if stored["wrong_sha256"] else b"")).hexdigest()
        self.answer(200, {
            "messaging_product": "whatsapp", "id": parts[-1], "mime_type": stored["mime_type"], "sha256": digest,
            "file_size": stored["file_size"], "url": stored["url"] or f"http://{host}:{port}/media-content/{parts[-1]}"})

    def do_POST(self):
        raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        try:
            body = json.loads(raw or b"{}")
        except ValueError:
            return self.error(100, "(#100) The body is not JSON.")
        if self.path.startswith("/_control/"):
            return self.control(self.path.removeprefix("/_control/"), body)
        self.send(body)

    def send(self, body):
        stand_in = self.stand_in
        entry = {"method": "POST", "path": self.path, "body": body}
        parts = urllib.parse.urlsplit(self.path).path.strip("/").split("/")
        if len(parts) != 3 or parts[1] != stand_in.phone_number_id or parts[2] != "messages":
            stand_in.note({**entry, "outcome": "not found"})
            return self.error(100, "(#100) Unsupported post request.", 404)
        if self.headers.get("Authorization") != f"Bearer {stand_in.token}":
            stand_in.note({**entry, "outcome": "denied"})
            return self.error(190, "Invalid OAuth access token.", 401)
        failure = stand_in.next_failure() if body.get("status") != "read" else None
        if failure:
            if "code" in failure:
                stand_in.note({**entry, "outcome": f"error {failure['code']}"})
                return self.error(failure["code"], f"(#{failure['code']}) stand-in", failure.get("status", 400))
            if "status" in failure:
                stand_in.note({**entry, "outcome": f"status {failure['status']}"})
                return self.answer(failure["status"], b"", "text/plain")
            if "hang" in failure:
                stand_in.note({**entry, "outcome": "hung"})
                time.sleep(failure["hang"])
                return self.cut()
            if failure.get("cut") == "before":
                stand_in.note({**entry, "outcome": "cut before"})
                return self.cut()
            if "delay" in failure:
                time.sleep(failure["delay"])
        problem = problem_of(body)
        if problem:
            stand_in.note({**entry, "outcome": f"error {problem[0]}"})
            return self.error(*problem)
        if body.get("status") == "read":
            stand_in.note({**entry, "outcome": "read"})
            return self.answer(200, {"success": True})
        message_id = f"wamid.OUT{next(stand_in.numbers)}"
        to = (body.get("to") or body.get("recipient") or "").lstrip("+")
        stand_in.note({**entry, "outcome": "accepted", "id": message_id})
        stand_in.report_later(message_id, to, body.get("biz_opaque_callback_data"))
        if failure and failure.get("cut") == "after":
            return self.cut()
        self.answer(200, {
            "messaging_product": "whatsapp", "contacts": [{"input": to, "wa_id": to}],
            "messages": [{"id": message_id, "message_status": "accepted"}]})

    def control(self, action, body):
        stand_in = self.stand_in
        if action == "fail":
            with stand_in.lock:
                stand_in.failures.append(body)
            return self.answer(200, {})
        if action == "auto":
            stand_in.auto = body.get("statuses", [])
            return self.answer(200, {})
        if action == "target":
            stand_in.webhook = body["url"]
            return self.answer(200, {})
        if action == "media":
            data = base64.b64decode(body["data"])
            stand_in.media[body["id"]] = {
                "name": body.get("name", "document"), "mime_type": body.get("mime_type", "application/octet-stream"),
                "data": data, "gone": body.get("gone", 0), "wrong_sha256": body.get("wrong_sha256", False),
                "file_size": body.get("file_size", len(data)), "url": body.get("url")}
            return self.answer(200, {})
        if action == "webhook":
            raw = body["raw"].encode() if "raw" in body else json.dumps(body["body"], separators=(",", ":")).encode()
            copies = body.get("copies", 1)
            with concurrent.futures.ThreadPoolExecutor(max_workers=copies) as pool:
                answers = list(pool.map(
                    lambda _: stand_in.post_webhook(raw, body.get("signature"), body.get("unsigned", False)),
                    range(copies)))
            return self.answer(200, {**answers[-1], "statuses": [answer["status"] for answer in answers]})
        if action == "say":
            message_id, raw = stand_in.message(body)
            return self.answer(200, {"id": message_id, **stand_in.post_webhook(raw)})
        if action == "status":
            return self.answer(200, stand_in.post_webhook(stand_in.status(body)))
        self.error(100, "no such control", 404)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--record")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--token", default="stand-in-token")
    parser.add_argument("--phone-number-id", default="106540352242922")
    parser.add_argument("--app-secret", default="0123456789abcdef0123456789abcdef")
    parser.add_argument("--webhook", default="http://127.0.0.1:8080/webhooks/whatsapp")
    parser.add_argument("--until-stdin-ends", action="store_true")
    options = parser.parse_args()
    Handler.stand_in = StandIn(
        options.record, options.token, options.phone_number_id, options.app_secret, options.webhook)
    server = ThreadingHTTPServer(("127.0.0.1", options.port), Handler)
    server.daemon_threads = True
    print(json.dumps({"port": server.server_address[1]}), flush=True)
    if options.until_stdin_ends:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        sys.stdin.read()
    else:
        server.serve_forever()


if __name__ == "__main__":
    main()
