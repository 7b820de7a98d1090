# SPDX-License-Identifier: MIT
# beside others
# nmap's detection of systems sees a unit at its Internet port, on a tap. The reference is the entry of nmap's own database
# that names the SPA2102: what differs is told, and a test but for the statistics of sequence numbers.
. "$(dirname "$0")/peers"
needs ip unshare ethtool dnsmasq nmap python3
[ "${1:-}" = inside ] || enter "$(readlink -f "$0")" root
begin

make_space isp
plug wan isp eth0
new_unit u Resync_On_Reset=No Enable_WAN_Web_Server=Yes
serve_dhcp isp eth0 203.0.113.1
start_unit u --wan "$wire"
until_seen 'has address 203.0.113.' u.out
address=$(sed -n 's/.*has address \([0-9.]*\).*/\1/p' u.out)
at isp nmap -n -O -d --max-os-tries 1 -p 80,81 "$address" >nmap.log 2>&1 || fail "$(cat nmap.log)"
python3 - nmap.log <<'PY'
import re, sys

def probes(text):
    found = re.findall(r"(\w+)\(([^()]*)\)", text)
    return {name: dict(word.split("=", 1) for word in words.split("%") if "=" in word) for name, words in found}

def fits(value, wanted):
    """Of nmap's expressions: A|B, A-B (hexadecimal), >A, <A."""
    for one in wanted.split("|"):
        ends = one.split("-")
        if value == one:
            return True
        try:
            number = int(value, 16)
            if len(ends) == 2 and int(ends[0], 16) <= number <= int(ends[1], 16):
                return True
            if one[:1] in "<>" and (number < int(one[1:], 16) if one[0] == "<" else number > int(one[1:], 16)):
                return True
        except ValueError:
            pass
    return False

log = open(sys.argv[1]).read()
base = open("/usr/share/nmap/nmap-os-db", encoding="latin-1").read()
entry = next(e for e in base.split("\n\n") if "cpe:/h:sipura:spa2102" in e)
seen = "".join(line[3:] for line in log.splitlines() if line.startswith("OS:"))
wanted, seen = probes(entry), probes(seen)
differ = [f"{probe}.{test} is {seen[probe].get(test, 'missing')}, not {value}" for probe in wanted if probe in seen
          for test, value in wanted[probe].items()
          if test in seen[probe] and not fits(seen[probe][test], value) or test == "R" and test not in seen[probe]]
n = sum(len(tests) for tests in wanted.values())
print(f"# nmap -O: {n} results of {len(wanted)} probes, beside the entry of the SPA2102: " + ("; ".join(differ) or "none differs"))
named = re.search(r"^OS details: (.*)$", log, re.M) or re.search(r"^Running.*?: (.*)$", log, re.M)
print("# it says: " + (named[1] if named else "no match"))
sure = {"OPS", "WIN", "ECN", "T1", "T2", "T3", "T4", "T5", "T6", "T7", "U1", "IE"}
wrong = [one for one in differ if one.split(".")[0] in sure]
sys.exit(f"{wrong}\n{log}" if wrong else 0)
PY
