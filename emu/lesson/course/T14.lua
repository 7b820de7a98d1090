-- SPDX-License-Identifier: MIT
lesson{
  id = "T14", level = 2, par = 150, effort = 16, source = "forum threads: two routers in a chain; guide p.1-5: Networking Service",
  title = {en = "One network, please", de = "Bitte nur ein Netz"},
  caller = {
    en = "My printer is behind your box, and my PC does not see it. I typed 192.168.1.1 as LAN address, and it changed it to another one.",
    de = "Mein Drucker hängt hinter Ihrem Kasten, und mein PC sieht ihn nicht. Ich habe 192.168.1.1 als LAN-Adresse eingetragen; es hat eine andere daraus gemacht.",
  },
  changes = {"Networking_Service"},
  debrief = {
    en = "Draw the chain: the router makes one network, the box behind it makes another, and the first cannot see into the second. One of the two routers is too many: as a bridge the box passes everything on, and the printer gets its address from the router. The setting is hidden from the user's view; in the voice menu it is 201.",
    de = "Die Kette zeichnen: der Router macht ein Netz, der Kasten dahinter ein zweites, und aus dem ersten ist das zweite nicht zu erreichen. Einer der beiden Router ist zu viel: als Bridge reicht der Kasten alles weiter, und der Drucker bekommt seine Adresse vom Router. In der Ansicht des Benutzers fehlt die Einstellung; im Sprachmenü ist es die 201.",
  },
}

unit{release = "5.2.10", params = {Resync_On_Reset = false}}

start(function()
  cable.lan:plug()
  power:on()
  led.power:blinks("on")
  lab:pc_lease()
  wait("5s")
end)

question{id = "addresses",
  text = {en = "What addresses do the PC and the printer have?", de = "Welche Adressen haben PC und Drucker?"},
  answer = {en = "The PC has 192.168.1.20, the printer's test page says 192.168.0.2.", de = "Der PC hat 192.168.1.20, auf der Testseite des Druckers steht 192.168.0.2."}}

diagnosis{
  text = {en = "Why does the PC not see the printer?", de = "Warum sieht der PC den Drucker nicht?"},
  right = "two",
  answers = {
    {"two", {en = "They are in two networks, one behind the other", de = "Sie sind in zwei Netzen, eines hinter dem anderen"}},
    {"firewall", {en = "The PC's firewall blocks it", de = "Die Firewall des PCs sperrt ihn"}},
    {"dhcp", {en = "The printer has no address", de = "Der Drucker hat keine Adresse"}},
    {"cable", {en = "The printer's cable is broken", de = "Das Kabel des Druckers ist defekt"}},
  }}

goal{id = "two", points = 15,
  text = {en = "recognise the two networks", de = "die zwei Netze erkennen"},
  is = function() return chosen() == "two" end}
goal{id = "bridge", points = 25, must = true,
  text = {en = "make the unit a bridge", de = "das Gerät zur Bridge machen"},
  is = function() return param.Networking_Service == "Bridge" and led.power:pattern() == "on" end}
goal{id = "printer", points = 20, must = true, proof = true, after = "bridge",
  text = {en = "the printer gets an address from the router", de = "der Drucker bekommt eine Adresse vom Router"},
  is = function() return lab:count("dhcp: lease of 192.168.1.101") > 0 end}

hint{en = "Draw the chain.", de = "Die Kette zeichnen."}
hint{en = "One of the two routers is too many.", de = "Einer der beiden Router ist zu viel."}
hint{en = "**** 201# 1# 1, hang up; then let the printer ask again.", de = "**** 201# 1# 1, auflegen; dann den Drucker noch einmal fragen lassen."}

play{
  function()
    look()
    ask("addresses")
    open_menu()
    phone[1]:dial("110#")
    phone[1]:hears("192.168.1.100")
    wait("2s")
  end,
  {"two", function() choose("two") end},
  {"bridge", function()
    phone[1]:dial("201#")
    wait("8s")
    phone[1]:dial("1#")
    phone[1]:hears("save_menu")
    phone[1]:dial("1")
    phone[1]:hears("option_successful")
    wait("2s")
    phone[1]:onhook()
    wait("30s")
  end},
  {"printer", function() lab:pc_lease() end},
}

mistake{id = "lan",
  text = {en = "Another LAN address", de = "Eine andere LAN-Adresse"},
  why = {en = "There are still two networks; the unit only avoids the numbers of the first.", de = "Es sind noch immer zwei Netze; das Gerät weicht nur den Nummern des ersten aus."},
  seen = function() return dialled("211#") end,
  play = function()
    open_menu()
    phone[1]:dial("211#")
    wait("5s")
    phone[1]:onhook()
    wait("2s")
  end}

mistake{id = "G7", play = function() reset("73738", {confirm = false}) end}

mistake{id = "G11", play = function()
  look()
  open_menu()
  phone[1]:dial("201#")
  wait("8s")
  phone[1]:dial("1#")
  phone[1]:hears("save_menu")
  phone[1]:dial("1")
  phone[1]:hears("option_successful")
  wait("2s")
  phone[1]:onhook()
  wait("30s")
end}
