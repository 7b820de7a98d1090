-- SPDX-License-Identifier: MIT
lesson{
  id = "T07", level = 1, par = 60, effort = 14, source = "providers' set-up pages: 7932 before the browser",
  title = {en = "Open the door", de = "Die Tür öffnen", fr = "Ouvrez la porte"},
  caller = {
    en = "I am the technician in the shop. The voice says 192.168.1.100, and my browser says connection refused. The telephone is at Phone 1, my computer at the same router.",
    de = "Ich bin der Techniker im Laden. Die Stimme sagt 192.168.1.100, und mein Browser sagt: Verbindung abgelehnt. Das Telefon ist an Phone 1, mein Computer am selben Router.",
    fr = "Je suis le technicien dans la boutique. La voix dit 192.168.1.100, et mon navigateur dit connexion refusée. Le téléphone est à Phone 1, mon ordinateur au même routeur.",
  },
  page = true,
  changes = {"Enable_WAN_Web_Server"},
  debrief = {
    en = "The unit has two sides, and on the Internet side its page is closed by default. 7932 in the menu opens it. Afterwards close it again or set a password: until then it is open to the whole network.",
    de = "Das Gerät hat zwei Netzanschlüsse, und am Anschluss Internet ist seine Webseite ab Werk gesperrt. 7932 im Menü gibt sie frei. Danach wieder sperren oder ein Passwort setzen: bis dahin steht sie dem ganzen Netz offen.",
    fr = "L’appareil a deux côtés, et du côté Internet sa page est fermée d’usine. 7932 dans le menu l’ouvre. Ensuite, refermez-la ou mettez un mot de passe : jusque-là elle est ouverte à tout le réseau.",
  },
}

unit{release = "5.2.10", params = {Resync_On_Reset = false}}

question{id = "socket",
  text = {en = "Which socket is the cable in?", de = "In welcher Buchse steckt das Kabel?", fr = "Dans quelle prise est le câble ?"},
  answer = {en = "In the blue one, Internet.", de = "In der blauen, Internet.", fr = "Dans la bleue, Internet."}}

diagnosis{
  text = {en = "Why is the connection refused?", de = "Warum wird die Verbindung abgelehnt?", fr = "Pourquoi la connexion est-elle refusée ?"},
  right = "closed",
  answers = {
    {"closed", {en = "The page is closed on the Internet side", de = "Die Webseite ist am Anschluss Internet gesperrt", fr = "La page est fermée du côté Internet"}},
    {"address", {en = "It has another address now", de = "Es hat inzwischen eine andere Adresse", fr = "Il a maintenant une autre adresse"}},
    {"password", {en = "The page has a password", de = "Die Seite hat ein Passwort", fr = "La page a un mot de passe"}},
    {"browser", {en = "The browser keeps an old page", de = "Der Browser behält eine alte Seite", fr = "Le navigateur garde une vieille page"}},
  }}

goal{id = "closed", points = 10,
  text = {en = "say why it is refused", de = "sagen, warum abgelehnt wird", fr = "dire pourquoi elle est refusée"},
  is = function() return chosen() == "closed" end}
goal{id = "open", points = 30, must = true,
  text = {en = "open the page on the Internet side", de = "die Webseite am Anschluss Internet freigeben", fr = "ouvrir la page du côté Internet"},
  is = function() return param.Enable_WAN_Web_Server == "Yes" end}
goal{id = "page", points = 20, must = true, proof = true, after = "open",
  text = {en = "see the page", de = "die Seite sehen", fr = "voir la page"},
  is = function() return visited("/", {status = 200}) end}

hint{en = "The unit has two sides, and one is closed.", de = "Das Gerät hat zwei Netzanschlüsse, und einer ist für die Webseite gesperrt.", fr = "L’appareil a deux côtés, et l’un est fermé."}
hint{en = "The menu has a switch for it.", de = "Das Menü hat einen Schalter dafür.", fr = "Le menu a un interrupteur pour cela."}
hint{en = "7932#, 1#, 1, hang up; then the page.", de = "7932#, 1#, 1, auflegen; dann die Seite.", fr = "7932#, 1#, 1, raccrocher ; puis la page."}

local function switch(value)
  phone[1]:dial("7932#")
  phone[1]:hears("ask_web_server")
  phone[1]:dial(value)
  phone[1]:hears("save_menu")
  phone[1]:dial("1")
  phone[1]:hears("option_successful")
  wait("2s")
  phone[1]:onhook()
  wait("10s")
end

play{
  function()
    look()
    ask("socket")
    open_menu()
    wait("4s")
  end,
  {"closed", function() choose("closed") end},
  {"open", function() switch("1#") end},
  {"page", function() web:get("/") end},
}

mistake{id = "G2", play = function()
  open_menu()
  phone[1]:dial("7932#")
  phone[1]:hears("ask_web_server")
  phone[1]:dial("1#")
  phone[1]:hears("save_menu")
  phone[1]:onhook()
  wait("5s")
end}

mistake{id = "G7", play = function() reset("73738", {confirm = false}) end}

mistake{id = "searched", method = 2,
  text = {en = "Looked for another address", de = "Eine andere Adresse gesucht", fr = "Cherché une autre adresse"},
  why = {en = "Refused is an answer: the address is right, but the page is closed.", de = "Abgelehnt ist eine Antwort: die Adresse stimmt, aber die Seite ist gesperrt.", fr = "Refusé est une réponse : l’adresse est juste, mais la page est fermée."},
  seen = function() return chosen() == "address" end,
  play = function() choose("address") end}
