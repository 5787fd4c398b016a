"""A small reverse proxy of its own process: tells its port, and passes on what it is asked."""

import http.client
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

UPSTREAM, STRIPPED = int(sys.argv[1]), sys.argv[2]
# How browsers reach it, as it says; one of our tests has no certificate.
SCHEME = sys.argv[3] if len(sys.argv) > 3 else "https"
# Neither is passed on: a proxy has connections of its own.
OF_THE_CONNECTION = {"connection", "keep-alive", "transfer-encoding", "date", "server"}


class Proxy(BaseHTTPRequestHandler):
    """Asks the service in the name of whoever asks."""

    protocol_version = "HTTP/1.1"

    def pass_on(self) -> None:
        """Ask the service, and send its answer back."""
        path = self.path.removeprefix(STRIPPED) or "/"
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        upstream = http.client.HTTPConnection("127.0.0.1", UPSTREAM, timeout=30)
        upstream.putrequest(self.command, path, skip_host=True, skip_accept_encoding=True)
        for name, value in self.headers.items():
            if name.lower() not in {*OF_THE_CONNECTION, "host"}:
                upstream.putheader(name, value)
        upstream.putheader("host", f"127.0.0.1:{UPSTREAM}")
        # Added behind what the client sent, as proxies do.
        upstream.putheader("x-forwarded-for", "198.51.100.7")
        upstream.putheader("x-forwarded-proto", SCHEME)
        upstream.putheader("x-forwarded-host", self.headers["host"])
        upstream.endheaders(body)
        answer = upstream.getresponse()
        content = answer.read()
        self.send_response_only(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in {*OF_THE_CONNECTION, "content-length"}:
                self.send_header(name, value)
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_PUT = do_DELETE = pass_on  # noqa: N815 -- the names that it calls

    def log_message(self, *_said: object) -> None:
        """Say nothing."""


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Proxy)
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()
