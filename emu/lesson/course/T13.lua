-- SPDX-License-Identifier: MIT
lesson{
  id = "T13", level = 2, par = 150, effort = 16, source = "forum threads of technicians: the address that it speaks does not open from the yellow socket",
  title = {en = "Yellow or blue", de = "Gelb oder blau"},
  caller = {
    en = "Technician here. I put my notebook into the yellow socket and got 192.168.0.2. The address that the voice tells me is a different one, and it does not open. The box has to get 192.168.1.150, and I need its page from the house network.",
    de = "Hier der Techniker. Ich habe mein Notebook in die gelbe Buchse gesteckt und 192.168.0.2 bekommen. Die Adresse, die die Stimme nennt, ist eine andere und lässt sich nicht öffnen. Der Kasten soll 192.168.1.150 bekommen, und ich brauche seine Seite vom Hausnetz aus.",
  },
  page = true,
  changes = {"Connection_Type", "Static_IP", "NetMask", "Gateway", "Primary_DNS", "Enable_WAN_Web_Server"},
  debrief = {
    en = "The unit is a router with two addresses: 110 tells the one on the blue side, 210 the one on the yellow side. On the yellow side the page always answers; on the blue side it is closed until Enable WAN Web Server is set. These settings are in the administrator's view, and nothing is stored before Submit All Changes.",
    de = "Das Gerät ist ein Router mit zwei Adressen: 110 nennt die der blauen Buchse, 210 die der gelben. An der gelben Buchse antwortet die Webseite immer; an der blauen ist sie gesperrt, bis Enable WAN Web Server gesetzt ist. Diese Einstellungen stehen in der Ansicht des Administrators, und gespeichert wird erst mit Submit All Changes.",
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

question{id = "colour",
  text = {en = "What colour is the socket of your notebook?", de = "Welche Farbe hat die Buchse Ihres Notebooks?"},
  answer = {en = "Yellow. The blue one goes to the router.", de = "Gelb. Die blaue geht zum Router."}}

diagnosis{
  text = {en = "Why does the address not open?", de = "Warum lässt sich die Adresse nicht öffnen?"},
  right = "sides",
  answers = {
    {"sides", {en = "It is the address on the blue side, where the page is closed", de = "Es ist die Adresse der blauen Buchse, und dort ist die Webseite gesperrt"}},
    {"old", {en = "The notebook has an old address", de = "Das Notebook hat eine alte Adresse"}},
    {"default", {en = "The page is always at 192.168.15.1", de = "Die Seite ist immer auf 192.168.15.1"}},
    {"password", {en = "The page has a password", de = "Die Seite hat ein Passwort"}},
  }}

goal{id = "addresses", points = 10,
  text = {en = "hear both addresses", de = "beide Adressen hören"},
  is = function() return heard("192.168.1.100") and heard("192.168.0.1") end}
goal{id = "page", points = 20, must = true,
  text = {en = "see the page from the yellow side, in the administrator's view", de = "die Webseite an der gelben Buchse sehen, in der Ansicht des Administrators"},
  is = function() return visited("/admin/advanced", {status = 200}) or visited("/advanced", {status = 200}) end}
goal{id = "static", points = 20, must = true,
  text = {en = "submit the static address and the WAN web server", de = "statische Adresse und WAN Web Server abschicken"},
  is = function() return param.Static_IP == "192.168.1.150" and param.Connection_Type == "Static IP" and param.Enable_WAN_Web_Server == "Yes" end}
goal{id = "blue", points = 10, must = true, proof = true, after = "static",
  text = {en = "see the page from the blue side", de = "die Webseite an der blauen Buchse sehen"},
  is = function() return visited("/", {status = 200}) end}

hint{en = "It has two addresses.", de = "Es hat zwei Adressen."}
hint{en = "The yellow side always answers: 192.168.0.1.", de = "An der gelben Buchse antwortet die Webseite immer: 192.168.0.1."}
hint{en = "/admin/advanced, Wan Setup: Static IP, the values, Enable WAN Web Server yes, Submit All Changes; then the page from the blue side.",
     de = "/admin/advanced, Wan Setup: Static IP, die Werte, Enable WAN Web Server yes, Submit All Changes; dann die Webseite an der blauen Buchse."}

local values = {["Connection Type"] = "Static IP", ["Static IP"] = "192.168.1.150", ["NetMask"] = "255.255.255.0", ["Gateway"] = "192.168.1.1",
  ["Enable WAN Web Server"] = true}

play{
  function()
    look()
    ask("colour")
    open_menu()
  end,
  {"addresses", function()
    phone[1]:dial("110#")
    phone[1]:hears("192.168.1.100")
    phone[1]:dial("210#")
    phone[1]:hears("192.168.0.1")
  end},
  function()
    wait("2s")
    phone[1]:onhook()
    choose("sides")
  end,
  {"page", function() web:get("/admin/advanced", {port = "lan"}) end},
  {"static", function()
    web:submit("Router/Wan Setup", values, {port = "lan"})
    wait("30s")
  end},
  {"blue", function() web:get("/") end},
}

mistake{id = "user", method = 2,
  text = {en = "The user's view", de = "Die Ansicht des Benutzers"},
  why = {en = "What you are looking for is in the administrator's view: /admin/advanced.", de = "Das Gesuchte steht in der Ansicht des Administrators: /admin/advanced."},
  seen = function() return visited("/advanced") and not reached("static") end,
  play = function() web:get("/advanced", {port = "lan"}) end}

mistake{id = "closed",
  text = {en = "The static address without the WAN web server", de = "Die statische Adresse ohne WAN Web Server"},
  why = {en = "The page stays closed on the blue side.", de = "Die Webseite bleibt an der blauen Buchse gesperrt."},
  seen = function() return param.Static_IP == "192.168.1.150" and param.Enable_WAN_Web_Server == "No" end,
  play = function()
    web:submit("Router/Wan Setup", {["Connection Type"] = "Static IP", ["Static IP"] = "192.168.1.150", ["NetMask"] = "255.255.255.0"}, {port = "lan"})
    wait("30s")
  end}

mistake{id = "G7", play = function() reset("73738", {confirm = false}) end}
