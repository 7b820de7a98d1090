#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# vspa version --json: what it says of the build, the releases and the libraries is so.
. "$(dirname "$0")/lib.sh"
build=$(dirname "$vspa")
export VSPA_IMAGES=$build/images
"$vspa" version --json >version.json || fail "version --json: exit $?"
ldd "$vspa" >shared
cat >check.py <<'PY'
import json, os, re, subprocess, sys
v = json.load(open("version.json"))
vspa, images = sys.argv[1:]
bad = []
if subprocess.run([vspa, "version"], capture_output=True, text=True).stdout != f"vspa {v['version']}\n":
    bad.append("another version than 'vspa version'")
if [r["file"] for r in v["releases"]] != sorted(f for f in os.listdir(images) if f.endswith(".img")):
    bad.append(f"releases {v['releases']}")
if not v["build"]["type"] or not v["build"]["compiler"] or v["images"] != images:
    bad.append(f"build {v['build']}, images {v['images']}")
if "lab" not in v["features"]["networks"]:
    bad.append(f"features {v['features']}")
shared = open("shared").read()
# The file of each library, to compare its "linked" with what the loader says.
files = {"c-ares": "cares", "expat": "expat", "GMP": "gmp", "http-parser": "http_parser", "jansson": "jansson", "libedit": "edit",
         "libmicrohttpd": "microhttpd", "libosip2": "osipparser2", "libseccomp": "seccomp", "libslirp": "slirp", "Lua": "lua5.4", "lwIP": "lwip",
         "Mbed TLS": "mbedtls", "nettle": "nettle", "spandsp": "spandsp", "SQLite": "sqlite3", "speexdsp": "speexdsp", "zlib": "z"}
for l in v["libraries"]:
    if not re.fullmatch(r"\d+(\.\d+)+.*", l["version"]) or not re.fullmatch(r"[A-Za-z0-9.-]+( OR [A-Za-z0-9.-]+)*", l["licence"]):
        bad.append(f"{l}")
    is_shared = f"lib{files[l['name']]}.so" in shared
    if is_shared != (l["linked"] == "shared"):
        bad.append(f"{l['name']} is {l['linked']}, but ldd says {'shared' if is_shared else 'not shared'}")
if {l["name"] for l in v["libraries"]} != set(files):
    bad.append("other libraries than the test knows")
print("\n".join(bad))
sys.exit(bool(bad))
PY
python3 check.py "$vspa" "$VSPA_IMAGES" >out || fail "version: $(cat out)"
exit $failed
