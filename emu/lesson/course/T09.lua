-- SPDX-License-Identifier: MIT
lesson{
  id = "T09", level = 2, par = 40, effort = 11, source = "guide p.1-7: flash patterns of the Power lamp, 5000; a vendor's support page",
  title = {en = "Long, short, short", de = "Lang, kurz, kurz", fr = "Long, court, court"},
  caller = {
    en = "It blinks and the telephone is dead. It worked this morning. The cleaner was here.",
    de = "Es blinkt, und das Telefon ist tot. Heute Morgen ging es noch. Die Putzfrau war da.",
    fr = "Il clignote et le téléphone est mort. Il marchait ce matin. La femme de ménage est passée.",
  },
  debrief = {
    en = "The rhythm is a code: this one means that the Internet port has no link. One cable, two ends: the blue socket, and the router. The unit needs no restart: the lamp is steady as soon as the link is there.",
    de = "Der Rhythmus ist ein Code: dieser bedeutet, dass der Internet-Anschluss keine Verbindung hat. Ein Kabel, zwei Enden: die blaue Buchse und der Router. Das Gerät braucht keinen Neustart: die Lampe wird ruhig, sobald die Verbindung da ist.",
    fr = "Le rythme est un code : celui-ci dit que le port Internet n’a pas de liaison. Un câble, deux bouts : la prise bleue, et le routeur. L’appareil n’a pas besoin de redémarrer : le voyant est fixe dès que la liaison est là.",
  },
}

unit{release = "5.2.10", params = {Resync_On_Reset = false, Make_Call_Without_Reg_1_ = true}}

start(function()
  power:on()
  led.power:blinks("on")
  wait("30s")
  cable.wan:out()
  led.power:blinks("err0")
end)

question{id = "moved",
  text = {en = "Was anything moved?", de = "Wurde etwas verschoben?", fr = "Quelque chose a-t-il été déplacé ?"},
  answer = {en = "The desk, yes. And the floor is clean.", de = "Der Schreibtisch, ja. Und der Boden ist sauber.", fr = "Le bureau, oui. Et le sol est propre."}}

diagnosis{
  text = {en = "What does the lamp say?", de = "Was sagt die Lampe?", fr = "Que dit le voyant ?"},
  right = "link",
  answers = {
    {"link", {en = "The Internet port has no link", de = "Der Internet-Anschluss hat keine Verbindung", fr = "Le port Internet n’a pas de liaison"}},
    {"lease", {en = "No server gives it an address", de = "Kein Server gibt ihm eine Adresse", fr = "Aucun serveur ne lui donne d’adresse"}},
    {"firmware", {en = "Firmware is being written", de = "Eine Firmware wird geschrieben", fr = "Un micrologiciel s’écrit"}},
    {"account", {en = "The account is not registered", de = "Das Konto ist nicht angemeldet", fr = "Le compte n’est pas enregistré"}},
  }}

goal{id = "rhythm", points = 15,
  text = {en = "ask for the rhythm of the lamp", de = "nach dem Rhythmus der Lampe fragen", fr = "demander le rythme du voyant"},
  is = function() return looked() end}
goal{id = "link", points = 15,
  text = {en = "say what it means", de = "sagen, was er bedeutet", fr = "dire ce qu’il signifie"},
  is = function() return chosen() == "link" end}
goal{id = "cable", points = 20, must = true, stays = true,
  text = {en = "the cable is in the Internet socket", de = "das Kabel steckt in der Internet-Buchse", fr = "le câble est dans la prise Internet"},
  is = function() return led.power:pattern() == "on" end}
goal{id = "proof", points = 10, must = true, proof = true, after = "cable",
  text = {en = "hear a dial tone", de = "ein Freizeichen hören", fr = "entendre une tonalité"},
  is = function() return heard("dial tone") end}

hint{en = "Ask the caller to tap the rhythm.", de = "Den Anrufer den Rhythmus klopfen lassen.", fr = "Demandez à l’appelant de taper le rythme."}
hint{en = "Long, short, short is 5000: no link at the Internet port.", de = "Lang, kurz, kurz ist 5000: keine Verbindung am Internet-Anschluss.", fr = "Long, court, court, c’est 5000 : pas de liaison au port Internet."}
hint{en = "The cable: one end in the blue socket, the other in the router. Then lift the handset.",
     de = "Das Kabel: ein Ende in die blaue Buchse, das andere in den Router. Dann den Hörer abheben.",
     fr = "Le câble : un bout dans la prise bleue, l’autre dans le routeur. Puis décrocher."}

play{
  {"rhythm", function() look() end},
  function()
    ask("moved")
    open_menu()
    phone[1]:dial("110#")
    wait("12s")
    phone[1]:onhook()
    wait("2s")
  end,
  {"link", function() choose("link") end},
  {"cable", function()
    cable.wan:plug()
    led.power:blinks("on")
    wait("10s")
  end},
  {"proof", function()
    phone[1]:offhook()
    phone[1]:hears("dial tone")
    phone[1]:onhook()
  end},
}

mistake{id = "power",
  text = {en = "Pulled the plug first", de = "Zuerst den Stecker gezogen", fr = "Débranché d’abord"},
  why = {en = "After the start it blinks the same way: the cable is still out.", de = "Nach dem Start blinkt es genauso: das Kabel ist noch immer heraus.", fr = "Après le démarrage il clignote de la même façon : le câble est toujours débranché."},
  seen = function() return trace:count("power=switched off") > 0 and not reached("cable") end,
  play = function()
    power:off()
    wait("5s")
    power:on()
    wait("20s")
  end}

mistake{id = "G7", play = function() reset("73738", {confirm = false}) end}

mistake{id = "G11", play = function()
  look()
  cable.wan:plug()
  led.power:blinks("on")
end}
