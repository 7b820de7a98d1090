#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Controls baresip: ADDRESS PORT COMMAND [PARAMETER] by ctrl_tcp (a netstring of JSON), or ADDRESS PORT key KEY by cons."""
import json
import socket
import sys
import time

HANG_S = 300  # guards against a hang only
address, port, command = sys.argv[1], int(sys.argv[2]), sys.argv[3]
if command == "key":
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.sendto(sys.argv[4].encode(), (address, port))
    time.sleep(0.15)
    s.sendto(b"\x04", (address, port))
else:
    s = socket.create_connection((address, port), HANG_S)
    text = json.dumps({"command": command, "params": (sys.argv + [""])[4], "token": "1"})
    s.sendall(f"{len(text)}:{text},".encode())
    print(s.recv(65536).decode(errors="replace"))
