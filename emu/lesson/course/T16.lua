-- SPDX-License-Identifier: MIT
lesson{
  id = "T16", level = 3, par = 420, effort = 17, source = "forum threads on boxes of a former provider; a provider's letter that begins with the cable",
  title = {en = "The password that comes back", de = "Das Passwort, das wiederkommt", fr = "Le mot de passe qui revient"},
  caller = {
    en = "I changed providers, and the box is mine. I reset it, and it was open; a minute later it asked for a password again. There is a notebook at the yellow socket.",
    de = "Ich habe den Anbieter gewechselt, und der Kasten gehört mir. Ich habe ihn zurückgesetzt, und er war offen; eine Minute später wollte er wieder ein Passwort. An der gelben Buchse ist ein Notebook.",
    fr = "J’ai changé d’opérateur, et le boîtier est à moi. Je l’ai réinitialisé, et il était ouvert ; une minute plus tard il redemandait un mot de passe. Il y a un portable à la prise jaune.",
  },
  page = true,
  changes = {"*"},
  debrief = {
    en = "A box from the factory asks the network for its settings, and the old provider's server still answers. Cut it off first: cable out, reset, Provision Enable no on the page on the yellow side, and only then the cable in again.",
    de = "Ein Kasten ab Werk fragt im Netz nach seinen Einstellungen, und der Server des alten Anbieters antwortet noch. Erst die Verbindung trennen: Kabel heraus, zurücksetzen, auf der Webseite an der gelben Buchse Provision Enable auf no, und erst dann das Kabel wieder hinein.",
    fr = "Un boîtier sorti d’usine demande ses réglages au réseau, et le serveur de l’ancien opérateur répond encore. Coupez-le d’abord : câble débranché, réinitialisation, Provision Enable no sur la page du côté jaune, et seulement alors le câble remis.",
  },
}

unit{release = "5.2.10", params = {Resync_Random_Delay = 1}}

start(function()
  lab:file("spa2102.cfg", profile{Admin_Passwd = "old-provider", Resync_On_Reset = true, Profile_Rule = "/spa2102.cfg"})
  cable.lan:plug()
  power:on()
  led.power:blinks("on")
  trace:expects("fw.resync=done")
  wait("10s")
end)

question{id = "minute",
  text = {en = "What happened in that minute?", de = "Was ist in dieser Minute geschehen?", fr = "Que s’est-il passé pendant cette minute ?"},
  answer = {en = "Nothing. I went for a coffee.", de = "Nichts. Ich habe mir einen Kaffee geholt.", fr = "Rien. Je suis allé prendre un café."}}
question{id = "cable",
  text = {en = "Was the Internet cable in?", de = "War das Internet-Kabel eingesteckt?", fr = "Le câble Internet était-il branché ?"},
  answer = {en = "Of course.", de = "Natürlich.", fr = "Bien sûr."}}

diagnosis{
  text = {en = "Who sets the password?", de = "Wer setzt das Passwort?", fr = "Qui met le mot de passe ?"},
  right = "profile",
  answers = {
    {"profile", {en = "The old provider's profile, at the first contact", de = "Das Profil des alten Anbieters, beim ersten Kontakt", fr = "Le profil de l’ancien opérateur, au premier contact"}},
    {"reset", {en = "The reset does not delete the password", de = "Das Zurücksetzen löscht das Passwort nicht", fr = "La réinitialisation n’efface pas le mot de passe"}},
    {"factory", {en = "It is the default password", de = "Es ist das Passwort ab Werk", fr = "C’est le mot de passe par défaut"}},
    {"browser", {en = "The browser remembers it", de = "Der Browser merkt es sich", fr = "Le navigateur s’en souvient"}},
  }}

goal{id = "out", points = 15,
  text = {en = "the Internet cable is out", de = "das Internet-Kabel ist heraus", fr = "le câble Internet est débranché"},
  is = function() return trace:count("cable=in=0") > 0 end}
goal{id = "reset", points = 15, must = true, after = "out",
  text = {en = "reset to the factory's settings", de = "auf Werkseinstellungen zurückgesetzt", fr = "remis aux réglages d’usine"},
  is = function() return trace:count("fw.ivr=reset factory_reset") > 0 and param.Admin_Passwd == "" end}
goal{id = "off", points = 20, must = true, stays = true, after = "reset",
  text = {en = "provisioning is off", de = "die Provisionierung ist aus", fr = "le provisionnement est coupé"},
  is = function() return param.Provision_Enable == "No" end}
goal{id = "open", points = 10, must = true, proof = true, stays = true, after = "off",
  text = {en = "it is still open five minutes after the cable is in", de = "fünf Minuten nach dem Einstecken ist es noch offen", fr = "il est encore ouvert cinq minutes après le câble remis"},
  is = function() return led.power:pattern() == "on" and visited("/admin/*", {status = 200}) and param.Admin_Passwd == "" end}

hint{en = "Who talked to it in that minute?", de = "Wer hat in dieser Minute mit ihm gesprochen?", fr = "Qui lui a parlé pendant cette minute ?"}
hint{en = "Keep them from talking.", de = "Die beiden nicht miteinander reden lassen.", fr = "Empêchez-les de se parler."}
hint{en = "Cable out; **** 73738# 1#; http://192.168.0.1/admin/voice/advanced, Provisioning, Provision Enable no, Submit; cable in.",
     de = "Kabel heraus; **** 73738# 1#; http://192.168.0.1/admin/voice/advanced, Provisioning, Provision Enable no, Submit; Kabel hinein.",
     fr = "Câble débranché ; **** 73738# 1# ; http://192.168.0.1/admin/voice/advanced, Provisioning, Provision Enable no, Submit ; câble remis."}

play{
  function()
    look()
    ask("minute")
    ask("cable")
    read_log()
    choose("profile")
  end,
  {"out", function() cable.wan:out() wait("5s") end},
  {"reset", function() reset("73738") end},
  {"off", function()
    web:submit("Voice/Provisioning", {["Provision Enable"] = false}, {port = "lan"})
    wait("20s")
  end},
  {"open", function()
    cable.wan:plug()
    led.power:blinks("on")
    wait("5min")
    web:get("/admin/voice/advanced", {port = "lan"})
  end},
}

mistake{id = "account", allowed = true}

mistake{id = "in", harm = 10,
  text = {en = "Reset with the cable in", de = "Mit eingestecktem Kabel zurückgesetzt", fr = "Réinitialisé avec le câble branché"},
  why = {en = "The old profile is back within a minute.", de = "Nach einer Minute ist das alte Profil wieder da.", fr = "L’ancien profil revient en une minute."},
  seen = function() return trace:count("fw.ivr=reset factory_reset") > 0 and trace:count("fw.resync=done") > 0 and param.Admin_Passwd ~= "" end,
  play = function()
    reset("73738")
    wait("2min")
  end}

mistake{id = "guess", method = 2,
  text = {en = "Tried passwords", de = "Passwörter probiert", fr = "Essayé des mots de passe"},
  why = {en = "It is the old provider's; nobody here knows it.", de = "Es ist das des alten Anbieters; hier kennt es niemand.", fr = "C’est celui de l’ancien opérateur ; personne ici ne le connaît."},
  seen = function() return visited("/admin/*", {status = 401, user = "admin"}) end,
  play = function()
    web:get("/admin/voice/advanced", {user = "admin", password = "admin", port = "lan"})
  end}
