# SPDX-License-Identifier: MIT
"""visits.py PORT AT_ONCE IN_A_ROW SECONDS: visits the unit's page, all at once and then one after the other; each gets the whole
page, all of them within so many seconds (a host that drops connections has them sent again a second later)."""
import socket
import sys
import time

port, at_once, in_a_row, limit_s = map(int, sys.argv[1:5])
ASK = b"GET / HTTP/1.0\r\n\r\n"


HANG_S = 300  # of one visit; it guards against a hang only


def dial():
    s = socket.create_connection(("127.0.0.1", port), HANG_S)
    s.sendall(ASK)
    return s


def page(s):
    text = b""
    while piece := s.recv(65536):
        text += piece
    s.close()
    assert b" 200 OK" in text and b"Linksys SPA Configuration" in text and b"</html>" in text.lower(), text[:300]


begun = time.monotonic()
while True:  # until the unit is up
    try:
        page(dial())
        break
    except OSError:
        if time.monotonic() - begun > HANG_S:
            raise
        time.sleep(0.05)
begun = time.monotonic()
for s in [dial() for _ in range(at_once)]:
    page(s)
for _ in range(in_a_row):
    page(dial())
took = time.monotonic() - begun
print(f"{at_once} visits at once and {in_a_row} in a row: {took:.1f} s")
sys.exit(took > limit_s)
