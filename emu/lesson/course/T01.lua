-- SPDX-License-Identifier: MIT
lesson{
  id = "T01", level = 1, par = 35, effort = 17, source = "provider's letters; setup guides of the family",
  title = {en = "Papers, please", de = "Die Papiere, bitte", fr = "Vos papiers, s’il vous plaît"},
  caller = {
    en = "I have a grey box with two telephone sockets and nothing works. What do you need to know? There is a telephone at Phone 1, and I have no computer.",
    de = "Ich habe einen grauen Kasten mit zwei Telefonbuchsen, und nichts geht. Was müssen Sie wissen? An Phone 1 hängt ein Telefon, einen Computer habe ich nicht.",
    fr = "J’ai un boîtier gris avec deux prises de téléphone, et rien ne marche. Que vous faut-il ? Il y a un téléphone à Phone 1, et je n’ai pas d’ordinateur.",
  },
  debrief = {
    en = "Every ticket needs address, MAC and firmware, and the voice menu speaks all three in one visit. Tell the customer that \"dot\" is the point and that most addresses begin with 192.168.",
    de = "In jedes Ticket gehören Adresse, MAC und Firmware, und das Sprachmenü nennt alle drei in einem Anruf. Sagen Sie dem Kunden, dass „dot“ der Punkt ist und dass die meisten Adressen mit 192.168 beginnen.",
    fr = "Chaque ticket demande l’adresse, la MAC et le micrologiciel, et le menu vocal dit les trois en une visite. Dites au client que « dot » est le point, et que la plupart des adresses commencent par 192.168.",
  },
}

unit{release = "5.2.10"}

question{id = "change",
  text = {en = "What was changed last?", de = "Was wurde zuletzt geändert?", fr = "Qu’est-ce qui a été changé en dernier ?"},
  answer = {en = "Nothing that I know of.", de = "Nichts, von dem ich wüsste.", fr = "Rien que je sache."}}

diagnosis{
  text = {en = "What has to be done first?", de = "Was ist zuerst zu tun?", fr = "Que faut-il faire d’abord ?"},
  right = "ask",
  answers = {
    {"ask", {en = "Let the unit say who it is: address, MAC, firmware", de = "Das Gerät sagen lassen, wer es ist: Adresse, MAC, Firmware", fr = "Laisser l’appareil dire qui il est : adresse, MAC, micrologiciel"}},
    {"reset", {en = "Reset it to the factory's settings", de = "Auf Werkseinstellungen zurücksetzen", fr = "Le remettre aux réglages d’usine"}},
    {"power", {en = "Pull the plug for a minute", de = "Den Stecker für eine Minute ziehen", fr = "Le débrancher une minute"}},
    {"visit", {en = "Send a technician", de = "Einen Techniker schicken", fr = "Envoyer un technicien"}},
  }}

goal{id = "address", points = 20, must = true,
  text = {en = "hear the Internet address", de = "die Internetadresse hören", fr = "entendre l’adresse Internet"},
  is = function() return heard("192.168.1.100") end}
goal{id = "mac", points = 20, must = true,
  text = {en = "hear the MAC address", de = "die MAC-Adresse hören", fr = "entendre l’adresse MAC"},
  is = function() return heard("000E08210207") end}
goal{id = "firmware", points = 20,
  text = {en = "hear the firmware version", de = "die Firmwareversion hören", fr = "entendre la version du micrologiciel"},
  is = function() return heard("5.2.10") end}

hint{en = "The telephone can talk.", de = "Das Telefon kann sprechen.", fr = "Le téléphone sait parler."}
hint{en = "Four stars open a menu.", de = "Vier Sterne öffnen ein Menü.", fr = "Quatre étoiles ouvrent un menu."}
hint{en = "**** then 110#, 140#, 150#.", de = "**** und dann 110#, 140#, 150#.", fr = "**** puis 110#, 140#, 150#."}

play{
  function()
    look()
    choose("ask")
    open_menu()
  end,
  {"address", function()
    phone[1]:dial("110#")
    phone[1]:hears("192.168.1.100")
  end},
  {"mac", function()
    phone[1]:dial("140#")
    phone[1]:hears("000E08210207")
  end},
  {"firmware", function()
    phone[1]:dial("150#")
    phone[1]:hears("5.2.10")
  end},
  function() phone[1]:onhook() end,
}

mistake{id = "G1", play = function()
  open_menu()
  phone[1]:dial("110")
  wait("20s")
end}

mistake{id = "G6", play = function()
  phone[1]:offhook()
  phone[1]:dial("***")
  wait("20s")
  phone[1]:onhook()
end}

mistake{id = "visits",
  text = {en = "Hung up between the codes", de = "Zwischen den Codes aufgelegt", fr = "Raccroché entre les codes"},
  why = {en = "One visit to the menu is enough for all three.", de = "Ein Anruf im Menü genügt für alle drei.", fr = "Une seule visite du menu suffit pour les trois."},
  seen = function() return heard("main_menu", 3) end,
  play = function()
    for _, code in ipairs{"110#", "140#", "150#"} do
      open_menu()
      phone[1]:dial(code)
      wait("8s")
      phone[1]:onhook()
      wait("1s")
    end
  end}
