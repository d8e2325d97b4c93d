"""A model that echoes and mangles, behind TLS: OpenAI's chat completions, completions and responses, Anthropic's messages.

It keeps every body it got, so that a test can look for what should not have left. A streamed answer stops after its
first words until the test says that it has read them: a gateway that holds back a stream never gets past there.
"""

import json
import re
import ssl
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

TOKEN = re.compile(r"\b([A-Z]{2,8})_([a-z]{9}(?:_[a-z]{2})?)\b")


class Stub:
    def __init__(self, folder: Path):
        self.bodies, self.headers, self.paths = [], [], []
        self.first_words_were_read = threading.Event()
        self.mangle = lambda text: text
        self.broken = None
        self.slow = threading.Event()
        key, self.ca = folder / "stub.key", folder / "ca.pem"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
             "-keyout", key, "-out", self.ca, "-days", "2", "-subj", "/CN=localhost",
             "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
             "-addext", "basicConstraints=critical,CA:FALSE", "-addext", "extendedKeyUsage=serverAuth"],
            check=True, capture_output=True)
        stub = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def do_POST(self):
                stub.answer(self)

            do_GET = do_POST

        class Server(ThreadingHTTPServer):
            def handle_error(self, *_):
                """Clients that go away are what some tests are about."""

        self.server = Server(("127.0.0.1", 0), Handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.ca, key)
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.url = f"https://localhost:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self):
        self.server.shutdown()
        self.server.server_close()

    def answer(self, request):
        raw = request.rfile.read(int(request.headers.get("content-length") or 0)).decode()
        self.paths.append(request.path)
        self.headers.append(dict(request.headers))
        if request.command == "GET":
            return self.send(request, {"object": "list", "data": [{"id": "stub", "object": "model"}]})
        self.bodies.append(raw)
        if self.broken == "status":
            return self.send(request, {"error": {"message": "overloaded", "type": "server_error"}}, 529)
        if self.broken == "html":
            return self.send(request, "<html>an error page</html>", 500, "text/html")
        if self.broken == "slow":
            self.slow.wait(20)
        body = json.loads(raw)
        whole, events = APIS[request.path]
        says = self.mangle(last_text(body))
        if not body.get("stream"):
            return self.send(request, whole(says, body))
        request.send_response(200)
        request.send_header("content-type", "text/event-stream; charset=utf-8")
        request.send_header("transfer-encoding", "chunked")
        request.end_headers()
        for at, event in enumerate(events(says, body)):
            # Cut where it hurts: in the middle of an event.
            for piece in (event[: len(event) // 2], event[len(event) // 2:]):
                write(request, piece)
            if event == FIRST and not self.first_words_were_read.wait(20):
                return
            if self.broken == "cut" and at == 6:
                request.close_connection = True
                request.connection.close()
                return
        request.wfile.write(b"0\r\n\r\n")

    def send(self, request, body, status=200, kind="application/json"):
        data = (body if isinstance(body, str) else json.dumps(body)).encode()
        request.send_response(status)
        request.send_header("content-type", kind)
        request.send_header("content-length", str(len(data)))
        request.end_headers()
        request.wfile.write(data)


def write(request, text):
    data = text.encode()
    request.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
    request.wfile.flush()


def last_text(body):
    if "prompt" in body:
        return body["prompt"]
    turns = body.get("messages") or body["input"]
    content = turns if isinstance(turns, str) else turns[-1]["content"]
    if isinstance(content, str):
        return content
    return "".join(part.get("text", "") for part in content)


def arguments(says):
    """What the model calls a tool with: the tokens that it saw, in JSON with an escape."""
    return json.dumps({"to": [match.group(0) for match in TOKEN.finditer(says)], "note": "caf\u00e9 \u2013 ok"})


def pieces(text, size=3):
    return [text[at: at + size] for at in range(0, len(text), size)]


FIRST = None
SIGNATURE = "RXVGY2hvZUFtIHNlYWxlZA=="


def openai_whole(says, body):
    tools = body.get("tools")
    message = {"role": "assistant", "content": says}
    if tools:
        message["tool_calls"] = [{"id": "call_1", "type": "function", "function": {
            "name": tools[0]["function"]["name"], "arguments": arguments(says)}}]
    return {"id": "c1", "object": "chat.completion", "created": 1, "model": "stub",
            "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
            "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}}


def openai_events(says, body):
    global FIRST
    tools = body.get("tools")

    def event(delta, finish=None):
        chunk = {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "stub",
                 "choices": [{"index": 0, "delta": delta, "finish_reason": finish}]}
        return f"data: {json.dumps(chunk)}\n\n"

    yield event({"role": "assistant", "content": ""})
    FIRST = event({"content": "You said: "})
    yield FIRST
    for piece in pieces(says):
        yield event({"content": piece})
    if tools:
        call = {"index": 0, "id": "call_1", "type": "function",
                "function": {"name": tools[0]["function"]["name"], "arguments": ""}}
        yield event({"tool_calls": [call]})
        for piece in pieces(arguments(says), 5):
            yield event({"tool_calls": [{"index": 0, "function": {"arguments": piece}}]})
    yield event({}, "tool_calls" if tools else "stop")
    yield "data: [DONE]\n\n"


def anthropic_whole(says, body):
    tools = body.get("tools")
    content = [{"type": "text", "text": says}]
    if tools:
        content.append({"type": "tool_use", "id": "toolu_1", "name": tools[0]["name"],
                        "input": json.loads(arguments(says))})
    return {"id": "m1", "type": "message", "role": "assistant", "model": "stub", "content": content,
            "stop_reason": "end_turn", "stop_sequence": None, "usage": {"input_tokens": 1, "output_tokens": 1}}


def anthropic_events(says, body):
    global FIRST
    tools = body.get("tools")

    def event(kind, **data):
        return f"event: {kind}\ndata: {json.dumps({'type': kind, **data})}\n\n"

    yield event("message_start", message={"id": "m1", "type": "message", "role": "assistant", "model": "stub",
                                          "content": [], "stop_reason": None, "stop_sequence": None,
                                          "usage": {"input_tokens": 1, "output_tokens": 1}})
    first = 0
    if body.get("thinking"):
        yield event("content_block_start", index=0, content_block={"type": "thinking", "thinking": "", "signature": ""})
        for piece in pieces("Hm: " + says):
            yield event("content_block_delta", index=0, delta={"type": "thinking_delta", "thinking": piece})
        yield event("content_block_delta", index=0, delta={"type": "signature_delta", "signature": SIGNATURE})
        yield event("content_block_stop", index=0)
        first = 1
    yield event("content_block_start", index=first, content_block={"type": "text", "text": ""})
    FIRST = event("content_block_delta", index=first, delta={"type": "text_delta", "text": "You said: "})
    yield FIRST
    for piece in pieces(says):
        yield event("content_block_delta", index=first, delta={"type": "text_delta", "text": piece})
    yield event("content_block_stop", index=first)
    if tools:
        yield event("content_block_start", index=first + 1, content_block={
            "type": "tool_use", "id": "toolu_1", "name": tools[0]["name"], "input": {}})
        for piece in pieces(arguments(says), 5):
            yield event("content_block_delta", index=first + 1, delta={"type": "input_json_delta", "partial_json": piece})
        yield event("content_block_stop", index=first + 1)
    yield event("message_delta", delta={"stop_reason": "end_turn", "stop_sequence": None}, usage={"output_tokens": 9})
    yield event("message_stop")


def completion_whole(says, _):
    return {"id": "p1", "object": "text_completion", "created": 1, "model": "stub",
            "choices": [{"index": 0, "text": says, "finish_reason": "stop", "logprobs": None}]}


def completion_events(says, _):
    global FIRST

    def event(text, finish=None):
        chunk = {"id": "p1", "object": "text_completion", "created": 1, "model": "stub",
                 "choices": [{"index": 0, "text": text, "finish_reason": finish, "logprobs": None}]}
        return f"data: {json.dumps(chunk)}\n\n"

    FIRST = event("You said: ")
    yield FIRST
    for piece in pieces(says):
        yield event(piece)
    yield event("", "stop")
    yield "data: [DONE]\n\n"


def responses_output(says, body):
    output = [{"id": "m1", "type": "message", "status": "completed", "role": "assistant",
               "content": [{"type": "output_text", "text": says, "annotations": []}]}]
    for tool in body.get("tools") or []:
        output.append({"id": "f1", "type": "function_call", "status": "completed", "call_id": "call_1",
                       "name": tool["name"], "arguments": arguments(says)})
    return output


def responses_whole(says, body):
    return {"id": "r1", "object": "response", "created_at": 1, "status": "completed", "model": "stub",
            "output": responses_output(says, body), "parallel_tool_calls": True, "tool_choice": "auto", "tools": []}


def responses_events(says, body):
    global FIRST
    number = 0

    def event(kind, **data):
        nonlocal number
        number += 1
        return f"event: {kind}\ndata: {json.dumps({'type': kind, 'sequence_number': number, **data})}\n\n"

    whole = responses_whole("You said: " + says, body)
    yield event("response.created", response={**whole, "status": "in_progress", "output": []})
    place = {"item_id": "m1", "output_index": 0, "content_index": 0}
    yield event("response.output_item.added", output_index=0, item={**whole["output"][0], "content": []})
    FIRST = event("response.output_text.delta", **place, delta="You said: ", logprobs=[])
    yield FIRST
    for piece in pieces(says):
        yield event("response.output_text.delta", **place, delta=piece, logprobs=[])
    yield event("response.output_text.done", **place, text="You said: " + says, logprobs=[])
    yield event("response.output_item.done", output_index=0, item=whole["output"][0])
    for item in whole["output"][1:]:
        place = {"item_id": "f1", "output_index": 1}
        yield event("response.output_item.added", output_index=1, item={**item, "arguments": ""})
        for piece in pieces(item["arguments"], 5):
            yield event("response.function_call_arguments.delta", **place, delta=piece)
        # The name is not told again.
        yield event("response.function_call_arguments.done", **place, arguments=item["arguments"])
        yield event("response.output_item.done", output_index=1, item=item)
    yield event("response.completed", response=whole)


APIS = {
    "/v1/chat/completions": (openai_whole, openai_events),
    "/v1/completions": (completion_whole, completion_events),
    "/v1/responses": (responses_whole, responses_events),
    "/v1/messages": (anthropic_whole, anthropic_events),
}
