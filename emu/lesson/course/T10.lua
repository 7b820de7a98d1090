-- SPDX-License-Identifier: MIT
lesson{
  id = "T10", level = 2, par = 760, effort = 19, source = "forum threads: a cable modem remembers whom it gave its address",
  title = {en = "It blinks evenly, for ten minutes", de = "Es blinkt gleichmäßig, seit zehn Minuten", fr = "Il clignote régulièrement, depuis dix minutes"},
  caller = {
    en = "We have had a new cable modem since yesterday. It blinks evenly, and there is no tone. My PC works when I put the cable into it.",
    de = "Seit gestern haben wir ein neues Kabelmodem. Es blinkt gleichmäßig, und es gibt keinen Ton. Mein PC geht, wenn ich das Kabel in ihn stecke.",
    fr = "Nous avons un nouveau modem câble depuis hier. Il clignote régulièrement, et il n’y a pas de tonalité. Mon PC marche quand j’y mets le câble.",
  },
  debrief = {
    en = "Slow and even is 2000: the unit asks for an address, and nobody answers. The modem gives out one address and remembers who asked first: the PC. After ten minutes without power it has forgotten; then the unit has to be the first to ask. Restarting the unit changes nothing.",
    de = "Langsam und gleichmäßig ist 2000: das Gerät fragt nach einer Adresse, und niemand antwortet. Das Modem vergibt eine Adresse und merkt sich, wer zuerst fragte: den PC. Nach zehn Minuten ohne Strom hat es das vergessen; dann muss das Gerät als Erstes fragen. Ein Neustart des Geräts ändert nichts.",
    fr = "Lent et régulier, c’est 2000 : l’appareil demande une adresse, et personne ne répond. Le modem donne une seule adresse et se souvient de qui l’a demandée le premier : le PC. Après dix minutes sans courant il a oublié ; l’appareil doit alors être le premier à demander. Redémarrer l’appareil ne change rien.",
  },
}

unit{release = "5.2.10", params = {Resync_On_Reset = false}}

start(function()
  lab:fault{drop = true, only = "dhcp"}
  power:on()
  led.power:blinks("slow")
  wait("2min")
end)

question{id = "pc",
  text = {en = "Does the PC get on with the same cable?", de = "Kommt der PC ins Netz, mit demselben Kabel?", fr = "Le PC se connecte-t-il avec le même câble ?"},
  answer = {en = "At once. I had it in the modem all evening.", de = "Sofort. Er war den ganzen Abend am Modem.", fr = "Tout de suite. Je l’ai eu dans le modem toute la soirée."}}

diagnosis{
  text = {en = "What is the unit waiting for?", de = "Worauf wartet das Gerät?", fr = "Qu’attend l’appareil ?"},
  right = "lease",
  answers = {
    {"lease", {en = "An address: the modem answers only the PC", de = "Auf eine Adresse: das Modem antwortet nur dem PC", fr = "Une adresse : le modem ne répond qu’au PC"}},
    {"link", {en = "A cable that is broken", de = "Auf ein Kabel, das defekt ist", fr = "Un câble cassé"}},
    {"firmware", {en = "Firmware that is being loaded", de = "Auf eine Firmware, die geladen wird", fr = "Un micrologiciel en cours de chargement"}},
    {"account", {en = "An account that is not open yet", de = "Auf ein Konto, das noch nicht offen ist", fr = "Un compte pas encore ouvert"}},
  }}

deed{id = "modem", text = {en = "Caller: modem off for ten minutes, the PC unplugged", de = "Anrufer: Modem zehn Minuten aus, der PC abgesteckt", fr = "L’appelant : modem éteint dix minutes, PC débranché"},
  takes = "10min", done = function() lab:heal() end}

goal{id = "lease", points = 15,
  text = {en = "say what the unit is waiting for", de = "sagen, worauf das Gerät wartet", fr = "dire ce qu’attend l’appareil"},
  is = function() return chosen() == "lease" end}
goal{id = "pc", points = 10,
  text = {en = "ask whether the PC gets on", de = "fragen, ob der PC ins Netz kommt", fr = "demander si le PC se connecte"},
  is = function() return asked("pc") end}
goal{id = "modem", points = 25, must = true,
  text = {en = "the modem has forgotten the PC, and the lamp is steady", de = "das Modem hat den PC vergessen, und die Lampe ist ruhig", fr = "le modem a oublié le PC, et le voyant est fixe"},
  is = function() return performed("modem") and led.power:pattern() == "on" end}
goal{id = "proof", points = 10, must = true, proof = true, after = "modem",
  text = {en = "hear the address", de = "die Adresse hören", fr = "entendre l’adresse"},
  is = function() return heard("192.168.1.100") end}

hint{en = "It is looking for somebody.", de = "Es sucht jemanden.", fr = "Il cherche quelqu’un."}
hint{en = "Who gives out addresses, and whom does it remember?", de = "Wer vergibt Adressen, und wen merkt er sich?", fr = "Qui donne les adresses, et de qui se souvient-il ?"}
hint{en = "Modem off for ten minutes, then only the unit; **** 110#.", de = "Modem zehn Minuten aus, dann nur das Gerät; **** 110#.", fr = "Modem éteint dix minutes, puis seulement l’appareil ; **** 110#."}

play{
  function()
    look()
    open_menu()
    phone[1]:dial("110#")
    wait("12s")
    phone[1]:onhook()
    wait("2s")
  end,
  {"pc", function() ask("pc") end},
  {"lease", function() choose("lease") end},
  {"modem", function()
    perform("modem")
    wait("10min")
    led.power:blinks("on")
    wait("5s")
  end},
  {"proof", function()
    open_menu()
    phone[1]:dial("110#")
    phone[1]:hears("192.168.1.100")
    phone[1]:onhook()
  end},
}

mistake{id = "restarted",
  text = {en = "Restarted the unit only", de = "Nur das Gerät neu gestartet", fr = "Redémarré seulement l’appareil"},
  why = {en = "It asks again, and the modem still answers only the PC.", de = "Es fragt wieder, und das Modem antwortet noch immer nur dem PC.", fr = "Il redemande, et le modem ne répond toujours qu’au PC."},
  seen = function() return trace:count("power=switched off") > 0 and not performed("modem") end,
  play = function() restart() end}

mistake{id = "G7", play = function() reset("73738", {confirm = false}) end}

mistake{id = "firmware", method = 2,
  text = {en = "Took it for firmware being written", de = "Für eine Firmware gehalten, die geschrieben wird", fr = "Pris pour un micrologiciel qui s’écrit"},
  why = {en = "Writing is fast; slow and even is the search for an address.", de = "Schreiben ist schnell; langsam und gleichmäßig ist die Suche nach einer Adresse.", fr = "L’écriture est rapide ; lent et régulier, c’est la recherche d’une adresse."},
  seen = function() return chosen() == "firmware" end,
  play = function() choose("firmware") end}
