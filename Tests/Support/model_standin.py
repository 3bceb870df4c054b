#!/usr/bin/env python3
"""A language model that answers by rules: a stand-in for Anthropic's Messages API and OpenAI's chat completions.

    model_standin.py --rules RULES.json [--record REQUESTS.jsonl] [--port 0]

It listens on 127.0.0.1 and prints one line, {"url": "http://127.0.0.1:PORT"}, when it is ready. Base URLs to set:
ANTHROPIC_BASE_URL=URL, OPENAI_BASE_URL=URL/v1, OLLAMA_HOST=URL. Standard library only.

The rules file is a list, read again whenever it changes; the first rule that fits answers, and a request that fits
none is answered 400, never with something invented. What a rule asks for (all that are given have to fit):

    "match"        regular expression, searched in the text of the last user turn
    "tool_result"  regular expression, searched in the tool results of the last turn
    "system"       regular expression, searched in the system prompt
    "model"        regular expression, the whole name of the model
    "times"        how often the rule may be used

What it answers, one of:

    "reply"        text; \\1, \\g<name> are groups of "match". A JSON value is sent as its JSON text.
    "tool"         {"name", "input"}, or a list of them; with "reply" as the text before
    "error"        {"status", "type"?, "message"?, "retry_after"?}
    "hang"         true: nothing more is ever sent; with "reply", half of the answer comes before (streams only)
    "cut"          true: the connection ends after half of "reply" (streams only), else before any byte

and with any of them "delay" (seconds before the first byte), "pace" (seconds between pieces of a stream),
"stop" ("max_tokens", "refusal"), "usage" ({"input", "output"}, else about four bytes a token).
"""

import argparse
import json
import os
import re
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Rules:
    """The rules file, its uses counted; shared by all threads."""

    def __init__(self, path):
        self.path, self.lock = path, threading.Lock()
        self.stamp, self.rules, self.used = None, [], []

    def find(self, asked):
        with self.lock:
            status = os.stat(self.path)
            stamp = (status.st_mtime_ns, status.st_size, status.st_ino)
            if stamp != self.stamp:
                with open(self.path, encoding="utf-8") as file:
                    self.rules = json.load(file)
                self.stamp, self.used = stamp, [0] * len(self.rules)
            for index, rule in enumerate(self.rules):
                if "times" in rule and self.used[index] >= rule["times"]:
                    continue
                found = self.fits(rule, asked)
                if found is not None:
                    self.used[index] += 1
                    return rule, found
        return None, None

    @staticmethod
    def fits(rule, asked):
        found = True
        if "match" in rule:
            found = re.search(rule["match"], asked["user"], re.DOTALL)
        if not found or "model" in rule and not re.fullmatch(rule["model"], asked["model"]):
            return None
        if "system" in rule and not re.search(rule["system"], asked["system"], re.DOTALL):
            return None
        if "tool_result" in rule and not re.search(rule["tool_result"], asked["tool_result"] or "", re.DOTALL):
            return None
        # A rule for what a person said does not answer the results of the tools it called.
        if "tool_result" not in rule and asked["tool_result"] is not None:
            return None
        return found


def joined(content):
    """The text of a message's content, given as a string or as blocks."""
    if isinstance(content, str):
        return content
    return "\n".join(block.get("text", "") for block in content or [] if block.get("type") == "text")


def read_anthropic(body):
    last = body["messages"][-1]
    blocks = last["content"] if isinstance(last["content"], list) else []
    results = [block for block in blocks if block.get("type") == "tool_result"]
    users = [joined(m["content"]) for m in body["messages"] if m["role"] == "user" and joined(m["content"])]
    choice = body.get("tool_choice", {})
    return {
        "model": body["model"],
        "system": joined(body.get("system", "")),
        "user": users[-1] if users else "",
        "tool_result": "\n".join(joined(r.get("content", "")) for r in results) if results else None,
        "forced": choice.get("name") or ("answer" if choice.get("type") == "any" else None),
    }


def read_openai(body):
    messages = body["messages"]
    results = []
    for message in reversed(messages):
        if message["role"] != "tool":
            break
        results.insert(0, joined(message["content"]))
    users = [joined(m["content"]) for m in messages if m["role"] == "user"]
    return {
        "model": body["model"],
        "system": "\n".join(joined(m["content"]) for m in messages if m["role"] == "system"),
        "user": users[-1] if users else "",
        "tool_result": "\n".join(results) if results else None,
        "forced": None,
    }


class Answer:
    """What a rule says, before it is spelt in a protocol."""

    def __init__(self, rule, found, asked, size):
        reply = rule.get("reply")
        if reply is not None and not isinstance(reply, str):
            reply = json.dumps(reply)
        elif reply is not None and isinstance(found, re.Match):
            reply = found.expand(reply) if "\\" in reply else reply
        tools = rule.get("tool") or []
        self.text = reply or ""
        self.tools = [tools] if isinstance(tools, dict) else tools
        if asked["forced"] and self.text and not self.tools:
            try:
                self.tools, self.text = [{"name": asked["forced"], "input": json.loads(self.text)}], ""
            except ValueError:
                pass  # plain text, as a model that disobeys
        usage = rule.get("usage", {})
        said = len(self.text) + sum(len(json.dumps(tool)) for tool in self.tools)
        self.input, self.output = usage.get("input", size // 4 + 1), usage.get("output", said // 4 + 1)
        self.stop = rule.get("stop")


def pieces(text):
    size = max(1, (len(text) + 3) // 4)
    return [text[i:i + size] for i in range(0, len(text), size)]


def anthropic_body(answer, model):
    content = [{"type": "text", "text": answer.text}] if answer.text else []
    for index, tool in enumerate(answer.tools):
        content.append({"type": "tool_use", "id": f"toolu_{index + 1}", "name": tool["name"], "input": tool["input"]})
    return {
        "id": "msg_1", "type": "message", "role": "assistant", "model": model, "content": content,
        "stop_reason": answer.stop or ("tool_use" if answer.tools else "end_turn"),
        "usage": {"input_tokens": answer.input, "output_tokens": answer.output},
    }


def anthropic_events(answer, model):
    body = anthropic_body(answer, model)
    start = dict(body, content=[], stop_reason=None, usage={"input_tokens": answer.input, "output_tokens": 1})
    yield {"type": "message_start", "message": start}
    for index, block in enumerate(body["content"]):
        if block["type"] == "text":
            yield {"type": "content_block_start", "index": index, "content_block": {"type": "text", "text": ""}}
            for piece in pieces(block["text"]):
                delta = {"type": "text_delta", "text": piece}
                yield {"type": "content_block_delta", "index": index, "delta": delta}
        else:
            yield {"type": "content_block_start", "index": index, "content_block": dict(block, input={})}
            for piece in pieces(json.dumps(block["input"])):
                delta = {"type": "input_json_delta", "partial_json": piece}
                yield {"type": "content_block_delta", "index": index, "delta": delta}
        yield {"type": "content_block_stop", "index": index}
    yield {
        "type": "message_delta", "delta": {"stop_reason": body["stop_reason"]},
        "usage": {"output_tokens": answer.output},
    }
    yield {"type": "message_stop"}


def openai_parts(answer):
    calls = [
        {"id": f"call_{index + 1}", "type": "function",
         "function": {"name": tool["name"], "arguments": json.dumps(tool["input"])}}
        for index, tool in enumerate(answer.tools)
    ]
    stops = {"max_tokens": "length", "refusal": "content_filter"}
    finish = stops.get(answer.stop, answer.stop) or ("tool_calls" if calls else "stop")
    usage = {
        "prompt_tokens": answer.input, "completion_tokens": answer.output,
        "total_tokens": answer.input + answer.output,
    }
    return calls, finish, usage


def openai_body(answer, model):
    calls, finish, usage = openai_parts(answer)
    message = {"role": "assistant", "content": answer.text or None}
    if calls:
        message["tool_calls"] = calls
    choice = {"index": 0, "message": message, "finish_reason": finish}
    return {"id": "chatcmpl-1", "object": "chat.completion", "model": model, "choices": [choice], "usage": usage}


def openai_events(answer, model):
    calls, finish, usage = openai_parts(answer)

    def chunk(delta, reason=None):
        choice = {"index": 0, "delta": delta, "finish_reason": reason}
        return {"id": "chatcmpl-1", "object": "chat.completion.chunk", "model": model, "choices": [choice]}

    yield chunk({"role": "assistant", "content": ""})
    for piece in pieces(answer.text):
        yield chunk({"content": piece})
    for index, call in enumerate(calls):
        yield chunk({"tool_calls": [dict(call, index=index, function=dict(call["function"], arguments=""))]})
        for piece in pieces(call["function"]["arguments"]):
            yield chunk({"tool_calls": [{"index": index, "function": {"arguments": piece}}]})
    yield chunk({}, finish)
    yield {"id": "chatcmpl-1", "object": "chat.completion.chunk", "choices": [], "usage": usage}


PROTOCOLS = {
    "/v1/messages": (read_anthropic, anthropic_body, anthropic_events),
    "/v1/chat/completions": (read_openai, openai_body, openai_events),
}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def answer_json(self, status, body, headers=()):
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def answer_error(self, status, kind, message, headers=()):
        self.answer_json(status, {"type": "error", "error": {"type": kind, "code": kind, "message": message}}, headers)

    def do_GET(self):
        if self.path.split("?")[0] == "/v1/models":
            self.answer_json(200, {"object": "list", "data": [{"id": "stand-in"}]})
        else:
            self.answer_error(404, "not_found_error", "There is nothing here.")

    def do_POST(self):
        data = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        protocol = PROTOCOLS.get(self.path.split("?")[0])
        if protocol is None:
            self.answer_error(404, "not_found_error", "There is nothing here.")
            return
        read, whole, events = protocol
        try:
            body = json.loads(data)
            asked = read(body)
        except (ValueError, KeyError, IndexError, TypeError) as error:
            self.answer_error(400, "invalid_request_error", f"The request is malformed: {error!r}")
            return
        rule, found = self.server.rules.find(asked)
        self.server.record(self.path, self.headers, body, rule)
        if rule is None:
            self.answer_error(400, "invalid_request_error", f"No rule fits {asked['user'][:200]!r}.")
            return
        time.sleep(rule.get("delay", 0))
        if "error" in rule:
            error = rule["error"]
            headers = [("Retry-After", str(error["retry_after"]))] if "retry_after" in error else []
            self.answer_error(
                error["status"], error.get("type", "api_error"), error.get("message", "As the rule says."), headers)
            return
        answer = Answer(rule, found, asked, len(data))
        if not body.get("stream"):
            if self.ends_early(rule):
                return
            self.answer_json(200, whole(answer, body["model"]))
            return
        self.stream(rule, list(events(answer, body["model"])), is_openai="chat" in self.path)

    def ends_early(self, rule):
        """Hangs until the peer goes, or ends the connection."""
        if rule.get("hang"):
            try:
                while self.connection.recv(4096):
                    pass
            except OSError:
                pass
        if rule.get("hang") or rule.get("cut"):
            self.close_connection = True
            return True
        return False

    def stream(self, rule, events, is_openai):
        early = rule.get("hang") or rule.get("cut")
        if early and "reply" not in rule and "tool" not in rule:
            self.ends_early(rule)
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        if early:
            events = events[:max(1, len(events) // 2)]
        for event in events:
            name = "" if is_openai else f"event: {event['type']}\n"
            self.chunk(f"{name}data: {json.dumps(event)}\n\n")
            time.sleep(rule.get("pace", 0))
        if self.ends_early(rule):
            return
        if is_openai:
            self.chunk("data: [DONE]\n\n")
        self.wfile.write(b"0\r\n\r\n")

    def chunk(self, text):
        data = text.encode()
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
        self.wfile.flush()


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port, rules, record_path):
        super().__init__(("127.0.0.1", port), Handler)
        self.rules, self.record_path, self.lock = rules, record_path, threading.Lock()

    def record(self, path, headers, body, rule):
        if not self.record_path:
            return
        entry = {"path": path, "has_key": bool(headers.get("x-api-key") or headers.get("authorization")),
                 "rule": rule, "body": body}
        with self.lock, open(self.record_path, "a", encoding="utf-8") as file:
            file.write(json.dumps(entry) + "\n")

    def handle_error(self, request, client_address):
        if not isinstance(sys.exc_info()[1], (ConnectionError, BrokenPipeError)):
            super().handle_error(request, client_address)


def main():
    parser = argparse.ArgumentParser(description="A rule-driven language model on loopback.")
    parser.add_argument("--rules", required=True)
    parser.add_argument("--record")
    parser.add_argument("--port", type=int, default=0)
    options = parser.parse_args()
    server = Server(options.port, Rules(options.rules), options.record)
    print(json.dumps({"url": f"http://127.0.0.1:{server.server_address[1]}"}), flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
