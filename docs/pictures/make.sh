#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Makes the pictures of docs/window.md again: make.sh VSPA FOLDER
set -euo pipefail
vspa=$(readlink -f "$1")
out=$(readlink -f "$2")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
# Scenarios: a unit, seed and virtual times that are the same each time.
cat >steps.lua <<'L'
local steps = {}
function steps.provisioned()
  unit {mac = "000E0846D087"}
  lab:file("spa2102.cfg", profile {Resync_Random_Delay = 0, Proxy_1_ = "192.168.1.200", User_ID_1_ = "5551234"})
  lab:registrar {user = "5551234"}
  power:on()
  trace:expects("fw.resync=done", {within = "5m"})
end
return steps
L
cat >menu.lua <<'L'
-- A handset is lifted, and the voice menu is asked for the address.
local steps = require "steps"
scenario("menu", function()
  steps.provisioned()
  phone[1]:offhook()
  trace:expects("ear[1]=tone dial", {within = "1m"})
  phone[1]:dial("****")
  phone[1]:hears("main_menu")
  phone[1]:dial("110#")
  phone[1]:hears("internet_ip_address")
  trace:expects("ear[1]=1 9 2", {within = "1m"})
end)
L
cat >call.lua <<'L'
-- A call comes in at telephone 1; the other is off the hook, and has no cable.
local steps = require "steps"
scenario("call", function()
  steps.provisioned()
  trace:expects("lab=REGISTER 5551234: 200", {within = "1m"})
  phone[2]:offhook()
  lab:call {to = "5551234", name = "J. Smith", from = "4085551212"}
  trace:expects("ear[1]=displays", {within = "1m"})
  cable.phone2:out()
  trace:expects("ring[1]=on=1", {within = "1m"})
end)
L
picture() { # picture NAME WHAT OPTIONS...
    "$vspa" test --window --hidden --time x20 --picture "$out/$1.png" "${@:3}" "$2.lua" >log 2>&1 || { cat log; exit 1; }
}
picture window-dark menu
picture window-light menu --theme light --language de
picture window-french call --language fr --panel requests
picture window-call call --theme light --panel requests
picture window-acts call --panel acts
picture window-small menu --size 800x500 --panel changed

"$vspa" demo --record demo.rec >/dev/null 2>&1
"$vspa" replay demo.rec --window --hidden --until 130 --shots . --at 49.2 >/dev/null
mv 00049.200.png "$out/window-past.png"
