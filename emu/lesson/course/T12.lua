-- SPDX-License-Identifier: MIT
lesson{
  id = "T12", level = 2, par = 75, effort = 10, source = "guide p.1-7: the recovery mode; p.5-9: /spa.bin",
  title = {en = "Morse", de = "Morse", fr = "Morse"},
  caller = {
    en = "Three short, three long, three short. No sound at all. I pulled the plug during the update.",
    de = "Drei kurz, drei lang, drei kurz. Kein Ton. Ich habe während der Aktualisierung den Stecker gezogen.",
    fr = "Trois courts, trois longs, trois courts. Aucun son. Je l’ai débranché pendant la mise à jour.",
  },
  page = true,
  debrief = {
    en = "SOS: no good firmware is left. The recovery code asks for /spa.bin by TFTP and takes only an image for its own model. The settings are elsewhere in the flash and survive. While it blinks fast it is writing: hands off.",
    de = "SOS: es ist keine gute Firmware mehr da. Das Rettungsprogramm fragt per TFTP nach /spa.bin und nimmt nur ein Image für das eigene Modell. Die Einstellungen liegen woanders im Flash und bleiben erhalten. Solange es schnell blinkt, schreibt es: Hände weg.",
    fr = "SOS : il ne reste aucun bon micrologiciel. Le code de secours demande /spa.bin en TFTP et n’accepte qu’une image de son propre modèle. Les réglages sont ailleurs dans la flash et survivent. Tant qu’il clignote vite, il écrit : on n’y touche pas.",
  },
}

unit{release = "5.2.10", params = {GPP_A = "contract 4711", Resync_On_Reset = false}}

start(function()
  power:on()
  led.power:blinks("on")
  power:corrupt()
  power:off()
  power:on()
  led.power:blinks("sos")
  wait("20s")
end)

question{id = "page",
  text = {en = "Which update was it?", de = "Welche Aktualisierung war es?", fr = "Quelle mise à jour était-ce ?"},
  answer = {en = "Yours, of last night. It said to wait, but the telephone rang.", de = "Ihre, von heute Nacht. Es hieß, ich soll warten, aber das Telefon hat geklingelt.", fr = "La vôtre, de cette nuit. Il était dit d’attendre, mais le téléphone a sonné."}}

diagnosis{
  text = {en = "What is its state?", de = "In welchem Zustand ist es?", fr = "Quel est son état ?"},
  right = "recovery",
  answers = {
    {"recovery", {en = "No good firmware is left; it asks for one", de = "Es ist keine gute Firmware mehr da; es fragt nach einer", fr = "Il ne reste aucun bon micrologiciel ; il en demande un"}},
    {"writing", {en = "It is still writing", de = "Es schreibt noch", fr = "Il écrit encore"}},
    {"link", {en = "The cable is out", de = "Das Kabel ist heraus", fr = "Le câble est débranché"}},
    {"dead", {en = "It is dead: send another one", de = "Es ist tot: ein anderes schicken", fr = "Il est mort : en envoyer un autre"}},
  }}

deed{id = "image", text = {en = "Provider: put the SPA2102's image on the TFTP server as /spa.bin", de = "Anbieter: das Image des SPA2102 als /spa.bin auf den TFTP-Server legen", fr = "L’opérateur : mettre l’image du SPA2102 sur le serveur TFTP sous /spa.bin"},
  act = function() lab:image("/spa.bin", "5.2.10") end}
deed{id = "other", text = {en = "Provider: put the PAP2T's image on the TFTP server as /spa.bin", de = "Anbieter: das Image des PAP2T als /spa.bin auf den TFTP-Server legen", fr = "L’opérateur : mettre l’image du PAP2T sur le serveur TFTP sous /spa.bin"},
  act = function() lab:image("/spa.bin", "5.1.6(LS)") end}

goal{id = "recovery", points = 15,
  text = {en = "recognise the SOS", de = "das SOS erkennen", fr = "reconnaître le SOS"},
  is = function() return chosen() == "recovery" end}
goal{id = "image", points = 25, must = true,
  text = {en = "the unit takes the right image from the server", de = "das Gerät nimmt das richtige Image vom Server", fr = "l’appareil prend la bonne image du serveur"},
  is = function() return performed("image") and led.power:pattern() == "on" end}
goal{id = "firmware", points = 20, must = true, proof = true, after = "image",
  text = {en = "hear the firmware version", de = "die Firmwareversion hören", fr = "entendre la version du micrologiciel"},
  is = function() return heard("5.2.10") and param.GPP_A == "contract 4711" end}

hint{en = "Morse code.", de = "Morsezeichen.", fr = "Du morse."}
hint{en = "It asks for a file by TFTP: read the provider's log.", de = "Es fragt per TFTP nach einer Datei: das Protokoll des Anbieters lesen.", fr = "Il demande un fichier en TFTP : lisez le journal de l’opérateur."}
hint{en = "/spa.bin of its own model; then hands off until the lamp is steady, then **** 150#.",
     de = "/spa.bin des eigenen Modells; dann Hände weg, bis die Lampe ruhig ist, dann **** 150#.",
     fr = "/spa.bin de son propre modèle ; puis ne toucher à rien jusqu’à ce que le voyant soit fixe, puis **** 150#."}

play{
  function()
    look()
    read_log()
    ask("page")
  end,
  {"recovery", function() choose("recovery") end},
  {"image", function()
    perform("image")
    led.power:blinks("on", {within = "3min"})
    wait("20s")
  end},
  {"firmware", function()
    open_menu()
    phone[1]:dial("150#")
    phone[1]:hears("5.2.10")
    phone[1]:onhook()
  end},
}

mistake{id = "G8", play = function()
  perform("image")
  led.power:blinks("fast", {within = "3min"})
  wait("2s")
  restart()
end}

mistake{id = "model", method = 2,
  text = {en = "The image of another model", de = "Das Image eines anderen Modells", fr = "L’image d’un autre modèle"},
  why = {en = "It is fetched and refused: a unit takes only images for its own model.", de = "Es wird geholt und abgelehnt: ein Gerät nimmt nur Images für sein Modell.", fr = "Elle est récupérée et refusée : un appareil ne prend que les images de son modèle."},
  seen = function() return performed("other") end,
  play = function()
    perform("other")
    wait("1min")
  end}

mistake{id = "menu", method = 2,
  text = {en = "Tried the voice menu", de = "Das Sprachmenü versucht", fr = "Essayé le menu vocal"},
  why = {en = "In recovery mode there is no voice; only the lamp tells the state.", de = "Im Rettungsmodus gibt es keine Stimme; nur die Lampe zeigt den Zustand.", fr = "En mode de secours il n’y a pas de voix ; seul le voyant dit l’état."},
  seen = function() return dialled("****") and not reached("image") end,
  play = function()
    phone[1]:offhook()
    phone[1]:dial("****")
    wait("10s")
    phone[1]:onhook()
  end}
