-- SPDX-License-Identifier: MIT
lesson{
  id = "T13", level = 2, par = 150, effort = 16, source = "forum threads of technicians: the address that it speaks does not open from the yellow socket",
  title = {en = "Yellow or blue", de = "Gelb oder blau", fr = "Jaune ou bleu"},
  caller = {
    en = "Technician here. I put my notebook into the yellow socket and got 192.168.0.2. The address that the voice tells me is a different one, and it does not open. The box has to get 192.168.1.150, and I need its page from the house network.",
    de = "Hier der Techniker. Ich habe mein Notebook in die gelbe Buchse gesteckt und 192.168.0.2 bekommen. Die Adresse, die die Stimme nennt, ist eine andere und lässt sich nicht öffnen. Der Kasten soll 192.168.1.150 bekommen, und ich brauche seine Seite vom Hausnetz aus.",
    fr = "Ici le technicien. J’ai mis mon portable dans la prise jaune et reçu 192.168.0.2. L’adresse que me dit la voix est une autre, et elle ne s’ouvre pas. Le boîtier doit avoir 192.168.1.150, et il me faut sa page depuis le réseau de la maison.",
  },
  page = true,
  changes = {"Connection_Type", "Static_IP", "NetMask", "Gateway", "Primary_DNS", "Enable_WAN_Web_Server"},
  debrief = {
    en = "The unit is a router with two addresses: 110 tells the one on the blue side, 210 the one on the yellow side. On the yellow side the page always answers; on the blue side it is closed until Enable WAN Web Server is set. These settings are in the administrator's view, and nothing is stored before Submit All Changes.",
    de = "Das Gerät ist ein Router mit zwei Adressen: 110 nennt die der blauen Buchse, 210 die der gelben. An der gelben Buchse antwortet die Webseite immer; an der blauen ist sie gesperrt, bis Enable WAN Web Server gesetzt ist. Diese Einstellungen stehen in der Ansicht des Administrators, und gespeichert wird erst mit Submit All Changes.",
    fr = "L’appareil est un routeur avec deux adresses : 110 dit celle du côté bleu, 210 celle du côté jaune. Du côté jaune la page répond toujours ; du côté bleu elle est fermée tant que Enable WAN Web Server n’est pas mis. Ces réglages sont dans la vue de l’administrateur, et rien n’est enregistré avant Submit All Changes.",
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
  text = {en = "What colour is the socket of your notebook?", de = "Welche Farbe hat die Buchse Ihres Notebooks?", fr = "De quelle couleur est la prise de votre portable ?"},
  answer = {en = "Yellow. The blue one goes to the router.", de = "Gelb. Die blaue geht zum Router.", fr = "Jaune. La bleue va au routeur."}}

diagnosis{
  text = {en = "Why does the address not open?", de = "Warum lässt sich die Adresse nicht öffnen?", fr = "Pourquoi l’adresse ne s’ouvre-t-elle pas ?"},
  right = "sides",
  answers = {
    {"sides", {en = "It is the address on the blue side, where the page is closed", de = "Es ist die Adresse der blauen Buchse, und dort ist die Webseite gesperrt", fr = "C’est l’adresse du côté bleu, où la page est fermée"}},
    {"old", {en = "The notebook has an old address", de = "Das Notebook hat eine alte Adresse", fr = "Le portable a une vieille adresse"}},
    {"default", {en = "The page is always at 192.168.15.1", de = "Die Seite ist immer auf 192.168.15.1", fr = "La page est toujours à 192.168.15.1"}},
    {"password", {en = "The page has a password", de = "Die Seite hat ein Passwort", fr = "La page a un mot de passe"}},
  }}

goal{id = "addresses", points = 10,
  text = {en = "hear both addresses", de = "beide Adressen hören", fr = "entendre les deux adresses"},
  is = function() return heard("192.168.1.100") and heard("192.168.0.1") end}
goal{id = "page", points = 20, must = true,
  text = {en = "see the page from the yellow side, in the administrator's view", de = "die Webseite an der gelben Buchse sehen, in der Ansicht des Administrators", fr = "voir la page du côté jaune, dans la vue de l’administrateur"},
  is = function() return visited("/admin/advanced", {status = 200}) or visited("/advanced", {status = 200}) end}
goal{id = "static", points = 20, must = true,
  text = {en = "submit the static address and the WAN web server", de = "statische Adresse und WAN Web Server abschicken", fr = "envoyer l’adresse fixe et le serveur web WAN"},
  is = function() return param.Static_IP == "192.168.1.150" and param.Connection_Type == "Static IP" and param.Enable_WAN_Web_Server == "Yes" end}
goal{id = "blue", points = 10, must = true, proof = true, after = "static",
  text = {en = "see the page from the blue side", de = "die Webseite an der blauen Buchse sehen", fr = "voir la page du côté bleu"},
  is = function() return visited("/", {status = 200}) end}

hint{en = "It has two addresses.", de = "Es hat zwei Adressen.", fr = "Il a deux adresses."}
hint{en = "The yellow side always answers: 192.168.0.1.", de = "An der gelben Buchse antwortet die Webseite immer: 192.168.0.1.", fr = "Le côté jaune répond toujours : 192.168.0.1."}
hint{en = "/admin/advanced, Wan Setup: Static IP, the values, Enable WAN Web Server yes, Submit All Changes; then the page from the blue side.",
     de = "/admin/advanced, Wan Setup: Static IP, die Werte, Enable WAN Web Server yes, Submit All Changes; dann die Webseite an der blauen Buchse.",
     fr = "/admin/advanced, Wan Setup : Static IP, les valeurs, Enable WAN Web Server yes, Submit All Changes ; puis la page du côté bleu."}

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
  text = {en = "The user's view", de = "Die Ansicht des Benutzers", fr = "La vue de l’utilisateur"},
  why = {en = "What you are looking for is in the administrator's view: /admin/advanced.", de = "Das Gesuchte steht in der Ansicht des Administrators: /admin/advanced.", fr = "Ce que vous cherchez est dans la vue de l’administrateur : /admin/advanced."},
  seen = function() return visited("/advanced") and not reached("static") end,
  play = function() web:get("/advanced", {port = "lan"}) end}

mistake{id = "closed",
  text = {en = "The static address without the WAN web server", de = "Die statische Adresse ohne WAN Web Server", fr = "L’adresse fixe sans le serveur web WAN"},
  why = {en = "The page stays closed on the blue side.", de = "Die Webseite bleibt an der blauen Buchse gesperrt.", fr = "La page reste fermée du côté bleu."},
  seen = function() return param.Static_IP == "192.168.1.150" and param.Enable_WAN_Web_Server == "No" end,
  play = function()
    web:submit("Router/Wan Setup", {["Connection Type"] = "Static IP", ["Static IP"] = "192.168.1.150", ["NetMask"] = "255.255.255.0"}, {port = "lan"})
    wait("30s")
  end}

mistake{id = "G7", play = function() reset("73738", {confirm = false}) end}
