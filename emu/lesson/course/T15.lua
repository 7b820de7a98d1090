-- SPDX-License-Identifier: MIT
lesson{
  id = "T15", level = 2, par = 120, effort = 13, source = "forum threads: a new router with the box's own network; renumbering inferred",
  title = {en = "The same network twice", de = "Zweimal dasselbe Netz", fr = "Deux fois le même réseau"},
  caller = {
    en = "A new fibre router. Since then the PC behind your box has no Internet; the telephone works.",
    de = "Ein neuer Glasfaser-Router. Seitdem hat der PC hinter Ihrem Kasten kein Internet, und das Telefon geht.",
    fr = "Un nouveau routeur fibre. Depuis, le PC derrière votre boîtier n’a plus Internet ; le téléphone marche.",
  },
  debrief = {
    en = "The new router uses the network that the box had on its LAN side. A router needs two different networks, so the box changed its LAN address; the PC still has its old one and has to ask again. Changing the network of the whole house, or a reset, does not help.",
    de = "Der neue Router nutzt das Netz, das der Kasten auf seiner LAN-Seite hatte. Ein Router braucht zwei verschiedene Netze, darum hat der Kasten seine LAN-Adresse geändert; der PC hat noch seine alte und muss neu fragen. Das Netz des ganzen Hauses zu ändern oder zurückzusetzen, hilft nicht.",
    fr = "Le nouveau routeur emploie le réseau que le boîtier avait du côté LAN. Un routeur a besoin de deux réseaux différents, donc le boîtier a changé son adresse LAN ; le PC a encore l’ancienne et doit redemander. Changer le réseau de toute la maison, ou réinitialiser, n’aide pas.",
  },
}

unit{release = "5.2.10", params = {Resync_On_Reset = false, LAN_IP_Address = "192.168.1.1", Make_Call_Without_Reg_1_ = true}}

start(function()
  cable.lan:plug()
  cable.wan:out()
  power:on()
  wait("20s")
  lab:pc_lease()
  cable.wan:plug()
  led.power:blinks("on")
  wait("20s")
end)

question{id = "pc",
  text = {en = "What address does the PC have?", de = "Welche Adresse hat der PC?", fr = "Quelle adresse a le PC ?"},
  answer = {en = "192.168.1.2, with 192.168.1.1 as its router.", de = "192.168.1.2, mit 192.168.1.1 als Router.", fr = "192.168.1.2, avec 192.168.1.1 comme routeur."}}

diagnosis{
  text = {en = "Why does the PC have no Internet?", de = "Warum hat der PC kein Internet?", fr = "Pourquoi le PC n’a-t-il pas Internet ?"},
  right = "moved",
  answers = {
    {"moved", {en = "The box has moved its LAN to another network, and the PC keeps its old address", de = "Der Kasten hat sein LAN in ein anderes Netz verlegt, und der PC behält seine alte Adresse", fr = "Le boîtier a déplacé son LAN vers un autre réseau, et le PC garde son ancienne adresse"}},
    {"nat", {en = "The new router forbids a second router", de = "Der neue Router verbietet einen zweiten Router", fr = "Le nouveau routeur interdit un second routeur"}},
    {"cable", {en = "The PC's cable came loose", de = "Das Kabel des PCs ist locker", fr = "Le câble du PC s’est détaché"}},
    {"dns", {en = "The name server is missing", de = "Der Nameserver fehlt", fr = "Il manque le serveur DNS"}},
  }}

goal{id = "both", points = 20,
  text = {en = "hear both addresses of the box", de = "beide Adressen des Kastens hören", fr = "entendre les deux adresses du boîtier"},
  is = function() return heard("192.168.1.100") and heard("192.168.2.1") end}
goal{id = "moved", points = 20, must = true,
  text = {en = "say what happened", de = "sagen, was geschehen ist", fr = "dire ce qui s’est passé"},
  is = function() return chosen() == "moved" end}
goal{id = "renewed", points = 20, must = true, proof = true,
  text = {en = "the PC has an address in the new network", de = "der PC hat eine Adresse im neuen Netz", fr = "le PC a une adresse du nouveau réseau"},
  is = function() return trace:count("fw.net=lan lease 192.168.2.2") > 0 end}

hint{en = "Two addresses: compare the first three numbers.", de = "Zwei Adressen: die ersten drei Zahlen vergleichen.", fr = "Deux adresses : comparez les trois premiers nombres."}
hint{en = "A router needs two different networks: 110# and 210#.", de = "Ein Router braucht zwei verschiedene Netze: 110# und 210#.", fr = "Un routeur a besoin de deux réseaux différents : 110# et 210#."}
hint{en = "**** 110# 210#; then the PC asks for an address again.", de = "**** 110# 210#; dann fragt der PC neu nach einer Adresse.", fr = "**** 110# 210# ; puis le PC redemande une adresse."}

play{
  function()
    look()
    ask("pc")
    open_menu()
  end,
  {"both", function()
    phone[1]:dial("110#")
    phone[1]:hears("192.168.1.100")
    phone[1]:dial("210#")
    phone[1]:hears("192.168.2.1")
  end},
  function()
    wait("2s")
    phone[1]:onhook()
  end,
  {"moved", function() choose("moved") end},
  {"renewed", function() lab:pc_lease() end},
}

mistake{id = "account", play = function() reset("73738") end}

mistake{id = "restarted",
  text = {en = "Restarted the box", de = "Den Kasten neu gestartet", fr = "Redémarré le boîtier"},
  why = {en = "It changes its address again: the router's network is still the same.", de = "Er wechselt die Adresse wieder: das Netz des Routers ist dasselbe.", fr = "Il change encore son adresse : le réseau du routeur est toujours le même."},
  seen = function() return trace:count("power=switched off") > 0 and not reached("renewed") end,
  play = function() restart() end}

mistake{id = "cable", method = 2,
  text = {en = "Took it for a loose cable", de = "Für ein lockeres Kabel gehalten", fr = "Pris pour un câble mal branché"},
  why = {en = "The PC has an address, but one from the wrong network.", de = "Der PC hat eine Adresse, nur ist sie aus dem falschen Netz.", fr = "Le PC a une adresse, mais du mauvais réseau."},
  seen = function() return chosen() == "cable" end,
  play = function() choose("cable") end}
