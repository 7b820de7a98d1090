-- SPDX-License-Identifier: MIT
local cause = draw{"disturb", "forward"}

lesson{
  id = "T24", level = 4, par = 90, effort = 14, source = "voice guides of providers: star codes; a forum thread",
  title = {en = "It never rings", de = "Es klingelt nie", fr = "Il ne sonne jamais"},
  caller = {
    en = "My mother's telephone does not ring any more. She can call out. She pressed some star thing.",
    de = "Das Telefon meiner Mutter klingelt nicht mehr. Anrufen kann sie. Sie hat irgendetwas mit Stern gedrückt.",
    fr = "Le téléphone de ma mère ne sonne plus. Elle peut appeler. Elle a appuyé sur un truc avec l’étoile.",
  },
  changes = {"DND_Setting_1_", "Cfwd_All_Dest_1_"},
  debrief = {
    en = "Out yes, in no: the unit itself answers the caller. *78 switches on do not disturb, *72 forwards all calls; *79 and *73 switch them off. The settings are kept in flash, so a restart changes nothing. Wait for the confirm tone; then have somebody call.",
    de = "Hinaus ja, herein nein: das Gerät selbst antwortet dem Anrufer. *78 schaltet „Nicht stören“ ein, *72 leitet alle Anrufe um; *79 und *73 schalten es wieder aus. Die Einstellungen stehen im Flash, ein Neustart ändert also nichts. Auf den Bestätigungston warten; dann jemanden anrufen lassen.",
    fr = "Sortant oui, entrant non : c’est l’appareil lui-même qui répond à l’appelant. *78 active ne pas déranger, *72 renvoie tous les appels ; *79 et *73 les coupent. Les réglages sont gardés en flash, donc un redémarrage ne change rien. Attendez la tonalité de confirmation ; puis faites appeler quelqu’un.",
  },
}

unit{release = "5.2.10", params = {Proxy_1_ = "192.168.1.200", User_ID_1_ = "1001", Password_1_ = "secret", Resync_On_Reset = false,
  DND_Setting_1_ = cause == "disturb", Cfwd_All_Dest_1_ = cause == "forward" and "5551234" or ""}}

start(function()
  lab:registrar{user = "1001", password = "secret"}
  power:on()
  led.power:blinks("on")
  wait("30s")
end)

question{id = "tone",
  text = {en = "How does the dial tone sound?", de = "Wie klingt das Freizeichen?", fr = "Comment sonne la tonalité ?"},
  answer = {en = "Odd, not as it used to.", de = "Komisch, nicht wie früher.", fr = "Bizarre, pas comme avant."}}

diagnosis{
  text = {en = "Who answers the caller?", de = "Wer antwortet dem Anrufer?", fr = "Qui répond à l’appelant ?"},
  right = "unit",
  answers = {
    {"unit", {en = "The unit: a service that was switched on by keys", de = "Das Gerät: ein Dienst, der mit Tasten eingeschaltet wurde", fr = "L’appareil : un service activé par des touches"}},
    {"provider", {en = "The provider: the account is not registered", de = "Der Anbieter: das Konto ist nicht angemeldet", fr = "L’opérateur : le compte n’est pas enregistré"}},
    {"bell", {en = "The bell of the telephone is broken", de = "Die Klingel des Telefons ist kaputt", fr = "La sonnerie du téléphone est cassée"}},
    {"router", {en = "The router does not let calls in", de = "Der Router lässt keine Anrufe herein", fr = "Le routeur ne laisse pas entrer les appels"}},
  }}

deed{id = "call", calls = "1001",
  text = {en = "Have the number called from the other desk", de = "Die Nummer vom anderen Platz aus anrufen lassen", fr = "Faire appeler le numéro depuis l’autre bureau"}}

goal{id = "cause", points = 20,
  text = {en = "say who answers", de = "sagen, wer antwortet", fr = "dire qui répond"},
  is = function() return chosen() == "unit" end}
goal{id = "undone", points = 25, must = true, stays = true,
  text = {en = "nothing forwards or refuses calls any more", de = "nichts leitet Anrufe mehr um oder weist sie ab", fr = "plus rien ne renvoie ni ne refuse les appels"},
  is = function() return param.DND_Setting_1_ == "No" and param.Cfwd_All_Dest_1_ == "" end}
goal{id = "rings", points = 15, must = true, proof = true, after = "undone",
  text = {en = "a call rings", de = "ein Anruf klingelt", fr = "un appel sonne"},
  is = function() return trace:count("ring=on=1") > 0 end}

hint{en = "Out yes, in no: who answers?", de = "Hinaus ja, herein nein: wer antwortet?", fr = "Sortant oui, entrant non : qui répond ?"}
hint{en = "Star codes have opposites.", de = "Zu jedem Sterncode gibt es ein Gegenstück.", fr = "Les codes à étoile ont leur contraire."}
hint{en = "*79 or *73, whichever it is, with its confirm tone; then a call.", de = "*79 oder *73, je nachdem, mit Bestätigungston; dann ein Anruf.", fr = "*79 ou *73, selon le cas, avec sa tonalité de confirmation ; puis un appel."}

local function undo(code)
  phone[1]:offhook()
  phone[1]:dial(code)
  phone[1]:hears("confirm tone")
  phone[1]:onhook()
  wait("3s")
end

play{
  function()
    look()
    ask("tone")
    open_menu()
    phone[1]:dial("110#")
    phone[1]:hears("192.168.1.100")
    wait("2s")
    phone[1]:onhook()
    wait("2s")
  end,
  {"cause", function() choose("unit") end},
  {"undone", function(is)
    undo(is == "disturb" and "*79" or "*73")
  end},
  {"rings", function()
    perform("call")
    wait("8s")
  end},
}

mistake{id = "restarted",
  text = {en = "Restarted", de = "Neu gestartet", fr = "Redémarré"},
  why = {en = "The settings are kept in flash.", de = "Die Einstellungen stehen im Flash.", fr = "Les réglages sont gardés en flash."},
  seen = function() return trace:count("power=switched off") > 0 and not reached("undone") end,
  play = function() restart() end}

mistake{id = "account", play = function() reset("73738") end}
