-- SPDX-License-Identifier: MIT
lesson{
  id = "R03", level = 4, par = 180, effort = 11, source = "questions and answers of a provider: slow calls; guide p.61: interdigit timers",
  title = {en = "Ages until it rings", de = "Es dauert ewig, bis es klingelt", fr = "Une éternité avant que ça sonne"},
  caller = {
    en = "I dial my sister, 200, and nothing happens for ages; then it rings as if nothing had been. The telephone is at Phone 1, and there is a notebook at the yellow socket.",
    de = "Ich wähle meine Schwester, die 200, und ewig geschieht nichts; dann klingelt es, als wäre nichts gewesen. Das Telefon ist an Phone 1, und an der gelben Buchse ist ein Notebook.",
    fr = "J’appelle ma sœur, le 200, et il ne se passe rien pendant une éternité ; puis ça sonne comme si de rien n’était. Le téléphone est à Phone 1, et il y a un portable à la prise jaune.",
  },
  page = true,
  changes = {"Dial_Plan_1_"},
  debrief = {
    en = "The unit waits because more digits might come: no sequence of the dial plan ends at 200. With # it does not wait, and that is the test: if # helps, it is the dial plan, and if it does not, it is the name server or the network. The plan gets a sequence for short numbers, 2xxS0 here: three digits, and no wait. A shorter Interdigit Long Timer only waits less, and then slow dialling cuts long numbers off.",
    de = "Das Gerät wartet, weil noch Ziffern kommen könnten: keine Folge des Wählplans endet bei 200. Mit # wartet es nicht, und das ist die Probe: hilft #, so ist es der Wählplan; hilft es nicht, sind es der Nameserver oder das Netz. Der Plan bekommt eine Folge für kurze Nummern, hier 2xxS0: drei Ziffern und kein Warten. Ein kürzerer Interdigit Long Timer wartet nur kürzer, und dann schneidet langsames Wählen lange Nummern ab.",
    fr = "L’appareil attend parce que d’autres chiffres pourraient venir : aucune séquence du plan de numérotation ne se termine à 200. Avec # il n’attend pas, et c’est l’épreuve : si # aide, c’est le plan de numérotation, sinon c’est le serveur DNS ou le réseau. On ajoute au plan une séquence pour les numéros courts, ici 2xxS0 : trois chiffres, sans attente. Un Interdigit Long Timer plus court ne fait qu’attendre moins, et alors, si l’on compose lentement, les longs numéros sont tronqués.",
  },
}

unit{release = "5.2.10", params = {Proxy_1_ = "192.168.1.200", User_ID_1_ = "1001", Password_1_ = "secret", Resync_On_Reset = false}}

start(function()
  lab:registrar{user = "1001", password = "secret"}
  lab:phone{number = "200", answers_after = "2s"}
  cable.lan:plug()
  power:on()
  led.power:blinks("on")
  wait("30s")
end)

question{id = "long",
  text = {en = "Is it the same with long numbers?", de = "Ist es bei langen Nummern auch so?", fr = "Est-ce pareil avec les longs numéros ?"},
  answer = {en = "No, with those it rings at once.", de = "Nein, bei denen klingelt es sofort.", fr = "Non, avec ceux-là ça sonne tout de suite."}}
question{id = "since",
  text = {en = "Since when?", de = "Seit wann?", fr = "Depuis quand ?"},
  answer = {en = "Since we have short numbers in the family.", de = "Seit wir in der Familie kurze Nummern haben.", fr = "Depuis que nous avons des numéros courts dans la famille."}}

diagnosis{
  text = {en = "What does the unit wait for?", de = "Worauf wartet das Gerät?", fr = "Qu’attend l’appareil ?"},
  right = "digits",
  answers = {
    {"digits", {en = "For more digits: its dial plan does not end there", de = "Auf weitere Ziffern: sein Wählplan endet dort nicht", fr = "D’autres chiffres : son plan de numérotation ne se termine pas là"}},
    {"dns", {en = "For a slow name server", de = "Auf einen langsamen Nameserver", fr = "Un serveur DNS lent"}},
    {"provider", {en = "For the provider, who is overloaded", de = "Auf den Anbieter, der überlastet ist", fr = "L’opérateur, qui est surchargé"}},
    {"register", {en = "For its registration", de = "Auf seine Anmeldung", fr = "Son enregistrement"}},
  }}

goal{id = "hash", points = 20,
  text = {en = "find out whether # shortens it", de = "herausfinden, ob # es verkürzt", fr = "découvrir si # abrège l’attente"},
  is = function() return dialled("200#") and lab:count("phone 200: rings") > 0 end}
goal{id = "cause", points = 10,
  text = {en = "say what the unit waits for", de = "sagen, worauf das Gerät wartet", fr = "dire ce qu’attend l’appareil"},
  is = function() return chosen() == "digits" end}
goal{id = "plan", points = 20, must = true, stays = true,
  text = {en = "change what makes it wait", de = "ändern, was es warten lässt", fr = "changer ce qui le fait attendre"},
  is = function()
    return param.Dial_Plan_1_ ~= "(*xx|[3469]11|0|00|[2-9]xxxxxx|1xxx[2-9]xxxxxxS0|xxxxxxxxxxxx.)"
  end}
goal{id = "rings", points = 10, must = true, proof = true, after = "plan",
  text = {en = "200 rings at once, without #", de = "die 200 klingelt sofort, ohne #", fr = "200 sonne tout de suite, sans #"},
  is = (function()
    local n, hashes, at, rang = 0, 0, nil, 0
    return function()
      if dialled("200", n + 1) then
        n, at, rang = n + 1, time(), lab:count("phone 200: rings")
      end
      if dialled("200#", hashes + 1) then hashes, at = hashes + 1, nil end
      return at ~= nil and time() - at <= 2.5 and lab:count("phone 200: rings") > rang
    end
  end)()}

hint{en = "Does # at the end change anything?", de = "Ändert # am Ende etwas?", fr = "Un # à la fin change-t-il quelque chose ?"}
hint{en = "The dial plan of line 1 says when a number is complete.", de = "Der Wählplan von Leitung 1 sagt, wann eine Nummer vollständig ist.", fr = "Le plan de numérotation de la ligne 1 dit quand un numéro est complet."}
hint{en = "Line 1, Dial Plan: put 2xxS0| behind the first bracket. Submit, then dial 200.", de = "Line 1, Dial Plan: 2xxS0| hinter die erste Klammer setzen. Submit, dann 200 wählen.", fr = "Line 1, Dial Plan : mettre 2xxS0| derrière la première parenthèse. Envoyer, puis composer le 200."}

local function call(keys)
  phone[1]:offhook()
  phone[1]:hears("dial tone")
  phone[1]:dial(keys)
  wait("8s")
  phone[1]:onhook()
  wait("3s")
end

play{
  function()
    look()
    ask("long")
    web:get("/admin/voice/advanced", {port = "lan"})
  end,
  {"hash", function() call("200#") end},
  {"cause", function() choose("digits") end},
  {"plan", function()
    web:submit("Voice/Line 1", {["Dial Plan"] = "(2xxS0|*xx|[3469]11|0|00|[2-9]xxxxxx|1xxx[2-9]xxxxxxS0|xxxxxxxxxxxx.)"}, {port = "lan"})
    wait("30s")
  end},
  {"rings", function() call("200") end},
}

mistake{id = "wider", method = 2,
  text = {en = "A sequence without S0", de = "Eine Folge ohne S0", fr = "Une séquence sans S0"},
  why = {en = "200 could still be the beginning of a longer number: it waits as before.", de = "200 könnte noch immer der Anfang einer längeren Nummer sein: es wartet wie zuvor.", fr = "200 pourrait encore être le début d’un numéro plus long : il attend comme avant."},
  seen = function() return param.Dial_Plan_1_:find("2xx|", 1, true) ~= nil end,
  play = function()
    web:submit("Voice/Line 1", {["Dial Plan"] = "(2xx|*xx|[3469]11|0|00|[2-9]xxxxxx|1xxx[2-9]xxxxxxS0|xxxxxxxxxxxx.)"}, {port = "lan"})
    wait("30s")
    call("200")
  end}
mistake{id = "dns", method = 2,
  text = {en = "Blamed the name server", de = "Den Nameserver beschuldigt", fr = "Le serveur DNS accusé"},
  why = {en = "Then # would not help, and long numbers would be slow too.", de = "Dann würde # nicht helfen, und lange Nummern wären auch langsam.", fr = "Alors # n’aiderait pas, et les longs numéros seraient lents aussi."},
  seen = function() return chosen() == "dns" end,
  play = function() choose("dns") end}
mistake{id = "restarted",
  text = {en = "Restarted", de = "Neu gestartet", fr = "Redémarré"},
  why = {en = "The dial plan is a setting; it stays.", de = "Der Wählplan ist eine Einstellung; er bleibt.", fr = "Le plan de numérotation est un réglage ; il reste."},
  seen = function() return trace:count("power=switched off") > 0 and not reached("plan") end,
  play = function() restart() end}
mistake{id = "account", play = function() reset("73738") end}
