-- SPDX-License-Identifier: MIT
local cause = draw{"password", "proxy", "banned"}

lesson{
  id = "T21", level = 4, par = 120, effort = 7, source = "forum threads: tone yes, calls no; providers' answers 401, 403",
  title = {en = "Dial tone yes, calls no", de = "Freizeichen ja, Anrufe nein", fr = "La tonalité oui, les appels non"},
  caller = {
    en = "I hear the dial tone, but every number gives fast beeps. There is a notebook at the yellow socket.",
    de = "Ich höre das Freizeichen, aber nach jeder Nummer kommen schnelle Töne. An der gelben Buchse ist ein Notebook.",
    fr = "J’entends la tonalité, mais chaque numéro donne des bips rapides. Il y a un portable à la prise jaune.",
  },
  page = true,
  changes = {"Password_1_", "Proxy_1_"},
  debrief = {
    en = "The unit makes its dial tone by itself, so the tone does not prove that the account works. The Info tab shows whether the line is registered, the provider's log shows the answer: no request at all means that the proxy's name cannot be resolved; 401 over and over, that the password is wrong; 403 at once, that the provider has banned this address.",
    de = "Das Freizeichen macht das Gerät selbst; es beweist nicht, dass das Konto funktioniert. Das Register Info zeigt, ob die Leitung angemeldet ist, das Protokoll des Anbieters zeigt die Antwort: gar keine Anfrage heißt, dass der Name des Proxys nicht aufgelöst wird; immer wieder 401, dass das Passwort falsch ist; gleich 403, dass der Anbieter diese Adresse gesperrt hat.",
    fr = "L’appareil fait sa tonalité lui-même, donc elle ne prouve pas que le compte marche. L’onglet Info montre si la ligne est enregistrée, le journal de l’opérateur montre la réponse : aucune requête veut dire que le nom du proxy ne peut être résolu ; 401 sans fin, que le mot de passe est faux ; 403 aussitôt, que l’opérateur a banni cette adresse.",
  },
}

unit{release = "5.2.10", params = {Proxy_1_ = cause == "proxy" and "sip.provider.invalid" or "192.168.1.200", User_ID_1_ = "1001",
  Password_1_ = cause == "password" and "secert" or "secret", Make_Call_Without_Reg_1_ = true, Resync_On_Reset = false,
  Reg_Retry_Long_Intvl = 120}}

start(function()
  if cause == "banned" then
    lab:registrar{answer = 403}
  else
    lab:registrar{user = "1001", password = "secret", calls = true}
  end
  lab:phone{number = "200", answers_after = "1s", refuses = cause == "banned" and 403 or nil}
  cable.lan:plug()
  power:on()
  led.power:blinks("on")
  wait("30s")
end)

question{id = "since",
  text = {en = "Since when?", de = "Seit wann?", fr = "Depuis quand ?"},
  answer = {en = "Since the technician was here.", de = "Seit der Techniker hier war.", fr = "Depuis que le technicien est passé."}}

diagnosis{
  text = {en = "Why is the line not registered?", de = "Warum ist die Leitung nicht angemeldet?", fr = "Pourquoi la ligne n’est-elle pas enregistrée ?"},
  right = cause,
  answers = {
    {"password", {en = "The account's password is wrong", de = "Das Passwort des Kontos ist falsch", fr = "Le mot de passe du compte est faux"}},
    {"proxy", {en = "The proxy's name cannot be resolved", de = "Der Name des Proxys wird nicht aufgelöst", fr = "Le nom du proxy ne peut être résolu"}},
    {"banned", {en = "The provider has banned this address", de = "Der Anbieter hat diese Adresse gesperrt", fr = "L’opérateur a banni cette adresse"}},
    {"cable", {en = "The Internet cable is loose", de = "Das Internet-Kabel ist locker", fr = "Le câble Internet a du jeu"}},
  }}

deed{id = "unban",
  text = {en = "Provider: lift the ban on this address", de = "Anbieter: die Sperre dieser Adresse aufheben", fr = "L’opérateur : lever le bannissement de cette adresse"},
  act = function()
    lab:registrar{user = "1001", password = "secret", calls = true}
    lab:phone{number = "200", answers_after = "1s"}
  end}

goal{id = "seen", points = 15,
  text = {en = "see that the line is not registered", de = "sehen, dass die Leitung nicht angemeldet ist", fr = "voir que la ligne n’est pas enregistrée"},
  is = function() return visited("/voice*", {status = 200}) or visited("/admin/voice*", {status = 200}) end}
goal{id = "cause", points = 20, must = true,
  text = {en = "name the cause", de = "die Ursache nennen", fr = "nommer la cause"},
  is = function() return chosen() == cause end}
goal{id = "registered", points = 15, must = true, stays = true,
  text = {en = "the line is registered", de = "die Leitung ist angemeldet", fr = "la ligne est enregistrée"},
  is = function() return trace:count("fw.sip=registered at") > 0 end}
goal{id = "call", points = 10, must = true, proof = true, after = "registered",
  text = {en = "a test call gets through", de = "ein Testanruf kommt durch", fr = "un appel d’essai passe"},
  is = function() return lab:count("phone 200: answers") > 0 end}

hint{en = "The box makes the tone itself.", de = "Den Ton macht der Kasten selbst.", fr = "Le boîtier fait la tonalité lui-même."}
hint{en = "Look at the status of line 1, and at the answer in the provider's log.", de = "Auf den Stand von Leitung 1 sehen und auf die Antwort im Protokoll des Anbieters.", fr = "Regardez l’état de la ligne 1, et la réponse dans le journal de l’opérateur."}
hint{en = "Correct what the log shows on the tab Line 1, or have the ban lifted and wait for the next try; then dial 200#.",
     de = "Im Register Line 1 richtigstellen, was das Protokoll zeigt, oder die Sperre aufheben lassen und den nächsten Versuch abwarten; dann 200# wählen.",
     fr = "Corrigez ce que montre le journal dans l’onglet Line 1, ou faites lever le bannissement et attendez l’essai suivant ; puis composez 200#."}

local cures = {
  password = function() web:submit("Voice/Line 1", {["Password"] = "secret"}, {port = "lan"}) end,
  proxy = function() web:submit("Voice/Line 1", {["Proxy"] = "192.168.1.200"}, {port = "lan"}) end,
  banned = function() perform("unban") end,
}

play{
  function()
    look()
    ask("since")
    read_log()
  end,
  {"seen", function() web:get("/voice", {port = "lan"}) end},
  {"cause", function(is) choose(is) end},
  {"registered", function(is)
    cures[is]()
    wait(is == "banned" and "3min" or "30s")
  end},
  {"call", function()
    phone[1]:offhook()
    phone[1]:hears("dial tone")
    phone[1]:dial("200#")
    wait("8s")
    phone[1]:onhook()
    wait("3s")
  end},
}

mistake{id = "account", play = function() reset("73738") end}

mistake{id = "restarted",
  text = {en = "Restarted and waited", de = "Neu gestartet und gewartet", fr = "Redémarré et attendu"},
  why = {en = "It tries to register as before and gets the same answer.", de = "Es meldet sich an wie zuvor und bekommt dieselbe Antwort.", fr = "Il tente de s’enregistrer comme avant et reçoit la même réponse."},
  seen = function() return trace:count("power=switched off") > 0 and not reached("registered") end,
  play = function() restart() end}
