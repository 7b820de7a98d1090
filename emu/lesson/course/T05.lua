-- SPDX-License-Identifier: MIT
lesson{
  id = "T05", level = 1, par = 110, effort = 93, source = "a provider's letter: the whole address by telephone; its gateway code is a published error",
  title = {en = "An address by telephone", de = "Eine Adresse per Telefon", fr = "Une adresse par téléphone"},
  caller = {
    en = "Our administrator wants it at 192.168.1.150, mask 255.255.255.0, gateway and name server 192.168.1.1. There is no computer in that room, only a telephone at Phone 1.",
    de = "Unser Administrator will es auf 192.168.1.150 haben, Maske 255.255.255.0, Gateway und Nameserver 192.168.1.1. In dem Raum ist kein Computer, nur ein Telefon an Phone 1.",
    fr = "Notre administrateur le veut en 192.168.1.150, masque 255.255.255.0, passerelle et serveur DNS 192.168.1.1. Il n’y a pas d’ordinateur dans cette pièce, seulement un téléphone à Phone 1.",
  },
  changes = {"Connection_Type", "Static_IP", "NetMask", "Gateway", "Primary_DNS"},
  debrief = {
    en = "First the unit has to know that its address is static: 101, then 1. Then come 111, 121, 131 and 161; the star is the dot, and each value is confirmed with 1. All values of one visit are stored when the handset is replaced; then the unit restarts once. A page on the Internet gives 161 for the gateway: 161 is the name server.",
    de = "Zuerst muss das Gerät wissen, dass seine Adresse statisch ist: 101, dann 1. Danach 111, 121, 131 und 161; der Stern ist der Punkt, und jeder Wert wird mit 1 bestätigt. Alle Werte eines Anrufs im Menü werden beim Auflegen gespeichert; danach startet das Gerät einmal neu. Eine Seite im Internet nennt 161 für das Gateway: 161 ist der Nameserver.",
    fr = "L’appareil doit d’abord savoir que son adresse est fixe : 101, puis 1. Viennent ensuite 111, 121, 131 et 161 ; l’étoile est le point, et chaque valeur se confirme par 1. Toutes les valeurs d’une visite sont enregistrées quand on raccroche ; puis l’appareil redémarre une fois. Une page sur Internet donne 161 pour la passerelle : 161 est le serveur DNS.",
  },
}

unit{release = "5.2.10", params = {Resync_On_Reset = false}}

question{id = "dial",
  text = {en = "Does anything in that network give out addresses?", de = "Verteilt in dem Netz etwas Adressen?", fr = "Quelque chose distribue-t-il des adresses dans ce réseau ?"},
  answer = {en = "For the computers, yes. This one has to be fixed, he says.", de = "Für die Computer ja. Diese soll fest sein, sagt er.", fr = "Pour les ordinateurs, oui. Celui-ci doit être fixe, dit-il."}}

diagnosis{
  text = {en = "What comes first?", de = "Was kommt zuerst?", fr = "Qu’est-ce qui vient d’abord ?"},
  right = "type",
  answers = {
    {"type", {en = "Tell it that its address is static", de = "Ihm sagen, dass seine Adresse statisch ist", fr = "Lui dire que son adresse est fixe"}},
    {"address", {en = "The address, and then the rest", de = "Die Adresse, dann der Rest", fr = "L’adresse, et ensuite le reste"}},
    {"gateway", {en = "The gateway, so that it finds the network", de = "Das Gateway, damit es das Netz findet", fr = "La passerelle, pour qu’il trouve le réseau"}},
    {"reset", {en = "A reset, so that it is clean", de = "Ein Zurücksetzen, damit es sauber ist", fr = "Une réinitialisation, pour qu’il soit propre"}},
  }}

goal{id = "type", points = 10, must = true,
  text = {en = "the address is static", de = "die Adresse ist statisch", fr = "l’adresse est fixe"},
  is = function() return param.Connection_Type == "Static IP" end}
goal{id = "address", points = 15, must = true, after = "type",
  text = {en = "address 192.168.1.150", de = "Adresse 192.168.1.150", fr = "adresse 192.168.1.150"},
  is = function() return param.Static_IP == "192.168.1.150" end}
goal{id = "mask", points = 10, after = "type",
  text = {en = "mask 255.255.255.0", de = "Maske 255.255.255.0", fr = "masque 255.255.255.0"},
  is = function() return param.NetMask == "255.255.255.0" end}
goal{id = "gateway", points = 10, after = "type",
  text = {en = "gateway 192.168.1.1", de = "Gateway 192.168.1.1", fr = "passerelle 192.168.1.1"},
  is = function() return param.Gateway == "192.168.1.1" end}
goal{id = "dns", points = 5, after = "type",
  text = {en = "name server 192.168.1.1", de = "Nameserver 192.168.1.1", fr = "serveur DNS 192.168.1.1"},
  is = function() return param.Primary_DNS == "192.168.1.1" end}
goal{id = "proof", points = 10, must = true, proof = true, after = {"address", "mask"},
  text = {en = "hear the new address", de = "die neue Adresse hören", fr = "entendre la nouvelle adresse"},
  is = function() return heard("192.168.1.150") end}

hint{en = "First tell it that its address is static.", de = "Zuerst sagen, dass die Adresse statisch ist.", fr = "Dites-lui d’abord que son adresse est fixe."}
hint{en = "The star is the dot; # ends a value, 1 saves it.", de = "Der Stern ist der Punkt; # beendet einen Wert, 1 speichert ihn.", fr = "L’étoile est le point ; # termine une valeur, 1 l’enregistre."}
hint{en = "101# 1# 1; 111# 192*168*1*150# 1; 121# 255*255*255*0# 1; 131# 192*168*1*1# 1; 161# 192*168*1*1# 1; hang up.",
     de = "101# 1# 1; 111# 192*168*1*150# 1; 121# 255*255*255*0# 1; 131# 192*168*1*1# 1; 161# 192*168*1*1# 1; auflegen.",
     fr = "101# 1# 1 ; 111# 192*168*1*150# 1 ; 121# 255*255*255*0# 1 ; 131# 192*168*1*1# 1 ; 161# 192*168*1*1# 1 ; raccrocher."}

local function set(code, value)
  phone[1]:dial(code)
  phone[1]:hears(code == "101#" and "ask_connection_type" or "enter_value")
  phone[1]:dial(value)
  phone[1]:hears("save_menu")
  phone[1]:dial("1")
  phone[1]:hears("option_successful")
end

play{
  function()
    look()
    ask("dial")
    open_menu()
    wait("4s")
    choose("type")
  end,
  {"type", function() set("101#", "1#") end},
  {"address", function() set("111#", "192*168*1*150#") end},
  {"mask", function() set("121#", "255*255*255*0#") end},
  {"gateway", function() set("131#", "192*168*1*1#") end},
  {"dns", function() set("161#", "192*168*1*1#") end},
  function()
    wait("2s")
    phone[1]:onhook()
    wait("20s")
    open_menu()
  end,
  {"proof", function()
    phone[1]:dial("110#")
    phone[1]:hears("192.168.1.150")
  end},
  function() phone[1]:onhook() end,
}

mistake{id = "G4", play = function()
  open_menu()
  phone[1]:dial("111#")
  phone[1]:hears("invalid_option")
  phone[1]:onhook()
end}

mistake{id = "G5", play = function()
  open_menu()
  set("101#", "1#")
  phone[1]:dial("111#")
  phone[1]:hears("enter_value")
  phone[1]:dial("192#")
  phone[1]:hears("invalid_value")
  phone[1]:onhook()
  wait("20s")
end}

mistake{id = "G2", play = function()
  open_menu()
  phone[1]:dial("101#")
  phone[1]:hears("ask_connection_type")
  phone[1]:dial("1#")
  phone[1]:hears("save_menu")
  phone[1]:onhook()
  wait("20s")
end}

mistake{id = "published", method = 2,
  text = {en = "161 was used for the gateway", de = "161 für das Gateway genommen", fr = "161 employé pour la passerelle"},
  why = {en = "161 is the first name server; the gateway is 131.", de = "161 ist der erste Nameserver; das Gateway ist 131.", fr = "161 est le premier serveur DNS ; la passerelle est 131."},
  seen = function() return reached("type") and param.Primary_DNS ~= "" and param.Gateway == "" end,
  play = function()
    open_menu()
    set("101#", "1#")
    set("161#", "192*168*1*1#")
    phone[1]:onhook()
    wait("20s")
  end}

mistake{id = "visits", method = 2,
  text = {en = "Hung up after each value", de = "Nach jedem Wert aufgelegt", fr = "Raccroché après chaque valeur"},
  why = {en = "Each visit ends in a restart, and one visit can take all values.", de = "Jedes Auflegen löst einen Neustart aus; ein Anruf im Menü nimmt alle Werte.", fr = "Chaque visite finit par un redémarrage, et une seule peut prendre toutes les valeurs."},
  seen = function() return trace:count("fw.ivr=store") >= 2 end,
  play = function()
    for _, entry in ipairs{{"101#", "1#"}, {"111#", "192*168*1*150#"}} do
      open_menu()
      set(entry[1], entry[2])
      phone[1]:onhook()
      wait("20s")
    end
  end}
