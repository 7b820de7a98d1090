-- SPDX-License-Identifier: MIT
lesson{
  id = "T11", level = 2, par = 90, effort = 10, source = "guide p.1-7: flash patterns of the Power lamp, 2001",
  title = {en = "It works, but it winks", de = "Es geht, aber es zwinkert"},
  caller = {
    en = "Calls are fine, but since the power cut last night the lamp blinks two short, one long.",
    de = "Telefonieren geht, aber die Lampe macht seit dem Stromausfall heute Nacht zweimal kurz und einmal lang.",
  },
  debrief = {
    en = "The pattern is 2001: no server answered, and the unit goes on with its last known address. It works until somebody else gets that address. The router's server has to run again; nothing is wrong with the unit. A reset would have deleted the address that works.",
    de = "Das Muster ist 2001: kein Server hat geantwortet, und das Gerät nimmt seine letzte bekannte Adresse. Das geht, bis jemand anderes diese Adresse bekommt. Der Server des Routers muss wieder laufen; dem Gerät fehlt nichts. Ein Zurücksetzen hätte die Adresse gelöscht, die funktioniert.",
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
  text = {en = "Do the computers get on?", de = "Kommen die Computer ins Netz?"},
  answer = {en = "Those that were already on, yes. My daughter's notebook does not.", de = "Die eingeschaltet waren, ja. Das Notebook meiner Tochter nicht."}}

diagnosis{
  text = {en = "What does the lamp say?", de = "Was sagt die Lampe?"},
  right = "last",
  answers = {
    {"last", {en = "It goes on with its last known address; no server answered", de = "Es nimmt seine letzte bekannte Adresse; kein Server hat geantwortet"}},
    {"link", {en = "The cable is loose", de = "Das Kabel ist locker"}},
    {"twice", {en = "Two devices have the same address", de = "Zwei Geräte haben dieselbe Adresse"}},
    {"firmware", {en = "The firmware was damaged by the power cut", de = "Der Stromausfall hat die Firmware beschädigt"}},
  }}

deed{id = "router", text = {en = "Caller: switch the router's DHCP server on again", de = "Anrufer: den DHCP-Server des Routers wieder einschalten"},
  act = function() lab:heal() end}

goal{id = "rhythm", points = 15,
  text = {en = "ask for the rhythm of the lamp", de = "nach dem Rhythmus der Lampe fragen"},
  is = function() return looked() end}
goal{id = "last", points = 15,
  text = {en = "say what it means", de = "sagen, was er bedeutet"},
  is = function() return chosen() == "last" end}
goal{id = "router", points = 20, must = true,
  text = {en = "the router's server runs again", de = "der Server des Routers läuft wieder"},
  is = function() return performed("router") end}
goal{id = "steady", points = 10, must = true, proof = true, stays = true, after = "router",
  text = {en = "the lamp is steady", de = "die Lampe ist ruhig"},
  is = function() return led.power:pattern() == "on" end}

hint{en = "It works, and it winks.", de = "Es geht, und es zwinkert."}
hint{en = "The pattern is 2001: the last known address.", de = "Das Muster ist 2001: die letzte bekannte Adresse."}
hint{en = "Look for the cause at the router: its server. Then restart the unit with 732668#.",
     de = "Die Ursache am Router suchen: sein Server. Dann das Gerät mit 732668# neu starten."}

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
  text = {en = "Had the cables changed", de = "Die Kabel tauschen lassen"},
  why = {en = "It has an address, and calls work: the cable is good.", de = "Es hat eine Adresse, und Telefonieren geht: das Kabel ist gut."},
  seen = function() return trace:count("cable=in=0") > 0 end,
  play = function()
    cable.wan:out()
    wait("10s")
    cable.wan:plug()
    wait("30s")
  end}
