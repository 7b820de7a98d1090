-- SPDX-License-Identifier: MIT
lesson{
  id = "T22", level = 4, par = 900, effort = 3, source = "questions and answers of a provider: registration and routers; forum threads",
  title = {en = "Reachable only after I call", de = "Erreichbar nur, nachdem ich angerufen habe", fr = "Joignable seulement après avoir appelé"},
  caller = {
    en = "After I have made a call, people can reach me for a few minutes; then they only get the mailbox. It has been like that since we got the new router. There is a notebook at the yellow socket.",
    de = "Wenn ich telefoniert habe, erreicht man mich ein paar Minuten lang, dann nur noch die Mailbox. Seit wir den neuen Router haben. An der gelben Buchse ist ein Notebook.",
    fr = "Quand j’ai passé un appel, on peut me joindre quelques minutes ; ensuite on n’a que la messagerie. C’est ainsi depuis que nous avons le nouveau routeur. Il y a un portable à la prise jaune.",
  },
  page = true,
  changes = {"NAT_Keep_Alive_Enable_1_", "Register_Expires_1_"},
  debrief = {
    en = "A router lets answers in, and nothing else: it remembers who was written to, and by UDP it forgets that after half a minute to a few minutes. The unit registers once an hour, so between two of its messages the way back is closed, and calls go to the mailbox. A restart or a call of one's own opens it for a minute, which looks like a cure. What helps is a message in time: NAT Keep Alive Enable (every 15 s), or Register Expires shorter than the router's memory. A forwarded port would work too, and would let in every scanner of the Internet.",
    de = "Ein Router lässt Antworten herein und sonst nichts: er merkt sich, wem geschrieben wurde, und vergisst das bei UDP nach einer halben bis ein paar Minuten. Das Gerät meldet sich einmal in der Stunde an; zwischen zwei seiner Nachrichten ist der Rückweg zu, und Anrufe gehen zur Mailbox. Ein Neustart oder ein eigener Anruf öffnet ihn für eine Minute, was wie eine Heilung aussieht. Es hilft eine rechtzeitige Nachricht: NAT Keep Alive Enable (alle 15 s) oder ein Register Expires, das kürzer ist als das Gedächtnis des Routers. Ein weitergeleiteter Port ginge auch, ließe aber jeden Scanner des Internets herein.",
    fr = "Un routeur laisse entrer les réponses, et rien d’autre : il se souvient à qui l’on a écrit, et en UDP il l’oublie au bout d’une demi-minute à quelques minutes. L’appareil s’enregistre une fois par heure, donc entre deux de ses messages le chemin du retour est fermé, et les appels vont à la messagerie. Un redémarrage ou un appel sortant l’ouvre pour une minute, ce qui ressemble à une guérison. Ce qui aide, c’est un message à temps : NAT Keep Alive Enable (toutes les 15 s), ou Register Expires plus court que la mémoire du routeur. Un port redirigé marcherait aussi, et laisserait entrer tous les scanners d’Internet.",
  },
}

unit{release = "5.2.10", params = {Proxy_1_ = "192.168.1.200", User_ID_1_ = "1001", Password_1_ = "secret", Resync_On_Reset = false,
  NAT_Keep_Alive_Enable_1_ = false, Register_Expires_1_ = 3600}}

start(function()
  lab:nat{timeout = "60s"}
  lab:registrar{user = "1001", password = "secret"}
  cable.lan:plug()
  power:on()
  led.power:blinks("on")
  wait("5min")
end)

question{id = "when",
  text = {en = "How long after a call of yours does it work?", de = "Wie lange nach einem eigenen Anruf geht es?", fr = "Combien de temps après votre appel cela marche-t-il ?"},
  answer = {en = "A minute or two, I think. Then I am away again.", de = "Ein, zwei Minuten, glaube ich. Dann bin ich wieder weg.", fr = "Une minute ou deux, je crois. Puis je suis de nouveau absent."}}
question{id = "log",
  text = {en = "What does the provider say?", de = "Was sagt der Anbieter?", fr = "Que dit l’opérateur ?"},
  answer = {en = "That my box is registered, all day.", de = "Dass mein Kasten angemeldet ist, den ganzen Tag.", fr = "Que mon boîtier est enregistré, toute la journée."}}
question{id = "router",
  text = {en = "Can the router's time for UDP be changed?", de = "Lässt sich die UDP-Zeit des Routers ändern?", fr = "Peut-on changer le délai UDP du routeur ?"},
  answer = {en = "It belongs to the house, I cannot get at it.", de = "Er gehört zum Haus, da komme ich nicht heran.", fr = "Il est à l’immeuble, je n’y ai pas accès."}}

diagnosis{
  text = {en = "Why do calls not come in?", de = "Warum kommen keine Anrufe herein?", fr = "Pourquoi les appels n’arrivent-ils pas ?"},
  right = "memory",
  answers = {
    {"memory", {en = "The router forgets the unit between two of its messages", de = "Der Router vergisst das Gerät zwischen zwei seiner Nachrichten", fr = "Le routeur oublie l’appareil entre deux de ses messages"}},
    {"account", {en = "The account is not registered", de = "Das Konto ist nicht angemeldet", fr = "Le compte n’est pas enregistré"}},
    {"disturb", {en = "Do not disturb is on", de = "„Nicht stören“ ist eingeschaltet", fr = "Ne pas déranger est actif"}},
    {"line", {en = "The Internet connection fails now and then", de = "Die Internetverbindung fällt immer wieder aus", fr = "La connexion Internet tombe de temps en temps"}},
  }}

deed{id = "call", calls = "1001",
  text = {en = "Have the number called from the other desk", de = "Die Nummer vom anderen Platz aus anrufen lassen", fr = "Faire appeler le numéro depuis l’autre bureau"}}
deed{id = "forward", takes = "2min",
  text = {en = "Have port 5060 of the router forwarded to the unit", de = "Port 5060 des Routers an das Gerät weiterleiten lassen", fr = "Faire rediriger le port 5060 du routeur vers l’appareil"},
  act = function() end}

local function has_failed() return lab:count("are dropped: the mapping has expired") > 0 end

goal{id = "fails", points = 15,
  text = {en = "see a call fail", de = "einen Anruf scheitern sehen", fr = "voir un appel échouer"},
  is = function() return performed("call") and has_failed() end}
goal{id = "cause", points = 10,
  text = {en = "say why", de = "sagen, warum", fr = "dire pourquoi"},
  is = function() return chosen() == "memory" end}
goal{id = "open", points = 25, must = true, stays = true,
  text = {en = "the unit keeps the way open", de = "das Gerät hält den Weg offen", fr = "l’appareil garde le chemin ouvert"},
  is = function()
    return param.NAT_Keep_Alive_Enable_1_ == "Yes" or tonumber(param.Register_Expires_1_) <= 60
  end}
goal{id = "rings", points = 10, must = true, proof = true, after = "open",
  text = {en = "a call rings after ten quiet minutes", de = "zehn ruhige Minuten später klingelt ein Anruf", fr = "un appel sonne après dix minutes calmes"},
  is = (function()
    local since, quiet
    return function()
      since = since or time()
      quiet = quiet or trace:count("ring=on=1")
      if time() - since < 600 then -- a call before proves nothing
        quiet = trace:count("ring=on=1")
        return false
      end
      return trace:count("ring=on=1") > quiet
    end
  end)()}

hint{en = "What leads in is closed between two messages.", de = "Was hereinführt, ist zwischen zwei Nachrichten zu.", fr = "Ce qui mène à l’intérieur est fermé entre deux messages."}
hint{en = "What would keep it open? Line 1, NAT Settings.", de = "Was hielte es offen? Line 1, NAT Settings.", fr = "Qu’est-ce qui le garderait ouvert ? Line 1, NAT Settings."}
hint{en = "Line 1: NAT Keep Alive Enable yes, Submit; wait ten minutes; then a call.", de = "Line 1: NAT Keep Alive Enable yes, Submit; zehn Minuten warten; dann ein Anruf.", fr = "Line 1 : NAT Keep Alive Enable yes, Submit ; attendre dix minutes ; puis un appel."}

play{
  function()
    look()
    ask("when")
    read_log()
  end,
  {"fails", function()
    perform("call")
    wait("45s")
  end},
  {"cause", function() choose("memory") end},
  {"open", function()
    web:submit("Voice/Line 1", {["NAT Keep Alive Enable"] = true}, {port = "lan"})
    wait("30s")
  end},
  {"rings", function()
    wait("11min")
    perform("call")
    wait("8s")
  end},
}

mistake{id = "forward", harm = 10,
  text = {en = "Opened port 5060 to the Internet", de = "Port 5060 zum Internet geöffnet", fr = "Ouvert le port 5060 à Internet"},
  why = {en = "Now every scanner can make the telephone ring, at night too.", de = "Jetzt kann jeder Scanner das Telefon klingeln lassen, auch nachts.", fr = "Maintenant n’importe quel scanner peut faire sonner le téléphone, la nuit aussi."},
  seen = function() return performed("forward") end,
  play = function()
    perform("forward")
    wait("3min")
  end}

mistake{id = "restarted", method = 2,
  text = {en = "Restarted", de = "Neu gestartet", fr = "Redémarré"},
  why = {en = "It registers, and works for a minute: a false success.", de = "Es meldet sich an und geht eine Minute lang: ein falscher Erfolg.", fr = "Il s’enregistre, et marche une minute : un faux succès."},
  seen = function() return trace:count("power=switched off") > 0 and not reached("open") end,
  play = function() restart() end}

mistake{id = "account", play = function() reset("73738") end}
