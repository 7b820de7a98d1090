-- SPDX-License-Identifier: MIT
lesson{
  id = "T17", level = 3, par = 7400, effort = 1, source = "guide p.2-4: Resync_Periodic; forum threads: settings of the page are gone an hour later",
  title = {en = "It forgets every hour", de = "Es vergisst jede Stunde", fr = "Il oublie toutes les heures"},
  caller = {
    en = "Your colleague switched something on by telephone. It worked, but after an hour it is off again. Every time.",
    de = "Ihr Kollege hat am Telefon etwas eingeschaltet. Es ging, und nach einer Stunde ist es wieder aus. Jedes Mal.",
    fr = "Votre collègue a activé quelque chose par téléphone. Ça a marché, mais au bout d’une heure c’est de nouveau coupé. À chaque fois.",
  },
  page = true,
  changes = {"Enable_WAN_Web_Server"},
  debrief = {
    en = "What comes back by the clock is sent by somebody: the unit fetches its profile once an hour, and the profile says No. Change the file, not the unit. Resync_Periodic 0 would help too, but then no profile would ever reach the unit again.",
    de = "Was nach der Uhr wiederkommt, bringt jemand: das Gerät holt jede Stunde sein Profil, und im Profil steht No. Die Datei ändern, nicht das Gerät. Resync_Periodic 0 würde auch helfen, aber dann käme nie wieder ein Profil beim Gerät an.",
    fr = "Ce qui revient à heure fixe est envoyé par quelqu’un : l’appareil récupère son profil une fois par heure, et le profil dit No. Changez le fichier, pas l’appareil. Resync_Periodic 0 aiderait aussi, mais alors plus aucun profil n’atteindrait l’appareil.",
  },
}

unit{release = "5.2.10", params = {Profile_Rule = "http://192.168.1.200/spa2102.cfg", Resync_Periodic = 3600, Resync_Random_Delay = 1,
  Syslog_Server = "192.168.1.200"}}

local value = "No"

start(function()
  lab:file("spa2102.cfg", function() return profile{Enable_WAN_Web_Server = value} end)
  power:on()
  led.power:blinks("on")
  trace:expects("fw.resync=done")
  open_menu()
  phone[1]:dial("7932#")
  phone[1]:hears("ask_web_server")
  phone[1]:dial("1#")
  phone[1]:hears("save_menu")
  phone[1]:dial("1")
  phone[1]:hears("option_successful")
  wait("2s")
  phone[1]:onhook()
  wait("62min")
end)

question{id = "when",
  text = {en = "When exactly does it go off?", de = "Wann genau geht es aus?", fr = "Quand exactement est-ce coupé ?"},
  answer = {en = "I could set my watch by it: every hour.", de = "Ich könnte die Uhr danach stellen: jede Stunde.", fr = "Je pourrais y régler ma montre : toutes les heures."}}

diagnosis{
  text = {en = "Why does it forget?", de = "Warum vergisst es?", fr = "Pourquoi oublie-t-il ?"},
  right = "profile",
  answers = {
    {"profile", {en = "The profile brings the old value back", de = "Das Profil bringt den alten Wert zurück", fr = "Le profil ramène l’ancienne valeur"}},
    {"flash", {en = "Its flash is worn out", de = "Sein Flash ist verschlissen", fr = "Sa flash est usée"}},
    {"unsaved", {en = "The value was never saved", de = "Der Wert wurde nie gespeichert", fr = "La valeur n’a jamais été enregistrée"}},
    {"power", {en = "It restarts every hour", de = "Es startet jede Stunde neu", fr = "Il redémarre toutes les heures"}},
  }}

deed{id = "profile", text = {en = "Provider: Enable_WAN_Web_Server Yes in the profile", de = "Anbieter: Enable_WAN_Web_Server Yes ins Profil", fr = "L’opérateur : Enable_WAN_Web_Server Yes dans le profil"},
  act = function() value = "Yes" end}
deed{id = "never", text = {en = "Provider: Resync_Periodic 0 in the profile", de = "Anbieter: Resync_Periodic 0 ins Profil", fr = "L’opérateur : Resync_Periodic 0 dans le profil"},
  act = function()
    lab:file("spa2102.cfg", function() return profile{Enable_WAN_Web_Server = "Yes", Resync_Periodic = 0} end)
  end}

goal{id = "when", points = 10,
  text = {en = "ask whether it is regular", de = "fragen, ob es regelmäßig ist", fr = "demander si c’est régulier"},
  is = function() return asked("when") end}
goal{id = "fetch", points = 20,
  text = {en = "see the fetch in the provider's log", de = "den Abruf im Protokoll des Anbieters sehen", fr = "voir la récupération dans le journal de l’opérateur"},
  is = function() return was_log_read() end}
goal{id = "profile", points = 20, must = true,
  text = {en = "the profile has the new value", de = "das Profil hat den neuen Wert", fr = "le profil a la nouvelle valeur"},
  is = function() return performed("profile") end}
goal{id = "holds", points = 10, must = true, proof = true, stays = true, after = "profile",
  text = {en = "it is still on after two resyncs", de = "nach zwei Resyncs ist es noch an", fr = "c’est encore actif après deux resynchronisations"},
  is = function() return param.Enable_WAN_Web_Server == "Yes" and trace:count("fw.resync=done") >= 2 end}

hint{en = "It goes by the clock.", de = "Es geht nach der Uhr.", fr = "Il va à l’heure."}
hint{en = "Somebody brings the old value: the provider's log has the request.", de = "Jemand bringt den alten Wert: im Protokoll des Anbieters steht die Anfrage.", fr = "Quelqu’un ramène l’ancienne valeur : le journal de l’opérateur a la requête."}
hint{en = "Change the profile at the provider, then wait two hours.", de = "Das Profil beim Anbieter ändern, dann zwei Stunden warten.", fr = "Changez le profil chez l’opérateur, puis attendez deux heures."}

play{
  function() look() end,
  {"when", function() ask("when") end},
  {"fetch", function() read_log() end},
  function() choose("profile") end,
  {"profile", function() perform("profile") end},
  {"holds", function() wait("125min") end},
}

mistake{id = "again",
  text = {en = "Set it again on the unit", de = "Am Gerät noch einmal eingestellt", fr = "Remis sur l’appareil"},
  why = {en = "In an hour it is off again.", de = "In einer Stunde ist es wieder aus.", fr = "Dans une heure, c’est de nouveau coupé."},
  seen = function() return trace:count("fw.ivr=store") > 0 and not reached("profile") end,
  play = function()
    open_menu()
    phone[1]:dial("7932#")
    phone[1]:hears("ask_web_server")
    phone[1]:dial("1#")
    phone[1]:hears("save_menu")
    phone[1]:dial("1")
    phone[1]:hears("option_successful")
    wait("2s")
    phone[1]:onhook()
    wait("62min")
  end}

mistake{id = "never", harm = 15,
  text = {en = "Switched the resyncs off", de = "Die Resyncs abgeschaltet", fr = "Coupé les resynchronisations"},
  why = {en = "The unit is lost for its provider: no profile reaches it any more.", de = "Das Gerät ist für den Anbieter verloren: kein Profil erreicht es mehr.", fr = "L’appareil est perdu pour son opérateur : plus aucun profil ne l’atteint."},
  seen = function() return param.Resync_Periodic == "0" end,
  play = function()
    perform("never")
    wait("62min")
  end}
