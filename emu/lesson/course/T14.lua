-- SPDX-License-Identifier: MIT
lesson{
  id = "T14", level = 2, par = 150, effort = 16, source = "forum threads: two routers in a chain; guide p.1-5: Networking Service",
  title = {en = "One network, please", de = "Bitte nur ein Netz", fr = "Un seul réseau, s’il vous plaît"},
  caller = {
    en = "My printer is behind your box, and my PC does not see it. I typed 192.168.1.1 as LAN address, and it changed it to another one.",
    de = "Mein Drucker hängt hinter Ihrem Kasten, und mein PC sieht ihn nicht. Ich habe 192.168.1.1 als LAN-Adresse eingetragen; es hat eine andere daraus gemacht.",
    fr = "Mon imprimante est derrière votre boîtier, et mon PC ne la voit pas. J’ai tapé 192.168.1.1 comme adresse LAN, et il l’a changée en une autre.",
  },
  changes = {"Networking_Service"},
  debrief = {
    en = "Draw the chain: the router makes one network, the box behind it makes another, and the first cannot see into the second. One of the two routers is too many: as a bridge the box passes everything on, and the printer gets its address from the router. The setting is hidden from the user's view; in the voice menu it is 201.",
    de = "Die Kette zeichnen: der Router macht ein Netz, der Kasten dahinter ein zweites, und aus dem ersten ist das zweite nicht zu erreichen. Einer der beiden Router ist zu viel: als Bridge reicht der Kasten alles weiter, und der Drucker bekommt seine Adresse vom Router. In der Ansicht des Benutzers fehlt die Einstellung; im Sprachmenü ist es die 201.",
    fr = "Dessinez la chaîne : le routeur fait un réseau, le boîtier derrière lui en fait un autre, et le premier ne voit pas dans le second. L’un des deux routeurs est de trop : en pont, le boîtier laisse tout passer, et l’imprimante reçoit son adresse du routeur. Le réglage est caché à la vue de l’utilisateur ; dans le menu vocal, c’est 201.",
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
  text = {en = "What addresses do the PC and the printer have?", de = "Welche Adressen haben PC und Drucker?", fr = "Quelles adresses ont le PC et l’imprimante ?"},
  answer = {en = "The PC has 192.168.1.20, the printer's test page says 192.168.0.2.", de = "Der PC hat 192.168.1.20, auf der Testseite des Druckers steht 192.168.0.2.", fr = "Le PC a 192.168.1.20, la page de test de l’imprimante dit 192.168.0.2."}}

diagnosis{
  text = {en = "Why does the PC not see the printer?", de = "Warum sieht der PC den Drucker nicht?", fr = "Pourquoi le PC ne voit-il pas l’imprimante ?"},
  right = "two",
  answers = {
    {"two", {en = "They are in two networks, one behind the other", de = "Sie sind in zwei Netzen, eines hinter dem anderen", fr = "Ils sont dans deux réseaux, l’un derrière l’autre"}},
    {"firewall", {en = "The PC's firewall blocks it", de = "Die Firewall des PCs sperrt ihn", fr = "Le pare-feu du PC la bloque"}},
    {"dhcp", {en = "The printer has no address", de = "Der Drucker hat keine Adresse", fr = "L’imprimante n’a pas d’adresse"}},
    {"cable", {en = "The printer's cable is broken", de = "Das Kabel des Druckers ist defekt", fr = "Le câble de l’imprimante est cassé"}},
  }}

goal{id = "two", points = 15,
  text = {en = "recognise the two networks", de = "die zwei Netze erkennen", fr = "reconnaître les deux réseaux"},
  is = function() return chosen() == "two" end}
goal{id = "bridge", points = 25, must = true,
  text = {en = "make the unit a bridge", de = "das Gerät zur Bridge machen", fr = "faire de l’appareil un pont"},
  is = function() return param.Networking_Service == "Bridge" and led.power:pattern() == "on" end}
goal{id = "printer", points = 20, must = true, proof = true, after = "bridge",
  text = {en = "the printer gets an address from the router", de = "der Drucker bekommt eine Adresse vom Router", fr = "l’imprimante reçoit une adresse du routeur"},
  is = function() return lab:count("dhcp: lease of 192.168.1.101") > 0 end}

hint{en = "Draw the chain.", de = "Die Kette zeichnen.", fr = "Dessinez la chaîne."}
hint{en = "One of the two routers is too many.", de = "Einer der beiden Router ist zu viel.", fr = "L’un des deux routeurs est de trop."}
hint{en = "**** 201# 1# 1, hang up; then let the printer ask again.", de = "**** 201# 1# 1, auflegen; dann den Drucker noch einmal fragen lassen.", fr = "**** 201# 1# 1, raccrocher ; puis laisser l’imprimante redemander."}

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
  text = {en = "Another LAN address", de = "Eine andere LAN-Adresse", fr = "Une autre adresse LAN"},
  why = {en = "There are still two networks; the unit only avoids the numbers of the first.", de = "Es sind noch immer zwei Netze; das Gerät weicht nur den Nummern des ersten aus.", fr = "Il y a toujours deux réseaux ; l’appareil évite seulement les numéros du premier."},
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
