# SPDX-License-Identifier: MIT
"""Two ends of a connection, for what is forwarded where.
    endpoint.py serve ADDRESS PROTO:PORT...      answers each with "ADDRESS PROTO:PORT, asked by PEER"
    endpoint.py ask PROTO:ADDRESS:PORT [TEXT [FROM-PORT]]
                                                 prints the answer, or "refused"; a datagram is sent again every two
                                                 seconds, since one may be lost"""
import selectors
import socket
import sys

HANG_S = 300  # guards against a hang only
KINDS = {"tcp": socket.SOCK_STREAM, "udp": socket.SOCK_DGRAM}


def serve(address, ports):
    waiting = selectors.DefaultSelector()
    for port in ports:
        proto, number = port.split(":")
        s = socket.socket(socket.AF_INET, KINDS[proto])
        s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        s.bind((address, int(number)))
        if proto == "tcp":
            s.listen()
        waiting.register(s, selectors.EVENT_READ, f"{address} {port}")
    print("serving", flush=True)
    while True:
        for key, _ in waiting.select():
            if key.fileobj.type == socket.SOCK_STREAM:
                peer, (host, _) = key.fileobj.accept()
                peer.sendall(f"{key.data}, asked by {host}\n".encode())
                peer.close()
            else:
                data, peer = key.fileobj.recvfrom(2048)
                print("got", key.data, data[:20], flush=True)
                key.fileobj.sendto(f"{key.data}, asked by {peer[0]}\n".encode(), peer)


def ask(where, text="hello", from_port="0"):
    proto, address, port = where.split(":")
    s = socket.socket(socket.AF_INET, KINDS[proto])
    s.bind(("", int(from_port)))
    s.settimeout(2 if proto == "udp" else HANG_S)
    try:
        s.connect((address, int(port)))
        for _ in range(HANG_S // 2 if proto == "udp" else 1):
            if proto == "udp":
                s.send(text.encode().decode("unicode_escape").encode())
            try:
                print(s.recv(2048).decode(errors="replace").strip() or "closed")
                return
            except TimeoutError:
                pass
        print("silent")
    except ConnectionError:
        print("refused")


if sys.argv[1] == "serve":
    serve(sys.argv[2], sys.argv[3:])
else:
    ask(*sys.argv[2:])
