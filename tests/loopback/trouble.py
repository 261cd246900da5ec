"""What a user sees when something goes wrong: signals, a service that misbehaves, a disk that is full or damaged."""
import http.server
import json
import os
import pathlib
import signal
import sqlite3
import subprocess
import threading
import time

from support import BINARY, SCOPE, Case, environment, main

COMPUTE = """name: nodes
type: amlcompute
size: STANDARD_D2_V2
min_instances: 0
max_instances: 2
"""
ENDPOINT = "$schema: https://azuremlschemas.azureedge.net/latest/batchEndpoint.schema.json\nname: scores\n"


def stack_in(folder, local=False):
    files = {"armature.yaml": "name: small\nmanifests: [compute.yml, endpoint.yml]\n" + ("cloud: local\n" if local else ""),
             "compute.yml": COMPUTE, "endpoint.yml": ENDPOINT}
    for name, text in files.items():
        pathlib.Path(folder, name).write_text(text)


class Hostile:
    """Answers what `reply(handler)` says: a status, headers and a body."""

    def __init__(self, reply):
        self.paths = []
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_any(self):
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                outer.paths.append(self.path)
                status, headers, body = reply(self)
                try:
                    self.send_response(status)
                    for name, value in headers.items():
                        self.send_header(name, value)
                    data = body if isinstance(body, bytes) else json.dumps(body).encode()
                    self.send_header("Content-Length", str(len(data)))
                    self.end_headers()
                    self.wfile.write(data)
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True

            do_GET = do_PUT = do_DELETE = do_PATCH = do_POST = do_any

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class Trouble(Case):
    def setUp(self):
        super().setUp()
        stack_in(self.folder)

    def spawn(self, port, *words, **more):
        scope = SCOPE if port else []
        streams = dict(stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True)
        return subprocess.Popen([BINARY, *words, *scope], cwd=self.folder, env=environment(port), **{**streams, **more})

    def ended(self, process, seconds=60):
        out, err = process.communicate(timeout=seconds)
        return process.returncode, out or "", err or ""

    def run_it(self, port, *words, **more):
        return self.ended(self.spawn(port, *words, **more))

    def hostile(self, reply):
        server = Hostile(reply)
        self.addCleanup(server.close)
        return server

    def until_accepted(self, process):
        """Reads progress until both writes were taken."""
        lines = []
        while sum("Creating" in line for line in lines) < 2:
            line = process.stderr.readline()
            self.assertTrue(line, lines)
            lines.append(line)

    # ---- signals ---------------------------------------------------------------------------------

    def test_first_signal_tells_the_truth(self):
        cloud = self.emulator("--operation-time", "30s")
        for number, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)):
            with self.subTest(signal=number):
                process = self.spawn(cloud.port, "apply", "--yes")
                if number == signal.SIGINT:
                    self.until_accepted(process)
                else:
                    # This run waits for the operations of the first, and has written nothing.
                    while "operation in progress" not in process.stdout.readline():
                        self.assertIsNone(process.poll())
                    time.sleep(0.3)
                began = time.monotonic()
                process.send_signal(number)
                got, out, err = self.ended(process)
                self.assertLess(time.monotonic() - began, 5)
                self.assertEqual(got, code)
                self.assertIn("starting nothing more", err)
                self.assertNotIn("not sent", out + err)
                if number == signal.SIGINT:
                    self.assertEqual(out.count("accepted, still running"), 2, out)
                    self.assertEqual(out.count("the operation goes on: /subscriptions/"), 2, out)
                    self.assertIn("0 done, 2 still running", out)
                else:
                    self.assertIn("0 done, 2 not started", out)

    def test_an_answer_on_its_way_is_awaited(self):
        cloud = self.emulator("--operation-time", "60s", "--latency", "2s")
        process = self.spawn(cloud.port, "apply", "--yes")
        while "started" not in process.stderr.readline():
            self.assertIsNone(process.poll())
        time.sleep(0.5)  # the writes are on the wire
        process.send_signal(signal.SIGINT)
        code, out, _ = self.ended(process)
        self.assertEqual(code, 130)
        self.assertEqual(out.count("accepted, still running"), 2, out)

    def test_second_signal_leaves_at_once(self):
        cloud = self.emulator("--operation-time", "60s", "--latency", "8s")
        process = self.spawn(cloud.port, "apply", "--yes")
        while "started" not in process.stderr.readline():
            self.assertIsNone(process.poll())
        process.send_signal(signal.SIGINT)
        while "starting nothing more" not in process.stderr.readline():
            self.assertIsNone(process.poll())
        began = time.monotonic()
        process.send_signal(signal.SIGINT)
        code, _, err = self.ended(process)
        self.assertEqual(code, 130)
        self.assertLess(time.monotonic() - began, 2)
        self.assertIn("left before the end", err)

    def test_timeout_tells_the_same(self):
        cloud = self.emulator("--operation-time", "60s")
        code, out, err = self.run_it(cloud.port, "apply", "--yes", "--timeout", "2s")
        self.assertEqual(code, 5)
        self.assertIn("the time given with --timeout has passed; starting nothing more", err)
        self.assertEqual(out.count("accepted, still running"), 2, out)

    def test_a_hangup_that_is_ignored_stays_so(self):
        cloud = self.emulator("--operation-time", "2s")
        process = self.spawn(cloud.port, "apply", "--yes", preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
        self.until_accepted(process)
        process.send_signal(signal.SIGHUP)
        self.assertEqual(self.ended(process)[0], 0)

    # ---- results that nobody can read --------------------------------------------------------------

    def test_full_or_closed_output(self):
        cloud = self.emulator()
        with open("/dev/full", "w", encoding="utf-8") as full:
            for words in (["apply", "--yes"], ["apply", "--yes", "-o", "json"], ["destroy", "--yes"]):
                for more in ({"stdout": full}, {"preexec_fn": lambda: os.close(1)}):
                    with self.subTest(words=words, more=list(more)):
                        self.assertEqual(self.run_it(cloud.port, "destroy" if words[0] == "apply" else "apply", "--yes")[0], 0)
                        cloud.requests()
                        code, _, err = self.run_it(cloud.port, *words, **more)
                        self.assertIn("cannot write to standard output", err)
                        wrote = any(r["method"] in ("PUT", "DELETE", "PATCH") for r in cloud.requests())
                        # JSON: the plan was shown on standard error, so that the work was done.
                        self.assertEqual(wrote, "json" in words)
                        self.assertEqual(code, 5 if wrote else 1)
                        self.assertIn("the result could not be written" if wrote else "nothing was written", err)

    # ---- a service that misbehaves -------------------------------------------------------------------

    def test_a_token_that_is_sent_back_is_not_printed(self):
        server = self.hostile(lambda h: (403, {"x-ms-request-id": h.headers["Authorization"].split()[-1],
                                               "x-ms-correlation-request-id": h.headers["Authorization"]},
                                         {"error": {"code": h.headers["Authorization"], "message": h.headers["Authorization"]}}))
        code, out, err = self.run_it(server.port, "plan")
        self.assertEqual(code, 1)
        self.assertNotIn("canary-token", out + err)
        self.assertTrue(err.startswith("error: "), err)

    def test_pages_without_end(self):
        def reply(handler):
            if "/computes?" in handler.path or "/list" in handler.path:
                number = len(server.paths)
                return 200, {}, {"value": [], "nextLink": f"http://127.0.0.1:{server.port}/list?page={number}"}
            return 200, {}, {"id": handler.path, "type": "t", "location": "eastus", "value": [], "properties": {}}
        server = self.hostile(reply)
        code, _, err = self.run_it(server.port, "plan")
        self.assertEqual(code, 1)
        self.assertIn("the list does not end", err)
        self.assertLess(len(server.paths), 100)

    def test_pages_of_a_proxy(self):
        server = self.hostile(lambda h: (200, {"Content-Type": "text/html"}, b"<html>sign in</html>"))
        began = time.monotonic()
        code, _, err = self.run_it(server.port, "plan")
        self.assertEqual(code, 1)
        self.assertLess(time.monotonic() - began, 10)
        self.assertIn("error: answered 200 with a web page where ARM sends a JSON object", err)
        self.assertIn("proxy", err)

    def test_a_long_pause_is_told(self):
        server = self.hostile(lambda h: (429, {"Retry-After": "300"}, {"error": {"code": "TooManyRequests", "message": "m"}}))
        process = self.spawn(server.port, "plan", "--timeout", "4s")
        code, _, err = self.ended(process)
        self.assertEqual(code, 1)
        self.assertRegex(err, r"answers 429 and asks for a pause: reading goes on in 300 s, at \d\d:\d\d:\d\dZ")
        self.assertEqual(err.count("asks for a pause"), 1)

    # ---- the local cloud's file ------------------------------------------------------------------------

    def local(self):
        stack_in(self.folder, local=True)
        code, out, err = self.run_it(0, "apply", "--yes")
        self.assertEqual(code, 0, out + err)
        return pathlib.Path(self.folder, ".armature/local.db")

    def damaged(self):
        code, out, err = self.run_it(0, "plan")
        self.assertEqual(code, 1, out + err)
        self.assertEqual(out, "")
        self.assertIn("local.db", err)
        return err

    def test_damaged_state(self):
        file = self.local()
        good = file.read_bytes()
        for name, sql in (("broken values", "UPDATE state SET value = '{broken'"), ("no table", "DROP TABLE state"),
                          ("no values", "UPDATE state SET value = ''")):
            with self.subTest(name=name):
                file.write_bytes(good)
                database = sqlite3.connect(file)
                database.execute(sql)
                database.commit()
                database.close()
                self.assertIn("Put a copy of it back", self.damaged())
        for name, at in (("every page but the first", 4096), ("the second half", len(good) // 2)):
            with self.subTest(name=name):
                file.write_bytes(good[:at] + b"\x5a" * (len(good) - at))
                self.assertIn("Put a copy of it back", self.damaged())
        file.write_bytes(good)
        self.assertEqual(self.run_it(0, "plan", "--detailed-exitcode")[0], 0)

    def test_state_that_cannot_be_written(self):
        file = self.local()
        pathlib.Path(self.folder, "compute.yml").write_text(COMPUTE.replace("s: 2", "s: 3"))
        more = {}
        if os.geteuid() == 0:  # root may write everywhere
            nobody = 65534
            for path in (pathlib.Path(self.folder), file.parent):
                path.chmod(0o755)
            more = {"user": nobody}
        else:
            file.parent.chmod(0o555)
            self.addCleanup(file.parent.chmod, 0o755)
        file.chmod(0o444)
        code, _, err = self.run_it(0, "apply", "--yes", **more)
        self.assertEqual(code, 1)
        self.assertIn("writable", err)
        self.assertNotIn("starts empty", err)

    # ---- words that mean another place -------------------------------------------------------------------

    def test_places_that_are_none(self):
        for words in (["-w", "../x"], ["-g", "a/b"], ["-g", "x."], ["--subscription", "a b"], ["-w", "a?b"],
                      ["--stack", "a b/../"], ["--api-version", "2026&x=1"]):
            with self.subTest(words=words):
                code, out, err = self.run_it(0, "plan", "--cloud", "local", *words)
                self.assertEqual((code, out), (64, ""), err)
                self.assertIn(words[1].strip(), err)
        code, _, err = self.run_it(0, "render", "--location", "eastus", "-w", "../x")
        self.assertEqual(code, 64, err)


main()
