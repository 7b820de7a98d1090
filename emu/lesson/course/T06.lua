-- SPDX-License-Identifier: MIT
lesson{
  id = "T06", level = 1, par = 60, effort = 29, source = "forum threads: the box kept the address of the old house",
  title = {en = "Moved house", de = "Umgezogen", fr = "Déménagé"},
  caller = {
    en = "Since we moved there is a dial tone, but no call gets through, and I cannot find its page.",
    de = "Seit wir umgezogen sind, gibt es ein Freizeichen, aber kein Anruf kommt durch, und seine Seite finde ich nicht.",
    fr = "Depuis notre déménagement il y a une tonalité, mais aucun appel ne passe, et je ne trouve pas sa page.",
  },
  changes = {"Connection_Type"},
  debrief = {
    en = "A dial tone and a steady lamp prove nothing about the network: with a static address, no server has to answer. The address 10.1.2.3 belongs to the old house; here all addresses begin with 192.168.1. With DHCP the unit asks for an address and gets one.",
    de = "Freizeichen und ruhige Lampe beweisen nichts über das Netz: bei einer statischen Adresse muss kein Server antworten. Die Adresse 10.1.2.3 gehört zum alten Haus; hier beginnen alle mit 192.168.1. Mit DHCP fragt das Gerät und bekommt eine.",
    fr = "Une tonalité et un voyant fixe ne prouvent rien sur le réseau : avec une adresse fixe, aucun serveur n’a à répondre. L’adresse 10.1.2.3 est celle de l’ancienne maison ; ici toutes commencent par 192.168.1. En DHCP, l’appareil demande une adresse et en reçoit une.",
  },
}

unit{release = "5.2.10", params = {Connection_Type = "Static IP", Static_IP = "10.1.2.3", NetMask = "255.255.255.0", Gateway = "10.1.2.1",
  Resync_On_Reset = false, Make_Call_Without_Reg_1_ = true}}

question{id = "pc",
  text = {en = "What address does your computer have?", de = "Welche Adresse hat Ihr Computer?", fr = "Quelle adresse a votre ordinateur ?"},
  answer = {en = "192.168.1.20, it says.", de = "192.168.1.20 steht da.", fr = "192.168.1.20, dit-il."}}

diagnosis{
  text = {en = "Why does no call get through?", de = "Warum kommt kein Anruf durch?", fr = "Pourquoi aucun appel ne passe-t-il ?"},
  right = "foreign",
  answers = {
    {"foreign", {en = "Its address belongs to another network", de = "Seine Adresse ist aus einem anderen Netz", fr = "Son adresse est d’un autre réseau"}},
    {"cable", {en = "The cable is in the wrong socket", de = "Das Kabel steckt in der falschen Buchse", fr = "Le câble est dans la mauvaise prise"}},
    {"account", {en = "The account has not moved yet", de = "Das Konto ist noch nicht umgezogen", fr = "Le compte n’a pas encore déménagé"}},
  }}

goal{id = "seen", points = 20,
  text = {en = "hear the type and the address", de = "Art und Adresse hören", fr = "entendre le type et l’adresse"},
  is = function() return heard("10.1.2.3") and heard("Static I P.") end}
goal{id = "foreign", points = 10,
  text = {en = "recognise that it is still in the old network", de = "erkennen, dass es noch im alten Netz ist", fr = "reconnaître qu’il est encore dans l’ancien réseau"},
  is = function() return chosen() == "foreign" end}
goal{id = "dhcp", points = 20, must = true,
  text = {en = "back to DHCP", de = "zurück zu DHCP", fr = "de nouveau en DHCP"},
  is = function() return param.Connection_Type == "DHCP" end}
goal{id = "proof", points = 10, must = true, proof = true, after = "dhcp",
  text = {en = "hear the new address", de = "die neue Adresse hören", fr = "entendre la nouvelle adresse"},
  is = function() return heard("192.168.1.100") end}

hint{en = "A dial tone proves nothing about the network.", de = "Ein Freizeichen beweist nichts über das Netz.", fr = "Une tonalité ne prouve rien sur le réseau."}
hint{en = "Compare its address with that of the computer: 100#, 110#.", de = "Seine Adresse mit der des Computers vergleichen: 100#, 110#.", fr = "Comparez son adresse à celle de l’ordinateur : 100#, 110#."}
hint{en = "101#, 0#, 1, hang up.", de = "101#, 0#, 1, auflegen.", fr = "101#, 0#, 1, raccrocher."}

play{
  function()
    look()
    ask("pc")
    open_menu()
  end,
  {"seen", function()
    phone[1]:dial("100#")
    phone[1]:hears("Static I P.")
    phone[1]:dial("110#")
    phone[1]:hears("10.1.2.3")
  end},
  function() wait("3s") end,
  {"foreign", function() choose("foreign") end},
  {"dhcp", function()
    phone[1]:dial("101#")
    phone[1]:hears("ask_connection_type")
    phone[1]:dial("0#")
    phone[1]:hears("save_menu")
    phone[1]:dial("1")
    phone[1]:hears("option_successful")
    wait("2s")
    phone[1]:onhook()
    wait("20s")
    open_menu()
  end},
  {"proof", function()
    phone[1]:dial("110#")
    phone[1]:hears("192.168.1.100")
  end},
  function() phone[1]:onhook() end,
}

mistake{id = "restarted",
  text = {en = "Restarted first", de = "Zuerst neu gestartet", fr = "Redémarré d’abord"},
  why = {en = "A restart changes nothing: a static address is kept.", de = "Nach einem Neustart ist es dasselbe: eine statische Adresse bleibt.", fr = "Un redémarrage ne change rien : une adresse fixe est conservée."},
  seen = function() return trace:count("power=switched off") > 0 and not reached("dhcp") end,
  play = function()
    power:off()
    wait("5s")
    power:on()
    wait("20s")
  end}

mistake{id = "G7", play = function() reset("73738", {confirm = false}) end}

mistake{id = "G2", play = function()
  open_menu()
  phone[1]:dial("101#")
  phone[1]:hears("ask_connection_type")
  phone[1]:dial("0#")
  phone[1]:hears("save_menu")
  phone[1]:onhook()
  wait("10s")
end}

mistake{id = "reset", harm = 10,
  text = {en = "A reset where one value was wrong", de = "Zurückgesetzt, wo ein Wert falsch war", fr = "Une réinitialisation pour une seule valeur fausse"},
  why = {en = "It deletes all that the user has set, to change one thing.", de = "Es löscht alles, was der Benutzer eingestellt hat, um eines zu ändern.", fr = "Elle efface tout ce que l’utilisateur a réglé, pour changer une chose."},
  seen = function() return trace:count("fw.ivr=reset user_reset") > 0 end,
  play = function() reset("877778") end}
