# SPDX-License-Identifier: MIT
"""Random packets through two routers, a unit and Linux with nft: the same verdict on each.

    nat_beside_nft.py SEED FLOWS RULES UNIT-LAN UNIT-WAN NFT-LAN NFT-WAN     each PID:CARD: a namespace and a card in it

This program is all hosts on both sides, by packet sockets. A verdict is who got the packet and as what, or what its sender
was told. Both routers have the addresses 192.168.0.1 and 203.0.113.2, masquerade, forward TCP 8000-8099 to .2, UDP 7000-7099
to .3 and both 6000 to .4; RULES dmz: everything else from outside goes to .4. What differs by design is not compared: the
port that a flow is seen at. So replies go to the port that was seen, and strangers have addresses that no host has called."""
import ctypes
import os
import random
import select
import socket
import struct
import sys
import time

HANG_S = 300  # guards against a hang only
FORGETS_S = 20  # a unit forgets what was not answered after 30 s; on a slow machine flows get that old
UDP, TCP, ICMP = 17, 6, 1
FIN, SYN, RST, PSH, ACK = 1, 2, 4, 8, 16
WAN, LAN, GATEWAY = "203.0.113.2", "192.168.0.1", "203.0.113.1"
HOSTS = ["192.168.0.2", "192.168.0.3", "192.168.0.4"]
PEERS = [(ip, port) for ip in ("203.0.113.7", "198.51.100.1", "198.51.100.2", "198.51.100.3") for port in (53, 80, 443, 5060, 40000)]
ROUTER_ON_WAY = "198.51.100.250"
MARK = 0xBEEF
ROWS = {(TCP, 8000, 8099): HOSTS[0], (UDP, 7000, 7099): HOSTS[1], (TCP, 6000, 6000): HOSTS[2], (UDP, 6000, 6000): HOSTS[2]}
OWN = [(5060, 5061), (16384, 16483), (50000, 50255)]  # the unit's: what it answers there is its own affair


def checksum(data):
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def ip_packet(proto, src, dst, payload, ttl=64, ident=0, fragment=0, options=b"", damage=0):
    head = struct.pack("!BBHHHBBH4s4s", 0x45 + len(options) // 4, 0, 20 + len(options) + len(payload), ident, fragment, ttl, proto, 0,
                       socket.inet_aton(src), socket.inet_aton(dst)) + options
    return head[:10] + struct.pack("!H", checksum(head) ^ damage) + head[12:] + payload


def transport(proto, src, dst, sport, dport, data, flags=0, has_sum=True):
    if proto == ICMP:  # sport: the id; dport: the type
        head = struct.pack("!BBHHH", dport, 0, 0, sport, 1)
        return head[:2] + struct.pack("!H", checksum(head + data)) + head[4:] + data
    if proto == UDP:
        head, at = struct.pack("!HHHH", sport, dport, 8 + len(data), 0), 6
    else:
        head, at = struct.pack("!HHIIBBHHH", sport, dport, 1000, 2000 if flags & ACK else 0, 0x50, flags, 8192, 0, 0), 16
    total = checksum(socket.inet_aton(src) + socket.inet_aton(dst) + struct.pack("!BBH", 0, proto, len(head) + len(data)) + head + data)
    if proto == UDP and not has_sum:
        total = 0
    return head[:at] + struct.pack("!H", total or (0xFFFF if has_sum else 0)) + head[at + 2:] + data


def read_ip(packet):
    """Of a packet: (proto, src, dst, sport, dport, what), with all checksums proved. What: the data, flags, or quoted header."""
    n = (packet[0] & 15) * 4
    length, fragment, proto = struct.unpack("!2xH2xHxB", packet[:10])
    src, dst = socket.inet_ntoa(packet[12:16]), socket.inet_ntoa(packet[16:20])
    body = packet[n:length]
    assert checksum(packet[:n]) == 0, "IP checksum"
    assert fragment & 0x3FFF == 0
    pseudo = packet[12:20] + struct.pack("!BBH", 0, proto, len(body))
    if proto == ICMP:
        assert checksum(body) == 0, "ICMP checksum"
        kind, code, ident = struct.unpack("!BB2xH", body[:6])
        if kind in (0, 8):
            return proto, src, dst, ident, kind, body[8:]
        quoted = body[8:]
        n = (quoted[0] & 15) * 4
        assert checksum(quoted[:n]) == 0, "checksum of the quoted IP header"
        ports = struct.unpack("!HH", quoted[n:n + 4]) if quoted[9] != ICMP else (struct.unpack("!H", quoted[n + 4:n + 6])[0], 0)
        return proto, src, dst, 0, kind, (code, quoted[9], socket.inet_ntoa(quoted[12:16]), socket.inet_ntoa(quoted[16:20])) + ports
    sport, dport = struct.unpack("!HH", body[:4])
    if proto == UDP:
        assert body[6:8] == b"\0\0" or checksum(pseudo + body) == 0, "UDP checksum"
        return proto, src, dst, sport, dport, (body[6:8] == b"\0\0", body[8:])
    assert checksum(pseudo + body) == 0, "TCP checksum"
    return proto, src, dst, sport, dport, ("reset" if body[13] & RST else body[13], body[20:])  # a closed port: how, is not compared


def open_card(place):
    pid, card = place.split(":")
    with open(f"/proc/{pid}/ns/net") as space:
        assert ctypes.CDLL(None, use_errno=True).setns(space.fileno(), 0) == 0, os.strerror(ctypes.get_errno())
    s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
    s.bind((card, 3))
    s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
    return s


class Side:
    """The hosts at one port of a router."""

    def __init__(self, place, router, is_ours):
        self.socket, self.router, self.is_ours = open_card(place), router, is_ours
        self.router_mac = None
        self.parts = {}

    def mac(self, ip):
        last = socket.inet_aton(ip)
        return b"\x02\0" + (last if last[:3] in (b"\xc0\xa8\0", b"\xcb\0\x71") else socket.inet_aton(GATEWAY))

    def send(self, packet, src):
        self.socket.send(self.router_mac + self.mac(src) + b"\x08\0" + packet)

    def ask_router(self):
        src = HOSTS[0] if self.router == LAN else GATEWAY
        arp = struct.pack("!HHBBH6s4s6s4s", 1, 0x800, 6, 4, 1, self.mac(src), socket.inet_aton(src), b"", socket.inet_aton(self.router))
        self.socket.send(b"\xff" * 6 + self.mac(src) + b"\x08\x06" + arp)

    def join(self, packet):
        """The whole packet of a fragment, or None."""
        n = (packet[0] & 15) * 4
        length, ident, fragment = struct.unpack("!2xHHH", packet[:8])
        if fragment & 0x3FFF == 0:
            return packet[:length]
        parts = self.parts.setdefault((packet[12:20], ident), {})
        parts[(fragment & 0x1FFF) * 8] = (packet[n:length], fragment & 0x2000)
        data = b""
        while len(data) in parts:
            part, has_more = parts[len(data)]
            data += part
            if not has_more:
                del self.parts[packet[12:20], ident]
                head = packet[:2] + struct.pack("!HHH", n + len(data), ident, 0) + packet[8:10] + b"\0\0" + packet[12:n]
                return head[:10] + struct.pack("!H", checksum(head)) + head[12:] + data
        return None

    def receive(self):
        """What has come in: packets as read_ip has them."""
        got = []
        while select.select([self.socket], [], [], 0)[0]:
            frame, where = self.socket.recvfrom(65536)
            if where[2] == socket.PACKET_OUTGOING:
                continue
            if frame[12:14] == b"\x08\x06":
                op, mac, ip, target = struct.unpack("!6xH6s4s6x4s", frame[14:42])
                if op == 1 and socket.inet_ntoa(target) != self.router and self.is_ours(socket.inet_ntoa(target)):
                    mine = self.mac(socket.inet_ntoa(target))
                    self.socket.send(mac + mine + b"\x08\x06" + struct.pack("!HHBBH6s4s6s4s", 1, 0x800, 6, 4, 2, mine, target, mac, ip))
                elif op == 2 and socket.inet_ntoa(ip) == self.router:
                    self.router_mac = mac
            elif frame[12:14] == b"\x08\0":
                whole = self.join(frame[14:])
                if whole is not None and whole[16:20] != b"\xff" * 4:
                    got.append(read_ip(whole))
        return got


class Router:
    def __init__(self, name, lan, wan):
        self.name, self.mark, self.more = name, 0, ([], [])
        self.lan = Side(lan, LAN, lambda ip: ip in HOSTS)
        self.wan = Side(wan, WAN, lambda ip: True)
        for side in (self.lan, self.wan):
            self.wait(side, lambda side=side: side.router_mac, side.ask_router)
        for host in HOSTS:  # everybody is known before the first packet
            self.passed(self.lan, host)
        for peer in (GATEWAY, "203.0.113.7"):
            self.passed(self.wan, peer)

    def wait(self, side, is_done, ask=None):
        end, next_ask = time.monotonic() + HANG_S, 0.0
        while time.monotonic() < end:
            if ask and time.monotonic() >= next_ask:
                ask()
                next_ask = time.monotonic() + 2
            select.select([self.lan.socket, self.wan.socket], [], [], 0.5)
            self.more[0].extend(self.lan.receive())
            self.more[1].extend(self.wan.receive())
            if is_done():
                return
        raise SystemExit(f"{self.name}: does not answer at {side.router}")

    def passed(self, side, host):
        """A ping from this host comes back, so that all before it has been judged. What has come meanwhile: (LAN, WAN)."""
        self.mark = (self.mark + 1) & 0xFFFF
        data = struct.pack("!HH", MARK, self.mark)
        self.more = ([], [])
        mine = (ICMP, side.router, host, MARK, 0, data)
        came = self.more[0 if side is self.lan else 1]
        ping = ip_packet(ICMP, host, side.router, transport(ICMP, host, side.router, MARK, 8, data))
        self.wait(side, lambda: mine in came, lambda: side.send(ping, host))
        return tuple([p for p in of if p[0] != ICMP or p[3] != MARK] for of in self.more)


class Flow:
    """A conversation of a host; at[router]: the port that it is seen at."""

    def __init__(self, proto, host, sport, peer, pport):
        self.proto, self.host, self.sport, self.peer, self.pport, self.at = proto, host, sport, peer, pport, {}
        self.is_answered, self.used = False, time.monotonic()

    def __str__(self):
        seen = ", ".join(f"{r.name}: {port}" for r, port in self.at.items())
        return f"protocol {self.proto}, {self.host}:{self.sport} to {self.peer}:{self.pport}, seen at {seen}"


class Test:
    def __init__(self, seed, n_flows, is_dmz, routers):
        self.seed, self.random = seed, random.Random(seed)
        self.n_flows, self.is_dmz, self.routers = n_flows, is_dmz, routers
        self.recent, self.n, self.counts, self.made = [], 0, {}, 0
        self.ports = set()  # (protocol, port) that any flow was seen at

    def put(self, inside, make):
        """Sends make(router) on that side of both: (packets, source). What came of it at each: (LAN, WAN)."""
        self.n += 1
        results = []
        for r in self.routers:
            side = r.lan if inside else r.wan
            packets, src = make(r)
            for packet in packets:
                side.send(packet, src)
            results.append(r.passed(side, HOSTS[0] if inside else GATEWAY))
        return results

    def verdict(self, kind, inside, make, about, flow=None, is_at_port=False, learn=None):
        """The verdict of both routers, which must be the same."""
        results, seen = self.put(inside, make), []
        if learn:
            learn(results)
        for r, (lan, wan) in zip(self.routers, results):
            told = [("LAN",) + self.neutral(r, p, flow, is_at_port) for p in lan]
            told += [("WAN",) + self.neutral(r, p, flow, is_at_port) for p in wan if kind != "own port"]
            seen.append(sorted(told, key=repr))
        if seen[0] != seen[1]:
            raise SystemExit(f"packet {self.n}, {kind}: {about}\n  {self.routers[0].name}: {str(seen[0])[:400]}\n  {self.routers[1].name}: {str(seen[1])[:400]}")
        self.counts[kind] = self.counts.get(kind, 0) + 1
        return seen[0]

    def neutral(self, r, packet, flow, is_at_port):
        proto, src, dst, sport, dport, what = packet
        if flow is not None and flow.at.get(r) is not None:
            if src == WAN and proto in (UDP, TCP) and sport == flow.at[r]:
                sport = "seen"
            elif src == WAN and proto == ICMP and dport in (0, 8) and sport == flow.at[r]:
                sport = "seen"
            elif isinstance(what, tuple) and len(what) == 6:
                is_wan = (WAN in what[2:4], False) if what[1] == ICMP else (what[2] == WAN, what[3] == WAN)
                what = what[:4] + tuple("seen" if is_it and port == flow.at[r] else port for is_it, port in zip(is_wan, what[4:]))
            elif is_at_port and dport == flow.at[r]:
                dport = "seen"  # a row or the DMZ has taken it, as it came
        return proto, src, dst, sport, dport, what

    # ---- what happens

    def data(self):
        return self.random.randbytes(self.random.choice([0, 1, 7, 32, 333]))

    def out(self):
        """A host calls somebody."""
        r = self.random
        proto = r.choice([UDP, UDP, TCP, TCP, ICMP])
        peer, pport = r.choice(PEERS)
        sport = r.choice([r.randrange(1024, 65536), r.choice([4000, 4001, 5060, 16400, 50100, 53])])
        f = Flow(proto, r.choice(HOSTS), sport, peer, 8 if proto == ICMP else pport)
        old = next((o for o in self.recent if (o.proto, o.host, o.sport, o.peer, o.pport) == (f.proto, f.host, f.sport, f.peer, f.pport)), None)
        self.call(old or f)
        if old is None:
            self.recent = self.recent[-300:] + [f]
            self.made += 1

    def call(self, f):
        f.is_answered, f.used = False, time.monotonic()
        data, has_sum = self.data(), self.random.random() > 0.1
        options = b"\x01\x01\x01\0" if self.random.random() < 0.05 else b""
        packet = ip_packet(f.proto, f.host, f.peer, transport(f.proto, f.host, f.peer, f.sport, f.pport, data, SYN, has_sum), options=options)

        def learn(results):
            for r, (_, wan) in zip(self.routers, results):
                for p in wan:
                    f.at[r] = p[3]
                    self.ports.add((f.proto, p[3]))
        seen = self.verdict("out", True, lambda _: ([packet], f.host), str(f), f, learn=learn)
        assert len(seen) == 1 and seen[0][0] == "WAN" and seen[0][2] == WAN and seen[0][4] == "seen", (str(f), seen)

    def reply_packet(self, f, r, src, sport, data, **how):
        flags = how.pop("flags", SYN | ACK)
        if f.proto == ICMP:
            return ip_packet(ICMP, src, WAN, transport(ICMP, src, WAN, f.at[r], 0, data), **how)
        return ip_packet(f.proto, src, WAN, transport(f.proto, src, WAN, sport, f.at[r], data, flags), **how)

    def reply(self):
        f, data = self.random.choice(self.recent), self.data()
        ttl = self.random.choice([64, 64, 2, 1])
        seen = self.verdict("reply" if ttl > 1 else "reply, time over", False,
                            lambda r: ([self.reply_packet(f, r, f.peer, f.pport, data, ttl=ttl)], f.peer), str(f), f)
        assert ttl == 1 or (len(seen) == 1 and seen[0][3] == f.host), (str(f), seen)
        f.is_answered = f.is_answered or ttl > 1

    def more(self):
        """TCP goes on, either way. nft knows TCP's states and takes nothing before its time; the unit does not look."""
        flows = [f for f in self.recent if f.proto == TCP and f.is_answered]
        if flows:
            f, data, flags = self.random.choice(flows), self.data(), self.random.choice([ACK, ACK | PSH, FIN | ACK])
            if self.random.random() < 0.5:
                packet = ip_packet(TCP, f.host, f.peer, transport(TCP, f.host, f.peer, f.sport, f.pport, data, flags))
                self.verdict("TCP out", True, lambda _: ([packet], f.host), str(f), f)
            else:
                self.verdict("TCP in", False, lambda r: ([self.reply_packet(f, r, f.peer, f.pport, data, flags=flags)], f.peer), str(f), f)

    def is_taken_at_one(self, f):
        """The ports that the two routers chose differ, and one of them is a row's; or one is the unit's own."""
        ports = {f.at[r] for r in self.routers}
        rows = [(low, high) for proto, low, high in ROWS if proto == f.proto and len(ports) > 1]
        return any(low <= port <= high for port in ports for low, high in OWN + rows)

    def stranger(self):
        """Somebody else, or the peer from another port, uses the port of a flow."""
        f = self.random.choice(self.recent)
        who = self.random.choice([(f.peer, 9), ("198.51.100.77", f.pport)])
        if f.proto == ICMP:
            who = ("198.51.100.77", 0)
        if self.is_taken_at_one(f):
            return
        data = self.data()
        self.verdict("stranger", False, lambda r: ([self.reply_packet(f, r, *who, data, flags=ACK)], who[0]), (str(f), who), f, True)

    def knock(self):
        """From outside, to a port: of a row, of nobody, of the unit."""
        r = self.random
        proto = r.choice([UDP, TCP])
        port = r.choice([r.randrange(8000, 8100), r.randrange(7000, 7100), 6000, r.randrange(1, 1024), r.randrange(60000, 60100)])
        if (proto, port) in self.ports:
            return
        src, sport = f"198.51.100.{r.randrange(100, 200)}", r.randrange(1024, 65536)
        flags = r.choice([SYN, SYN, SYN, ACK])
        packet = ip_packet(proto, src, WAN, transport(proto, src, WAN, sport, port, self.data(), flags))
        seen = self.verdict("knock", False, lambda _: ([packet], src), (proto, src, sport, port, flags))
        if len(seen) == 1 and seen[0][0] == "LAN":
            host = seen[0][3]
            answer = ip_packet(proto, host, src, transport(proto, host, src, port, sport, self.data(), SYN | ACK))
            seen = self.verdict("answer", True, lambda _: ([answer], host), (proto, host, src, sport, port))
            assert len(seen) == 1 and seen[0][2:5] == (WAN, src, port), seen

    def own(self):
        """To the ports of the unit: no host gets it. What the unit says is not compared."""
        low, high = self.random.choice(OWN)
        port, proto, src = self.random.randrange(low, high + 1), self.random.choice([UDP, TCP]), "198.51.100.99"
        packet = ip_packet(proto, src, WAN, transport(proto, src, WAN, 999, port, b"x", SYN))
        self.verdict("own port", False, lambda _: ([packet], src), (proto, port))

    def error_in(self):
        """A router on the way reports about a packet of a flow."""
        f, kind = self.random.choice(self.recent), self.random.choice([(3, 1), (3, 3), (11, 0)])
        body = b"\0" * self.random.choice([0, 0, 16])

        def make(r):
            sent = ip_packet(f.proto, WAN, f.peer, transport(f.proto, WAN, f.peer, f.at[r], f.pport, body, SYN), ttl=3)
            return [ip_packet(ICMP, ROUTER_ON_WAY, WAN, self.error(kind, sent))], ROUTER_ON_WAY
        seen = self.verdict("error in", False, make, (str(f), kind), f)
        assert len(seen) == 1 and seen[0][3] == f.host and seen[0][6][2] == f.host, (str(f), seen)

    @staticmethod
    def error(kind, quoted):
        head = struct.pack("!BBHHH", *kind, 0, 0, 0)
        return head[:2] + struct.pack("!H", checksum(head + quoted)) + head[4:] + quoted

    def error_out(self):
        """A host reports that it has no such port."""
        flows = [f for f in self.recent if f.proto == UDP]
        if flows:
            f = self.random.choice(flows)
            got = ip_packet(UDP, f.peer, f.host, transport(UDP, f.peer, f.host, f.pport, f.sport, b"hello"), ttl=60)
            packet = ip_packet(ICMP, f.host, f.peer, self.error((3, 3), got))
            self.verdict("error out", True, lambda _: ([packet], f.host), str(f), f)

    def wrong(self):
        """What no router passes: another's address, a damaged header, no time left."""
        host, (peer, port) = self.random.choice(HOSTS), self.random.choice(PEERS)
        what = self.random.choice(["another's address", "damaged", "time over"])
        src = "10.9.9.9" if what == "another's address" else host
        packet = ip_packet(UDP, src, peer, transport(UDP, src, peer, 3000, port, b"x"), ttl=1 if what == "time over" else 64,
                           damage=1 if what == "damaged" else 0)
        seen = self.verdict(what, True, lambda _: ([packet], host), (src, peer))
        assert not any(side == "WAN" for side, *_ in seen), seen

    def pieces(self):
        """UDP in fragments, both ways, in any order."""
        flows = [f for f in self.recent if f.proto == UDP]
        if not flows:
            return
        f, data, ident = self.random.choice(flows), self.random.randbytes(self.random.randrange(1500, 4000)), self.random.randrange(1, 65536)
        out, order = self.random.random() < 0.5, self.random.random()

        def make(r):
            src, dst = (f.host, f.peer) if out else (f.peer, WAN)
            body = transport(UDP, src, dst, *((f.sport, f.pport) if out else (f.pport, f.at[r])), data)
            parts = [ip_packet(UDP, src, dst, body[i:i + 1480], ident=ident, fragment=i // 8 | (0x2000 if i + 1480 < len(body) else 0))
                     for i in range(0, len(body), 1480)]
            return (parts if order < 0.5 else parts[::-1]), src
        seen = self.verdict("fragments", out, make, (str(f), len(data)), f)
        assert len(seen) == 1 and seen[0][6][1] == data, (str(f), len(data), seen)

    def run(self):
        acts = [(self.out, 10), (self.reply, 8), (self.more, 4), (self.stranger, 3), (self.knock, 4), (self.own, 1), (self.error_in, 2),
                (self.error_out, 1), (self.wrong, 1), (self.pieces, 1)]
        self.out()
        step = 0
        while self.made < self.n_flows:
            step += 1
            self.random = random.Random(f"{self.seed} {step}")  # so that a run is the same again, as far as nft's ports are
            self.recent = [f for f in self.recent if time.monotonic() - f.used < FORGETS_S]
            if not self.recent:
                self.out()
            self.random.choices([act for act, _ in acts], [weight for _, weight in acts])[0]()
        told = ", ".join(f"{kind} {n}" for kind, n in sorted(self.counts.items()))
        print(f"# {self.made} flows, {self.n} packets, each with the same verdict by the unit and by nft: {told}")


def main():
    seed, n_flows, rules, *places = sys.argv[1:]
    routers = [Router("unit", *places[:2]), Router("nft", *places[2:])]
    Test(int(seed), int(n_flows), rules == "dmz", routers).run()


if __name__ == "__main__":
    main()
