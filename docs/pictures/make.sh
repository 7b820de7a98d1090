#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Makes the pictures of docs/window.md again: make.sh VSPA FOLDER
set -euo pipefail
vspa=$(readlink -f "$1")
out=$(readlink -f "$2")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir lab
cat >lab/spa2102.cfg <<'XML'
<flat-profile><Resync_Random_Delay>0</Resync_Random_Delay><Proxy_1_>192.168.1.200</Proxy_1_><User_ID_1_>5551234</User_ID_1_></flat-profile>
XML
"$vspa" new --unit u.flash --mac 000E0846D087 --release 5.2.10 --no-certificate >/dev/null

picture() { # picture NAME WHAT OPTIONS...
    "$vspa" window --unit u.flash --snapshot --lab lab --hidden --seed 1 --time x20 --ctl sock --picture "$out/$1.png" "${@:3}" >/dev/null &
    local window=$!
    for _ in $(seq 200); do [ -S sock ] && break; sleep 0.05; done
    timeout 120 python3 -B - "$2" <<'P' || kill $window
import os, sys
sys.path.insert(0, os.environ["CLIENT"])
from vspa import Unit


def menu(unit):
    """A handset is lifted, and the voice menu is asked for the address."""
    unit.offhook(1)
    unit.wait("ear[1]=tone dial")
    unit.dial(1, "****")
    unit.wait("ear[1]=main_menu")
    unit.dial(1, "110#")
    unit.wait("ear[1]=internet_ip_address")
    unit.wait("ear[1]=1 9 2")


def call(unit):
    """A call comes in at telephone 1; the other is off the hook, and has no cable."""
    unit.wait("lab=REGISTER 5551234: 200")
    unit.offhook(2)
    unit.call("call", to="5551234", name="J. Smith", **{"from": "4085551212"})
    unit.wait("ear[1]=displays")
    unit.cable("phone2", False)
    unit.wait("ring[1]=on=1")


with Unit("sock") as unit:
    unit.call("registrar", user="5551234")
    unit.wait("fw.resync=done", within="5m")
    {"menu": menu, "call": call}[sys.argv[1]](unit)
    unit.call("quit")
P
    wait $window
}
export CLIENT=${CLIENT:-$(dirname "$vspa")/../emu/clients}
picture window-dark menu
picture window-light menu --theme light --language de
picture window-call call --theme light --panel requests
picture window-acts call --panel acts
picture window-small menu --size 800x500 --panel changed

"$vspa" demo --record demo.rec >/dev/null 2>&1
"$vspa" replay demo.rec --window --hidden --until 130 --shots . --at 49.2 >/dev/null
mv 00049.200.png "$out/window-past.png"
