"""What the loopback suites share: an emulator process, a copy of a stack, a proxy that can stop the world at a request."""
import http.client
import http.server
import json
import os
import pathlib
import shutil
import signal
import socketserver
import subprocess
import sys
import tempfile
import threading
import time
import unittest

BINARY, SOURCE = (os.path.abspath(a) for a in sys.argv[1:3])
SCOPE = ["--cloud", "AzureCloud", "--subscription", "11111111-2222-3333-4444-555555555555", "-g", "rg-ml", "-w", "ml-dev"]
STACKS = {
    "batch": pathlib.Path(SOURCE, "manifests/mnist-batch"),
    "online": pathlib.Path(SOURCE, "examples/online-blue-green"),
}


class Emulator:
    """`armature emulator` on a free port, with its request log."""

    def __init__(self, folder, *flags):
        self.log_file = pathlib.Path(folder, f"requests-{time.monotonic_ns()}.jsonl")
        command = [BINARY, "emulator", "--port", "0", "--log", str(self.log_file), *flags]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        assert "http://127.0.0.1:" in line, f"emulator said: {line!r} {self.process.stderr.read() if not line else ''}"
        self.port = int(line.split("http://127.0.0.1:")[1].split()[0].strip("/"))
        self.read_to = 0

    def requests(self):
        """The log lines since the last call."""
        lines = self.log_file.read_text().splitlines() if self.log_file.exists() else []
        new, self.read_to = lines[self.read_to:], len(lines)
        return [json.loads(line) for line in new]

    def stop(self):
        self.process.terminate()
        self.process.wait(10)
        self.process.stdout.close()
        self.process.stderr.close()


def stack_copy(name, folder):
    target = pathlib.Path(folder, f"{name}-{time.monotonic_ns()}")
    shutil.copytree(STACKS[name], target)
    return target


def environment(port):
    env = {k: v for k, v in os.environ.items() if not k.startswith(("AZURE_", "ARM_", "ARMATURE_"))}
    return dict(env, ARM_RESOURCE_MANAGER_ENDPOINT=f"http://127.0.0.1:{port}", ARMATURE_ACCESS_TOKEN="canary-token", NO_COLOR="1")


def start(port, stack, *arguments):
    return subprocess.Popen([BINARY, *arguments, "-f", str(stack), *SCOPE], env=environment(port), stdin=subprocess.DEVNULL,
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def armature(port, stack, *arguments):
    """exit code, standard output, standard error"""
    process = start(port, stack, *arguments)
    out, err = process.communicate(timeout=120)
    return process.returncode, out, err


class Proxy:
    """Forwards to the emulator. At request number `stop_at` it kills `victim`: before the request is forwarded, or after it took effect."""

    def __init__(self, upstream):
        self.upstream, self.count, self.stop_at, self.after, self.victim = upstream, 0, None, False, None
        self.lock = threading.Lock()
        proxy = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_any(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                with proxy.lock:
                    number = proxy.count
                    proxy.count += 1
                    fatal = proxy.stop_at is not None and number >= proxy.stop_at
                    if fatal and not (proxy.after and number == proxy.stop_at):
                        proxy.kill()
                        self.close_connection = True
                        return
                    upstream = http.client.HTTPConnection("127.0.0.1", proxy.upstream, timeout=30)
                    upstream.request(self.command, self.path, body, dict(self.headers.items()))
                    answer = upstream.getresponse()
                    content = answer.read()
                    upstream.close()
                    if fatal:
                        proxy.kill()
                        self.close_connection = True
                        return
                try:
                    self.send_response(answer.status)
                    for name, value in answer.getheaders():
                        if name.lower() not in ("connection", "transfer-encoding", "content-length", "keep-alive"):
                            self.send_header(name, value)
                    self.send_header("Content-Length", answer.getheader("Content-Length") if self.command == "HEAD" else str(len(content)))
                    self.end_headers()
                    if self.command != "HEAD":
                        self.wfile.write(content)
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True

            do_GET = do_PUT = do_PATCH = do_DELETE = do_POST = do_HEAD = handle_any

            def log_message(self, *_):
                pass

        class Server(socketserver.ThreadingMixIn, http.server.HTTPServer):
            daemon_threads = True
            request_queue_size = 64

            def handle_error(self, request, client_address):
                pass

        self.server = Server(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def kill(self):
        if self.victim:
            self.victim.send_signal(signal.SIGKILL)

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class Case(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="armature-")
        self.addCleanup(shutil.rmtree, self.folder, True)

    def emulator(self, *flags):
        emulator = Emulator(self.folder, *flags)
        self.addCleanup(emulator.stop)
        return emulator

    def run_ok(self, port, stack, *arguments, code=0):
        got, out, err = armature(port, stack, *arguments)
        self.assertEqual(got, code, f"armature {' '.join(arguments)}\n{out}\n{err}")
        return out


def main():
    unittest.main(argv=sys.argv[:1] + sys.argv[3:], verbosity=2)
