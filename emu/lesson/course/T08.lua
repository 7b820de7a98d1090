-- SPDX-License-Identifier: MIT
lesson{
  id = "T08", level = 1, par = 150, effort = 25, source = "a vendor's article on the lamp; guide p.1-7: flash patterns while firmware is written",
  title = {en = "Restart, properly", de = "Richtig neu starten", fr = "Redémarrer, mais bien"},
  caller = {
    en = "The other desk said: restart it. I pulled the plug three times already. It blinks.",
    de = "Der andere Platz hat gesagt: neu starten. Ich habe schon dreimal den Stecker gezogen. Es blinkt.",
    fr = "L’autre bureau a dit : redémarrez-le. Je l’ai déjà débranché trois fois. Il clignote.",
  },
  debrief = {
    en = "Read the lamp first: fast means that firmware is being written. The unit has two memory banks, so an interrupted upgrade leaves the old firmware in place; a real unit may end up blinking SOS. The menu restarts it properly: 732668, and the restart begins when the handset is replaced.",
    de = "Zuerst die Lampe lesen: schnell heißt, dass eine Firmware geschrieben wird. Das Gerät hat zwei Speicherbänke, darum bleibt nach einem abgebrochenen Upgrade die alte Firmware; ein echtes Gerät blinkt danach womöglich SOS. Das Menü startet richtig neu: 732668, und der Neustart beginnt, wenn der Hörer aufliegt.",
    fr = "Lisez d’abord le voyant : rapide veut dire qu’un micrologiciel s’écrit. L’appareil a deux banques de mémoire, donc une mise à niveau interrompue laisse l’ancien micrologiciel en place ; un véritable appareil peut finir par clignoter SOS. Le menu le redémarre bien : 732668, et le redémarrage commence quand on raccroche.",
  },
}

unit{release = "5.2.10", params = {Resync_On_Reset = false, Enable_WAN_Web_Server = true}}

start(function()
  lab:image("/new.bin", "5.2.12")
  lab:fault{slow = 20000, only = "http"}
  power:on()
  led.power:blinks("on")
  wait("5s")
  web:upgrade("http://192.168.1.200/new.bin")
  led.power:blinks("hb2")
end)

question{id = "lamp",
  text = {en = "Does it blink slowly or fast?", de = "Blinkt es langsam oder schnell?", fr = "Clignote-t-il lentement ou vite ?"},
  answer = {en = "Fast, and at times very fast.", de = "Schnell, zwischendurch sehr schnell.", fr = "Vite, et par moments très vite."}}

diagnosis{
  text = {en = "What is it doing?", de = "Was macht es gerade?", fr = "Que fait-il ?"},
  right = "writing",
  answers = {
    {"writing", {en = "It is loading and writing firmware", de = "Es lädt und schreibt eine Firmware", fr = "Il charge et écrit un micrologiciel"}},
    {"hung", {en = "It hangs and needs a restart", de = "Es hängt und braucht einen Neustart", fr = "Il est bloqué et il faut le redémarrer"}},
    {"lease", {en = "It is waiting for an address", de = "Es wartet auf eine Adresse", fr = "Il attend une adresse"}},
    {"link", {en = "The cable is out", de = "Das Kabel ist heraus", fr = "Le câble est débranché"}},
  }}

goal{id = "patience", points = 30, must = true,
  text = {en = "say what it is doing, and leave it alone until the lamp is steady", de = "sagen, was es macht, und es in Ruhe lassen, bis die Lampe dauernd leuchtet", fr = "dire ce qu’il fait, et le laisser jusqu’à ce que le voyant soit fixe"},
  is = function() return chosen() == "writing" and led.power:pattern() == "on" and trace:count("power=switched off") == 0 end}
goal{id = "restart", points = 20, after = "patience",
  text = {en = "restart it from the menu", de = "es mit dem Menü neu starten", fr = "le redémarrer par le menu"},
  is = function() return trace:count("fw.ivr=reboot") > 0 and led.power:pattern() == "on" end}
goal{id = "firmware", points = 10, must = true, proof = true, after = "restart",
  text = {en = "hear which firmware it has now", de = "hören, welche Firmware es jetzt hat", fr = "entendre quel micrologiciel il a maintenant"},
  is = function() return heard("5.2.12") end}

hint{en = "Read the lamp first.", de = "Zuerst die Lampe lesen.", fr = "Lisez d’abord le voyant."}
hint{en = "Fast means writing: wait until it is steady.", de = "Schnell heißt schreiben: warten, bis sie ruhig ist.", fr = "Rapide veut dire qu’il écrit : attendre qu’il soit fixe."}
hint{en = "Then 732668#, hang up; when it is steady again, 150#.", de = "Dann 732668#, auflegen; wenn sie wieder ruhig ist, 150#.", fr = "Puis 732668#, raccrocher ; quand il est de nouveau fixe, 150#."}

play{
  function()
    look()
    ask("lamp")
    choose("writing")
  end,
  {"patience", function()
    led.power:blinks("on", {within = "5min"})
    wait("10s")
  end},
  function()
    open_menu()
    phone[1]:dial("110#")
    phone[1]:hears("192.168.1.100")
    wait("2s")
  end,
  {"restart", function()
    phone[1]:dial("732668#")
    phone[1]:hears("option_successful")
    wait("2s")
    phone[1]:onhook()
    led.power:blinks("on", {within = "60s"})
    wait("10s")
    open_menu()
  end},
  {"firmware", function()
    phone[1]:dial("150#")
    phone[1]:hears("5.2.12")
  end},
  function() phone[1]:onhook() end,
}

mistake{id = "G8", play = function() restart() end}

mistake{id = "G9", play = function()
  led.power:blinks("on", {within = "5min"})
  power:off()
  wait("2s")
  power:on()
  wait("1s")
  power:off()
  wait("2s")
  power:on()
  wait("30s")
end}

mistake{id = "waited", method = 2,
  text = {en = "Waited on the line for the restart", de = "Am Hörer auf den Neustart gewartet", fr = "Attendu le redémarrage en ligne"},
  why = {en = "The restart begins when the handset is replaced.", de = "Der Neustart beginnt, wenn der Hörer aufliegt.", fr = "Le redémarrage commence quand on raccroche."},
  seen = function() return heard("goodbye") end,
  play = function()
    led.power:blinks("on", {within = "5min"})
    wait("5s")
    open_menu()
    phone[1]:dial("732668#")
    phone[1]:hears("option_successful")
    wait("90s")
    phone[1]:onhook()
  end}
