-- SPDX-License-Identifier: MIT
lesson{
  id = "T19", level = 3, par = 60, effort = 2, source = "guide p.2-11: the URLs of resync and upgrade; a set-up note that confuses them",
  title = {en = "Wrong book", de = "Das falsche Buch"},
  caller = {
    en = "Field technician here: I loaded the settings with /admin/upgrade, as the note says. Nothing.",
    de = "Hier der Außendienst: ich habe die Einstellungen mit /admin/upgrade geladen, wie auf dem Zettel. Nichts.",
  },
  page = true,
  changes = {"GPP_A", "User_ID_1_"},
  debrief = {
    en = "There are two commands for two kinds of file. upgrade is for firmware: the unit fetched the profile and refused it, and the syslog says so. resync is for profiles. The note was wrong.",
    de = "Es gibt zwei Befehle für zwei Arten von Dateien. upgrade ist für Firmware: das Gerät hat das Profil geholt und abgelehnt, so steht es im Syslog. resync ist für Profile. Der Zettel war falsch.",
  },
}

unit{release = "5.2.10", params = {Syslog_Server = "192.168.1.200", Enable_WAN_Web_Server = true, Resync_On_Reset = false, Upgrade_Enable = true}}

start(function()
  lab:file("x.cfg", profile{GPP_A = "number 4711", User_ID_1_ = "4711"})
  lab:image("/pap2t.bin", "5.1.6(LS)")
  power:on()
  led.power:blinks("on")
  wait("10s")
  web:upgrade("http://192.168.1.200/x.cfg")
  wait("20s")
end)

question{id = "lamp",
  text = {en = "What did the lamp do?", de = "Was hat die Lampe gemacht?"},
  answer = {en = "It blinked for a moment, then it was steady again.", de = "Sie hat kurz geblinkt, dann war sie wieder ruhig."}}

diagnosis{
  text = {en = "Why was nothing applied?", de = "Warum wurde nichts übernommen?"},
  right = "firmware",
  answers = {
    {"firmware", {en = "upgrade is for firmware, and this is a profile", de = "upgrade ist für Firmware, und das ist ein Profil"}},
    {"missing", {en = "The file is not on the server", de = "Die Datei liegt nicht auf dem Server"}},
    {"locked", {en = "Upgrades are disabled", de = "Upgrades sind abgeschaltet"}},
    {"model", {en = "The file is for another model", de = "Die Datei ist für ein anderes Modell"}},
  }}

goal{id = "log", points = 20,
  text = {en = "see the failed upgrade in the log", de = "das gescheiterte Upgrade im Protokoll sehen"},
  is = function() return was_log_read() end}
goal{id = "resync", points = 30, must = true,
  text = {en = "the profile is fetched by resync", de = "das Profil wird per Resync geholt"},
  is = function() return param.GPP_A == "number 4711" end}
goal{id = "page", points = 10, proof = true, after = "resync",
  text = {en = "see on the page that the values are there", de = "auf der Seite sehen, dass die Werte da sind"},
  is = function() return visited("/*", {status = 200}) end}

hint{en = "There are two commands for two kinds of file.", de = "Es gibt zwei Befehle für zwei Arten von Dateien."}
hint{en = "The syslog says what was requested and what the result was.", de = "Im Syslog steht, was angefordert wurde und mit welchem Ergebnis."}
hint{en = "/admin/resync?http://192.168.1.200/x.cfg", de = "/admin/resync?http://192.168.1.200/x.cfg"}

play{
  function() look() end,
  {"log", function() read_log() end},
  function()
    ask("lamp")
    choose("firmware")
  end,
  {"resync", function()
    web:resync("http://192.168.1.200/x.cfg")
    wait("20s")
  end},
  {"page", function() web:get("/admin/voice/advanced", {user = "admin"}) end},
}

mistake{id = "again",
  text = {en = "The same upgrade again", de = "Dasselbe Upgrade noch einmal"},
  why = {en = "It is refused for the same reason.", de = "Es wird aus demselben Grund abgelehnt."},
  seen = function() return visited("/admin/upgrade*") and not reached("resync") end,
  play = function()
    web:upgrade("http://192.168.1.200/x.cfg")
    wait("20s")
  end}

mistake{id = "model", method = 2,
  text = {en = "The firmware of another model", de = "Die Firmware eines anderen Modells"},
  why = {en = "\"wrong product\": the caller wanted settings, not firmware.", de = "»wrong product«: der Anrufer wollte Einstellungen, keine Firmware."},
  seen = function() return lab:count("/pap2t.bin") > 0 end,
  play = function()
    web:upgrade("http://192.168.1.200/pap2t.bin")
    wait("20s")
  end}
