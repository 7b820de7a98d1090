-- SPDX-License-Identifier: MIT
lesson{
  id = "T11", level = 2, par = 90, effort = 10, source = "guide p.1-7: flash patterns of the Power lamp, 2001",
  title = {en = "It works, but it winks", de = "Es geht, aber es zwinkert", fr = "Il marche, mais il fait de l’œil"},
  caller = {
    en = "Calls are fine, but since the power cut last night the lamp blinks two short, one long.",
    de = "Telefonieren geht, aber die Lampe macht seit dem Stromausfall heute Nacht zweimal kurz und einmal lang.",
    fr = "Les appels vont bien, mais depuis la coupure de courant de cette nuit le voyant clignote deux courts, un long.",
  },
  debrief = {
    en = "The pattern is 2001: no server answered, and the unit goes on with its last known address. It works until somebody else gets that address. The router's server has to run again; nothing is wrong with the unit. A reset would have deleted the address that works.",
    de = "Das Muster ist 2001: kein Server hat geantwortet, und das Gerät nimmt seine letzte bekannte Adresse. Das geht, bis jemand anderes diese Adresse bekommt. Der Server des Routers muss wieder laufen; dem Gerät fehlt nichts. Ein Zurücksetzen hätte die Adresse gelöscht, die funktioniert.",
    fr = "Le motif est 2001 : aucun serveur n’a répondu, et l’appareil continue avec sa dernière adresse connue. Cela marche jusqu’à ce qu’un autre reçoive cette adresse. Le serveur du routeur doit tourner de nouveau ; l’appareil n’a rien. Une réinitialisation aurait effacé l’adresse qui marche.",
  },
}

unit{release = "5.2.10", params = {Resync_On_Reset = false, Make_Call_Without_Reg_1_ = true}}

start(function()
  power:on()
  led.power:blinks("on")
  wait("1min")
  power:off()
  lab:fault{drop = true, only = "dhcp"}
  wait("10s")
  power:on()
  led.power:blinks("err1", {within = "5min"})
  wait("10s")
end)

question{id = "others",
  text = {en = "Do the computers get on?", de = "Kommen die Computer ins Netz?", fr = "Les ordinateurs se connectent-ils ?"},
  answer = {en = "Those that were already on, yes. My daughter's notebook does not.", de = "Die eingeschaltet waren, ja. Das Notebook meiner Tochter nicht.", fr = "Ceux qui l’étaient déjà, oui. Le portable de ma fille, non."}}

diagnosis{
  text = {en = "What does the lamp say?", de = "Was sagt die Lampe?", fr = "Que dit le voyant ?"},
  right = "last",
  answers = {
    {"last", {en = "It goes on with its last known address; no server answered", de = "Es nimmt seine letzte bekannte Adresse; kein Server hat geantwortet", fr = "Il continue avec sa dernière adresse connue ; aucun serveur n’a répondu"}},
    {"link", {en = "The cable is loose", de = "Das Kabel ist locker", fr = "Le câble a du jeu"}},
    {"twice", {en = "Two devices have the same address", de = "Zwei Geräte haben dieselbe Adresse", fr = "Deux appareils ont la même adresse"}},
    {"firmware", {en = "The firmware was damaged by the power cut", de = "Der Stromausfall hat die Firmware beschädigt", fr = "La coupure de courant a abîmé le micrologiciel"}},
  }}

deed{id = "router", text = {en = "Caller: switch the router's DHCP server on again", de = "Anrufer: den DHCP-Server des Routers wieder einschalten", fr = "L’appelant : remettre en marche le serveur DHCP du routeur"},
  act = function() lab:heal() end}

goal{id = "rhythm", points = 15,
  text = {en = "ask for the rhythm of the lamp", de = "nach dem Rhythmus der Lampe fragen", fr = "demander le rythme du voyant"},
  is = function() return looked() end}
goal{id = "last", points = 15,
  text = {en = "say what it means", de = "sagen, was er bedeutet", fr = "dire ce qu’il signifie"},
  is = function() return chosen() == "last" end}
goal{id = "router", points = 20, must = true,
  text = {en = "the router's server runs again", de = "der Server des Routers läuft wieder", fr = "le serveur du routeur tourne de nouveau"},
  is = function() return performed("router") end}
goal{id = "steady", points = 10, must = true, proof = true, stays = true, after = "router",
  text = {en = "the lamp is steady", de = "die Lampe ist ruhig", fr = "le voyant est fixe"},
  is = function() return led.power:pattern() == "on" end}

hint{en = "It works, and it winks.", de = "Es geht, und es zwinkert.", fr = "Il marche, et il fait de l’œil."}
hint{en = "The pattern is 2001: the last known address.", de = "Das Muster ist 2001: die letzte bekannte Adresse.", fr = "Le motif est 2001 : la dernière adresse connue."}
hint{en = "Look for the cause at the router: its server. Then restart the unit with 732668#.",
     de = "Die Ursache am Router suchen: sein Server. Dann das Gerät mit 732668# neu starten.",
     fr = "Cherchez la cause au routeur : son serveur. Puis redémarrez l’appareil par 732668#."}

play{
  {"rhythm", function() look() end},
  function()
    ask("others")
    open_menu()
    phone[1]:dial("110#")
    wait("12s")
    phone[1]:onhook()
    wait("2s")
  end,
  {"last", function() choose("last") end},
  {"router", function() perform("router") end},
  {"steady", function() wait("10min") end},
}

mistake{id = "account", play = function() reset("73738") end}

mistake{id = "worse", play = function()
  reset("877778")
  wait("40s")
end}

mistake{id = "cable", method = 2,
  text = {en = "Had the cables changed", de = "Die Kabel tauschen lassen", fr = "Fait changer les câbles"},
  why = {en = "It has an address, and calls work: the cable is good.", de = "Es hat eine Adresse, und Telefonieren geht: das Kabel ist gut.", fr = "Il a une adresse, et les appels marchent : le câble est bon."},
  seen = function() return trace:count("cable=in=0") > 0 end,
  play = function()
    cable.wan:out()
    wait("10s")
    cable.wan:plug()
    wait("30s")
  end}
