-- SPDX-License-Identifier: MIT
lesson{
  id = "R07", level = 4, par = 60, effort = 14, telephone = 2, source = "support pages of providers: one account, two telephone sockets",
  title = {en = "The wrong socket", de = "Die falsche Buchse", fr = "La mauvaise prise"},
  caller = {
    en = "Since I dusted the shelf, the telephone has been silent, and nobody can reach me. The lamps look as always.",
    de = "Seit ich das Regal abgestaubt habe, ist das Telefon still, und niemand erreicht mich. Die Lampen sind wie immer.",
    fr = "Depuis que j’ai épousseté l’étagère, le téléphone est muet, et personne ne peut me joindre. Les voyants sont comme toujours.",
  },
  debrief = {
    en = "The account is on line 1, so only Phone 1 has a dial tone and rings. The telephone was put back into Phone 2, whose line has no account. No setting helps: ask the customer to read the words at the socket.",
    de = "Das Konto liegt auf Leitung 1, also hat nur Phone 1 ein Freizeichen und klingelt. Das Telefon steckte danach in Phone 2, dessen Leitung kein Konto hat. Keine Einstellung hilft: den Kunden die Beschriftung der Buchse vorlesen lassen.",
    fr = "Le compte est sur la ligne 1, donc seul Phone 1 a une tonalité et sonne. Le téléphone a été remis dans Phone 2, dont la ligne n’a pas de compte. Aucun réglage n’aide : demandez au client de lire ce qui est écrit à la prise.",
  },
}

unit{release = "5.2.10", params = {Proxy_1_ = "192.168.1.200", User_ID_1_ = "1001", Password_1_ = "secret", Resync_On_Reset = false}}

start(function()
  lab:registrar{user = "1001", password = "secret"}
  lab:phone{number = "200", answers_after = "1s"}
  power:on()
  led.power:blinks("on")
  wait("30s")
end)

question{id = "socket",
  text = {en = "What does it say at the socket of the telephone?", de = "Was steht an der Buchse des Telefons?", fr = "Qu’est-il écrit à la prise du téléphone ?"},
  answer = {en = "Phone 2. The other one, Phone 1, is free.", de = "Phone 2. Die andere, Phone 1, ist frei.", fr = "Phone 2. L’autre, Phone 1, est libre."}}

diagnosis{
  text = {en = "Why is the telephone silent?", de = "Warum ist das Telefon still?", fr = "Pourquoi le téléphone est-il muet ?"},
  right = "socket",
  answers = {
    {"socket", {en = "It is plugged into a line without an account", de = "Es steckt in der Buchse einer Leitung ohne Konto", fr = "Il est branché sur une ligne sans compte"}},
    {"account", {en = "The provider has locked the account", de = "Der Anbieter hat das Konto gesperrt", fr = "L’opérateur a bloqué le compte"}},
    {"network", {en = "The unit has no address", de = "Das Gerät hat keine Adresse", fr = "L’appareil n’a pas d’adresse"}},
    {"telephone", {en = "The telephone is broken", de = "Das Telefon ist kaputt", fr = "Le téléphone est cassé"}},
  }}

goal{id = "asked", points = 15,
  text = {en = "ask what it says at the socket", de = "fragen, was an der Buchse steht", fr = "demander ce qui est écrit à la prise"},
  is = function() return asked("socket") end}
goal{id = "cause", points = 15,
  text = {en = "say why it is silent", de = "sagen, warum es still ist", fr = "dire pourquoi il est muet"},
  is = function() return chosen() == "socket" end}
goal{id = "tone", points = 15, must = true,
  text = {en = "hear a dial tone at the right socket", de = "an der richtigen Buchse ein Freizeichen hören", fr = "entendre une tonalité à la bonne prise"},
  is = function() return heard("dial tone") end}
goal{id = "call", points = 15, must = true, proof = true, after = "tone",
  text = {en = "an outgoing call is answered", de = "ein abgehender Anruf wird angenommen", fr = "un appel sortant est pris"},
  is = function() return lab:count("200: talks to") > 0 end}

hint{en = "The lamps are as always: what is different since the shelf was dusted?", de = "Die Lampen sind wie immer: was ist seit dem Abstauben anders?", fr = "Les voyants sont comme toujours : qu’est-ce qui a changé depuis le ménage ?"}
hint{en = "Two sockets, one account.", de = "Zwei Buchsen, ein Konto.", fr = "Deux prises, un compte."}
hint{en = "Lift telephone 1, and dial 200# on it (at the terminal: lift 1, dial 1 200#).", de = "Telefon 1 abheben und darauf 200# wählen (am Terminal: heb 1, wähl 1 200#).", fr = "Décrocher le téléphone 1, et y composer 200# (au terminal : décroche 1, compose 1 200#)."}

play{
  function()
    look()
    open_menu()
    phone[2]:dial("110#")
    phone[2]:hears("192.168.1.100")
    phone[2]:onhook()
    wait("1s")
  end,
  {"asked", function() ask("socket") end},
  {"cause", function() choose("socket") end},
  {"tone", function()
    phone[1]:offhook()
    phone[1]:hears("dial tone")
  end},
  {"call", function()
    phone[1]:dial("200#")
    wait("6s")
  end},
  function() phone[1]:onhook() end,
}

mistake{id = "G10", allowed = true} -- the other telephone is the cure
mistake{id = "account", play = function() reset("73738") end}
mistake{id = "restarted",
  text = {en = "Restarted", de = "Neu gestartet", fr = "Redémarré"},
  why = {en = "The socket is the same afterwards.", de = "Danach ist es dieselbe Buchse.", fr = "La prise est la même ensuite."},
  seen = function() return trace:count("power=switched off") > 0 end,
  play = function() restart() end}
