-- SPDX-License-Identifier: MIT
local cause = draw{"option", "missing", "typo", "busy"}

lesson{
  id = "T18", level = 3, par = 120, effort = (cause == "missing" or cause == "busy") and 2 or 1, source = "set-up procedures of providers; a forum thread: read the request in the log first",
  title = {en = "Never got its settings", de = "Nie Einstellungen bekommen", fr = "Il n’a jamais reçu ses réglages"},
  caller = {
    en = "A new box from you: there is a dial tone, but no number. I have been waiting since the morning.",
    de = "Ein neuer Kasten von Ihnen: es gibt ein Freizeichen, aber keine Nummer. Ich warte seit heute Morgen.",
    fr = "Un boîtier neuf de chez vous : il y a une tonalité, mais pas de numéro. J’attends depuis ce matin.",
  },
  page = true,
  changes = {"GPP_A"},
  debrief = {
    en = "Read the requests first. No request at all: the lease has no option 66, so the unit does not know which server to ask. \"File Not Found\": it asks, and the file is not there. A request for another name: the rule has a typo. 503: the server is there, but busy.",
    de = "Zuerst die Anfrage lesen. Gar keine Anfrage: die Lease hat keine Option 66, und das Gerät weiß nicht, wen es fragen soll. „File Not Found“: es fragt, aber die Datei fehlt. Eine Anfrage nach einem anderen Namen: die Regel hat einen Tippfehler. 503: der Server ist da, aber überlastet.",
    fr = "Lisez d’abord les requêtes. Aucune requête : le bail n’a pas d’option 66, donc l’appareil ne sait pas quel serveur interroger. « File Not Found » : il demande, et le fichier n’y est pas. Une requête d’un autre nom : la règle a une faute de frappe. 503 : le serveur est là, mais occupé.",
  },
}

local rules = {
  option = "/spa2102.cfg",
  missing = "tftp://192.168.1.200/spa2102.cfg",
  typo = "tftp://192.168.1.200/spa2012.cfg",
  busy = "http://192.168.1.200/spa2102.cfg",
}

unit{release = "5.2.10", params = {Profile_Rule = rules[cause], Syslog_Server = "192.168.1.200",
  Enable_WAN_Web_Server = true, Resync_Random_Delay = 1, Resync_Error_Retry_Delay = 86400}}

local is_busy, is_there = cause == "busy", cause ~= "missing"
local text = profile{GPP_A = "number 4711"}

start(function()
  if cause == "option" then lab:fault{no_option_66 = true} end
  lab:file("spa2102.cfg", function()
    if is_busy then return nil, 503 end
    return is_there and text or nil
  end)
  power:on()
  led.power:blinks("on")
  wait("30s")
end)

question{id = "tone",
  text = {en = "Is there a dial tone?", de = "Gibt es ein Freizeichen?", fr = "Y a-t-il une tonalité ?"},
  answer = {en = "Yes, all the time.", de = "Ja, die ganze Zeit.", fr = "Oui, tout le temps."}}

diagnosis{
  text = {en = "Why does it have no settings?", de = "Warum hat es keine Einstellungen?", fr = "Pourquoi n’a-t-il pas de réglages ?"},
  right = cause,
  answers = {
    {"option", {en = "It never asks: option 66 is missing", de = "Es fragt nie: Option 66 fehlt", fr = "Il ne demande jamais : l’option 66 manque"}},
    {"missing", {en = "It asks, but the file is not on the server", de = "Es fragt, und die Datei liegt nicht auf dem Server", fr = "Il demande, mais le fichier n’est pas sur le serveur"}},
    {"typo", {en = "It asks for a wrong name", de = "Es fragt nach einem falschen Namen", fr = "Il demande un mauvais nom"}},
    {"busy", {en = "It asks, but the server is busy", de = "Es fragt, und der Server ist überlastet", fr = "Il demande, mais le serveur est occupé"}},
  }}

deed{id = "file",
  text = {en = "Provider: put the file on the server", de = "Anbieter: die Datei auf den Server legen", fr = "L’opérateur : mettre le fichier sur le serveur"},
  act = function() is_there = true end}
deed{id = "relieve",
  text = {en = "Provider: relieve the server", de = "Anbieter: den Server entlasten", fr = "L’opérateur : soulager le serveur"},
  act = function() is_busy = false end}

goal{id = "asked", points = 10,
  text = {en = "read what the unit has asked for", de = "lesen, wonach das Gerät gefragt hat", fr = "lire ce que l’appareil a demandé"},
  is = function() return was_log_read() end}
goal{id = "cause", points = 20, must = true,
  text = {en = "name the cause", de = "die Ursache nennen", fr = "nommer la cause"},
  is = function() return chosen() == cause end}
goal{id = "settings", points = 30, must = true, stays = true,
  text = {en = "the unit has its settings", de = "das Gerät hat seine Einstellungen", fr = "l’appareil a ses réglages"},
  is = function() return param.GPP_A == "number 4711" end}

hint{en = "Did it ask?", de = "Hat es gefragt?", fr = "A-t-il demandé ?"}
hint{en = "The provider's log has the request and the answer.", de = "Im Protokoll des Anbieters stehen Anfrage und Antwort.", fr = "Le journal de l’opérateur a la requête et la réponse."}
hint{en = "Correct what the log shows; then /admin/resync, with the right URL if the unit has a wrong one.",
     de = "Beheben, was das Protokoll zeigt; dann /admin/resync, mit der richtigen URL, wenn das Gerät eine falsche hat.",
     fr = "Corrigez ce que montre le journal ; puis /admin/resync, avec la bonne URL si l’appareil en a une mauvaise."}

local cures = {
  option = function() web:resync("tftp://192.168.1.200/spa2102.cfg") end,
  missing = function() perform("file") web:resync() end,
  typo = function() web:resync("tftp://192.168.1.200/spa2102.cfg") end,
  busy = function() perform("relieve") web:resync() end,
}

play{
  function() look() ask("tone") end,
  {"asked", function() read_log() end},
  {"cause", function(is) choose(is) end},
  {"settings", function(is)
    cures[is]()
    wait("20s")
  end},
}

mistake{id = "restarted",
  text = {en = "Restarted and waited", de = "Neu gestartet und gewartet", fr = "Redémarré et attendu"},
  why = {en = "It asks the same question again and gets the same answer.", de = "Es fragt dasselbe noch einmal und bekommt dieselbe Antwort.", fr = "Il repose la même question et reçoit la même réponse."},
  seen = function() return trace:count("power=switched off") > 0 end,
  play = function()
    power:off()
    wait("5s")
    power:on()
    wait("60s")
  end}
mistake{id = "account", play = function() reset("73738") end}
