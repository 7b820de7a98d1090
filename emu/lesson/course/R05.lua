-- SPDX-License-Identifier: MIT
local cause = draw{"uk", "dtmf"}

local from = {
  uk = {en = "From England. It was a present.", de = "Aus England. Es war ein Geschenk.", fr = "D’Angleterre. C’était un cadeau."},
  dtmf = {en = "From Denmark, I brought it with me.", de = "Aus Dänemark, ich habe es mitgebracht.", fr = "Du Danemark, je l’ai apporté avec moi."},
}
local method = {uk = "ETSI FSK With PR(UK)", dtmf = "DTMF(Denmark)"}

lesson{
  id = "R05", level = 4, par = 120, effort = 3, source = "a forum thread on caller ID by country; ATA 191 guide, Caller ID Method",
  title = {en = "No number on the display", de = "Keine Nummer im Display", fr = "Aucun numéro à l’écran"},
  caller = {
    en = "My telephone rings and I can talk, but it never shows who is calling. At my old connection it did. There is a notebook at the yellow socket.",
    de = "Mein Telefon klingelt und ich kann sprechen, aber es zeigt nie, wer anruft. Am alten Anschluss ging das. An der gelben Buchse ist ein Notebook.",
    fr = "Mon téléphone sonne et je peux parler, mais il ne montre jamais qui appelle. Sur mon ancienne ligne, oui. Il y a un portable à la prise jaune.",
  },
  page = true,
  changes = {"Caller_ID_Method"},
  debrief = {
    en = "The number comes to the unit with the call, and the unit passes it to the telephone by modem tones or by key tones. Countries do that differently: North America after the first ring, most of Europe before it with an alert tone, Great Britain with a reversal of the line in addition, Denmark by key tones. A display that waits for another way stays empty. Ask where the telephone is from; Regional, Caller ID Method is the cure. Display Name has nothing to do with it: that is what others see.",
    de = "Die Nummer kommt mit dem Anruf zum Gerät, und das Gerät gibt sie mit Modemtönen oder Tastentönen an das Telefon weiter. Das ist von Land zu Land verschieden: Nordamerika nach dem ersten Klingeln, das meiste Europa davor mit einem Weckton, Großbritannien zusätzlich mit Umpolung der Leitung, Dänemark mit Tastentönen. Ein Display, das auf eine andere Art wartet, bleibt leer. Fragen, woher das Telefon stammt; Regional, Caller ID Method hilft. Display Name hat damit nichts zu tun: das sehen die anderen.",
    fr = "Le numéro arrive à l’appareil avec l’appel, et l’appareil le transmet au téléphone par des signaux de modem ou par des tonalités de touches. Les pays le font différemment : l’Amérique du Nord après la première sonnerie, la plus grande partie de l’Europe avant elle avec une tonalité d’alerte, la Grande-Bretagne en inversant de plus la ligne, le Danemark par des tonalités de touches. Un afficheur qui attend une autre façon reste vide. Demandez d’où vient le téléphone ; Regional, Caller ID Method est le remède. Display Name n’y est pour rien : c’est ce que voient les autres.",
  },
}

unit{release = "5.2.10", params = {Proxy_1_ = "192.168.1.200", User_ID_1_ = "1001", Password_1_ = "secret", Resync_On_Reset = false}}

start(function()
  lab:registrar{user = "1001", password = "secret"}
  phone[1]:display(cause)
  cable.lan:plug()
  power:on()
  led.power:blinks("on")
  wait("30s")
end)

question{id = "country",
  text = {en = "Where is the telephone from?", de = "Woher ist das Telefon?", fr = "D’où vient le téléphone ?"},
  answer = from[cause]}
question{id = "empty",
  text = {en = "Is the display dark, or does it show something else?", de = "Ist das Display dunkel oder zeigt es etwas anderes?", fr = "L’écran est-il éteint, ou montre-t-il autre chose ?"},
  answer = {en = "The clock, as always. It lights up when it rings.", de = "Die Uhr, wie immer. Es leuchtet, wenn es klingelt.", fr = "L’heure, comme toujours. Il s’allume quand ça sonne."}}
question{id = "others",
  text = {en = "Do the people you call see your number?", de = "Sehen die Leute, die Sie anrufen, Ihre Nummer?", fr = "Les gens que vous appelez voient-ils votre numéro ?"},
  answer = {en = "Yes, they do.", de = "Ja, die sehen sie.", fr = "Oui, ils le voient."}}

diagnosis{
  text = {en = "Why does it show no number?", de = "Warum zeigt es keine Nummer?", fr = "Pourquoi ne montre-t-il aucun numéro ?"},
  right = "method",
  answers = {
    {"method", {en = "The unit sends the number in a way that this telephone cannot read", de = "Das Gerät sendet die Nummer auf eine Art, die dieses Telefon nicht lesen kann", fr = "L’appareil envoie le numéro d’une façon que ce téléphone ne sait pas lire"}},
    {"provider", {en = "The provider does not send the number", de = "Der Anbieter sendet die Nummer nicht", fr = "L’opérateur n’envoie pas le numéro"}},
    {"telephone", {en = "The display of the telephone is broken", de = "Das Display des Telefons ist kaputt", fr = "L’écran du téléphone est cassé"}},
    {"name", {en = "No Display Name is set", de = "Es ist kein Display Name gesetzt", fr = "Aucun Display Name n’est défini"}},
  }}

deed{id = "call", calls = "1001",
  text = {en = "Have the number called from the other desk", de = "Die Nummer vom anderen Platz aus anrufen lassen", fr = "Faire appeler le numéro depuis l’autre bureau"}}

goal{id = "country", points = 15,
  text = {en = "ask where the telephone is from", de = "fragen, woher das Telefon ist", fr = "demander d’où vient le téléphone"},
  is = function() return asked("country") end}
goal{id = "cause", points = 10,
  text = {en = "say why it shows no number", de = "sagen, warum es keine Nummer zeigt", fr = "dire pourquoi il ne montre aucun numéro"},
  is = function() return chosen() == "method" end}
goal{id = "method", points = 20, must = true, stays = true,
  text = {en = "the unit sends the number as this telephone reads it", de = "das Gerät sendet die Nummer so, wie dieses Telefon sie liest", fr = "l’appareil envoie le numéro comme ce téléphone le lit"},
  is = function()
    local is = param.Caller_ID_Method
    return is == method[cause] or (cause == "dtmf" and is:find("DTMF", 1, true) ~= nil)
  end}
goal{id = "shows", points = 15, must = true, proof = true, after = "method",
  text = {en = "a call rings and the display shows the number", de = "ein Anruf klingelt und das Display zeigt die Nummer", fr = "un appel sonne et l’écran montre le numéro"},
  is = (function()
    local before
    return function()
      before = before or trace:count("ear=displays")
      return trace:count("ear=displays") > before
    end
  end)()}

hint{en = "Which country is the telephone from?", de = "Aus welchem Land ist das Telefon?", fr = "De quel pays vient le téléphone ?"}
hint{en = "The unit has a setting for that: Voice, Regional.", de = "Dafür hat das Gerät eine Einstellung: Voice, Regional.", fr = "L’appareil a un réglage pour cela : Voice, Regional."}
hint{en = "Regional: Caller ID Method: ETSI FSK; ETSI FSK With PR(UK) for a British telephone; DTMF for a Danish one. Submit, then a call.",
     de = "Regional: Caller ID Method: ETSI FSK; ETSI FSK With PR(UK) für ein britisches Telefon, DTMF für ein dänisches. Submit, dann ein Anruf.",
     fr = "Regional : Caller ID Method : ETSI FSK ; ETSI FSK With PR(UK) pour un téléphone britannique ; DTMF pour un danois. Envoyer, puis un appel."}

play{
  {"country", function() ask("country") end},
  function()
    look()
    web:get("/admin/voice/advanced", {port = "lan"})
  end,
  {"cause", function() choose("method") end},
  {"method", function(is)
    web:submit("Voice/Regional", {["Caller ID Method"] = method[is]}, {port = "lan"})
    wait("30s")
  end},
  {"shows", function()
    perform("call")
    wait("20s")
  end},
}

mistake{id = "name", method = 2,
  text = {en = "Set a Display Name", de = "Einen Display Name gesetzt", fr = "Défini un Display Name"},
  why = {en = "That is what others see of this line; some providers refuse it.", de = "Das sehen die anderen von dieser Leitung; manche Anbieter weisen es ab.", fr = "C’est ce que les autres voient de cette ligne ; certains opérateurs le refusent."},
  seen = function() return param.Display_Name_1_ ~= "" end,
  play = function()
    web:submit("Voice/Line 1", {["Display Name"] = "Anna"}, {port = "lan"})
    wait("30s")
  end}

mistake{id = "provider", method = 2,
  text = {en = "Sent the caller to the provider", de = "Den Anrufer zum Anbieter geschickt", fr = "L’appelant renvoyé à l’opérateur"},
  why = {en = "The number arrives: the unit has it in its call history.", de = "Die Nummer kommt an: das Gerät hat sie in seiner Anrufliste.", fr = "Le numéro arrive : l’appareil l’a dans son historique d’appels."},
  seen = function() return chosen() == "provider" end,
  play = function() choose("provider") end}

mistake{id = "restarted",
  text = {en = "Restarted", de = "Neu gestartet", fr = "Redémarré"},
  why = {en = "The method is a setting; it stays.", de = "Die Art ist eine Einstellung; sie bleibt.", fr = "La méthode est un réglage ; elle reste."},
  seen = function() return trace:count("power=switched off") > 0 and not reached("method") end,
  play = function() restart() end}

mistake{id = "account", play = function() reset("73738") end}
