# SPDX-License-Identifier: MIT
"""half_open.py PORT N SECONDS: N connections that send half a request and stay; then a visitor, who has the page in time."""
import resource
import socket
import sys
import time

port, n, limit_s = map(int, sys.argv[1:4])
hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
resource.setrlimit(resource.RLIMIT_NOFILE, (n + 64 if hard == resource.RLIM_INFINITY else min(n + 64, hard), hard))


def dial(text):
    s = socket.create_connection(("127.0.0.1", port), 300)  # guards against a hang only
    s.sendall(text)
    return s


open_ones = [dial(b"GET / HTTP/1.0\r\nHost: a") for _ in range(n)]
begun, text = time.monotonic(), b""
with dial(b"GET / HTTP/1.0\r\n\r\n") as visitor:
    while piece := visitor.recv(65536):
        text += piece
took = time.monotonic() - begun
assert b" 200 OK" in text and b"</html>" in text.lower(), text[:300]
print(f"a visitor among {len(open_ones)} that ask for nothing: {took:.1f} s")
sys.exit(took > limit_s)
