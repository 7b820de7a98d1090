-- SPDX-License-Identifier: MIT
lesson{
  id = "T19", level = 3, par = 60, effort = 2, source = "guide p.2-11: the URLs of resync and upgrade; a set-up note that confuses them",
  title = {en = "Wrong book", de = "Das falsche Buch", fr = "Le mauvais livre"},
  caller = {
    en = "Field technician here: I loaded the settings with /admin/upgrade, as the note says. Nothing.",
    de = "Hier der Außendienst: ich habe die Einstellungen mit /admin/upgrade geladen, wie auf dem Zettel. Nichts.",
    fr = "Ici le technicien de terrain : j’ai chargé les réglages par /admin/upgrade, comme le dit la note. Rien.",
  },
  page = true,
  changes = {"GPP_A", "User_ID_1_"},
  debrief = {
    en = "There are two commands for two kinds of file. upgrade is for firmware: the unit fetched the profile and refused it, and the syslog says so. resync is for profiles. The note was wrong.",
    de = "Es gibt zwei Befehle für zwei Arten von Dateien. upgrade ist für Firmware: das Gerät hat das Profil geholt und abgelehnt, so steht es im Syslog. resync ist für Profile. Der Zettel war falsch.",
    fr = "Il y a deux commandes pour deux sortes de fichiers. upgrade est pour le micrologiciel : l’appareil a récupéré le profil et l’a refusé, et le syslog le dit. resync est pour les profils. La note était fausse.",
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
  text = {en = "What did the lamp do?", de = "Was hat die Lampe gemacht?", fr = "Qu’a fait le voyant ?"},
  answer = {en = "It blinked for a moment, then it was steady again.", de = "Sie hat kurz geblinkt, dann war sie wieder ruhig.", fr = "Il a clignoté un moment, puis il était de nouveau fixe."}}

diagnosis{
  text = {en = "Why was nothing applied?", de = "Warum wurde nichts übernommen?", fr = "Pourquoi rien n’a-t-il été appliqué ?"},
  right = "firmware",
  answers = {
    {"firmware", {en = "upgrade is for firmware, and this is a profile", de = "upgrade ist für Firmware, und das ist ein Profil", fr = "upgrade est pour le micrologiciel, et ceci est un profil"}},
    {"missing", {en = "The file is not on the server", de = "Die Datei liegt nicht auf dem Server", fr = "Le fichier n’est pas sur le serveur"}},
    {"locked", {en = "Upgrades are disabled", de = "Upgrades sind abgeschaltet", fr = "Les mises à niveau sont désactivées"}},
    {"model", {en = "The file is for another model", de = "Die Datei ist für ein anderes Modell", fr = "Le fichier est pour un autre modèle"}},
  }}

goal{id = "log", points = 20,
  text = {en = "see the failed upgrade in the log", de = "das gescheiterte Upgrade im Protokoll sehen", fr = "voir dans le journal la mise à niveau échouée"},
  is = function() return was_log_read() end}
goal{id = "resync", points = 30, must = true,
  text = {en = "the profile is fetched by resync", de = "das Profil wird per Resync geholt", fr = "le profil est récupéré par resync"},
  is = function() return param.GPP_A == "number 4711" end}
goal{id = "page", points = 10, proof = true, after = "resync",
  text = {en = "see on the page that the values are there", de = "auf der Seite sehen, dass die Werte da sind", fr = "voir sur la page que les valeurs y sont"},
  is = function() return visited("/*", {status = 200}) end}

hint{en = "There are two commands for two kinds of file.", de = "Es gibt zwei Befehle für zwei Arten von Dateien.", fr = "Il y a deux commandes pour deux sortes de fichiers."}
hint{en = "The syslog says what was requested and what the result was.", de = "Im Syslog steht, was angefordert wurde und mit welchem Ergebnis.", fr = "Le syslog dit ce qui a été demandé et quel fut le résultat."}
hint{en = "/admin/resync?http://192.168.1.200/x.cfg", de = "/admin/resync?http://192.168.1.200/x.cfg", fr = "/admin/resync?http://192.168.1.200/x.cfg"}

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
  text = {en = "The same upgrade again", de = "Dasselbe Upgrade noch einmal", fr = "La même mise à niveau encore"},
  why = {en = "It is refused for the same reason.", de = "Es wird aus demselben Grund abgelehnt.", fr = "Elle est refusée pour la même raison."},
  seen = function() return visited("/admin/upgrade*") and not reached("resync") end,
  play = function()
    web:upgrade("http://192.168.1.200/x.cfg")
    wait("20s")
  end}

mistake{id = "model", method = 2,
  text = {en = "The firmware of another model", de = "Die Firmware eines anderen Modells", fr = "Le micrologiciel d’un autre modèle"},
  why = {en = "\"wrong product\": the caller wanted settings, not firmware.", de = "„wrong product“: der Anrufer wollte Einstellungen, keine Firmware.", fr = "« wrong product » : l’appelant voulait des réglages, pas un micrologiciel."},
  seen = function() return lab:count("/pap2t.bin") > 0 end,
  play = function()
    web:upgrade("http://192.168.1.200/pap2t.bin")
    wait("20s")
  end}
