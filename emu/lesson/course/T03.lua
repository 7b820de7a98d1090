-- SPDX-License-Identifier: MIT
lesson{
  id = "T03", level = 1, par = 75, effort = 31, source = "a blog of 2016: its second recipe leaves the confirming 1 out",
  title = {en = "I did reset it", de = "Ich habe doch zurückgesetzt", fr = "Je l’ai pourtant réinitialisé"},
  caller = {
    en = "I dialled 877778 hash and hung up, as the page says. It still has the old address, that of the other house.",
    de = "Ich habe 877778 Raute gewählt und aufgelegt, wie es auf der Seite steht. Es hat immer noch die alte Adresse, die vom anderen Haus.",
    fr = "J’ai composé 877778 dièse et raccroché, comme le dit la page. Il a encore l’ancienne adresse, celle de l’autre maison.",
  },
  changes = {"Connection_Type", "Static_IP", "NetMask", "Gateway"},
  debrief = {
    en = "The menu asks a question after the code; without 1 nothing is reset. 877778 resets what the user may change; that includes the connection, which is DHCP again; the provider's account stays. 73738 would have taken the account too.",
    de = "Nach dem Code stellt das Menü eine Frage; ohne die 1 wird nichts zurückgesetzt. 877778 setzt zurück, was der Benutzer ändern darf, auch die Verbindung, die wieder DHCP nutzt; das Konto des Anbieters bleibt. 73738 hätte auch das Konto gelöscht.",
    fr = "Le menu pose une question après le code ; sans 1, rien n’est réinitialisé. 877778 réinitialise ce que l’utilisateur peut modifier ; la connexion en fait partie, et elle est de nouveau en DHCP ; le compte de l’opérateur reste. 73738 aurait effacé le compte aussi.",
  },
}

unit{release = "5.2.10", params = {Connection_Type = "Static IP", Static_IP = "10.1.2.3", NetMask = "255.255.255.0"}}

question{id = "word",
  text = {en = "Did it say \"Option successful\" before you hung up?", de = "Hat es „Option successful“ gesagt, bevor Sie aufgelegt haben?", fr = "A-t-il dit « Option successful » avant que vous raccrochiez ?"},
  answer = {en = "No. It asked something in English, then I hung up.", de = "Nein. Es hat etwas auf Englisch gefragt, dann habe ich aufgelegt.", fr = "Non. Il a demandé quelque chose en anglais, puis j’ai raccroché."}}

diagnosis{
  text = {en = "Why is the old address still there?", de = "Warum ist die alte Adresse noch da?", fr = "Pourquoi l’ancienne adresse est-elle encore là ?"},
  right = "unconfirmed",
  answers = {
    {"unconfirmed", {en = "The reset was never confirmed", de = "Das Zurücksetzen wurde nie bestätigt", fr = "La réinitialisation n’a jamais été confirmée"}},
    {"provider", {en = "The provider's profile brings it back", de = "Das Profil des Anbieters bringt sie zurück", fr = "Le profil de l’opérateur la ramène"}},
    {"dhcp", {en = "The router gives it again", de = "Der Router vergibt sie wieder", fr = "Le routeur la redonne"}},
    {"broken", {en = "The unit is broken", de = "Das Gerät ist defekt", fr = "L’appareil est cassé"}},
  }}

goal{id = "address", points = 15,
  text = {en = "hear that the address is still the old one", de = "hören, dass es noch die alte Adresse ist", fr = "entendre que l’adresse est encore l’ancienne"},
  is = function() return heard("10.1.2.3") end}
goal{id = "reset", points = 30, must = true,
  text = {en = "a user reset, confirmed", de = "die Einstellungen des Benutzers zurückgesetzt, mit Bestätigung", fr = "une réinitialisation utilisateur, confirmée"},
  is = function() return trace:count("fw.ivr=reset user_reset") > 0 and param.Connection_Type == "DHCP" end}
goal{id = "proof", points = 15, must = true, proof = true, after = "reset",
  text = {en = "hear the new address", de = "die neue Adresse hören", fr = "entendre la nouvelle adresse"},
  is = function() return heard("192.168.1.100") end}

hint{en = "Was there a word at the end?", de = "Kam am Ende ein Wort?", fr = "Y avait-il un mot à la fin ?"}
hint{en = "The menu asks a question after the code.", de = "Das Menü stellt nach dem Code eine Frage.", fr = "Le menu pose une question après le code."}
hint{en = "877778#, then 1#, and wait for \"Option successful\".", de = "877778#, dann 1#, und auf „Option successful“ warten.", fr = "877778#, puis 1#, et attendre « Option successful »."}

local function menu(code, hears)
  phone[1]:dial(code)
  phone[1]:hears(hears)
end

local function wait_for_tone_or_word()
  phone[1]:hears("option_successful")
  wait("2s")
  phone[1]:onhook()
end

play{
  function()
    look()
    ask("word")
    open_menu()
  end,
  {"address", function() menu("110#", "10.1.2.3") end},
  function()
    menu("100#", "Static I P.")
    wait("2s")
    choose("unconfirmed")
  end,
  {"reset", function()
    menu("877778#", "confirm_reset")
    phone[1]:dial("1#")
    wait_for_tone_or_word()
    wait("40s")
    open_menu()
  end},
  {"proof", function() menu("110#", "192.168.1.100") end},
  function() phone[1]:onhook() end,
}

mistake{id = "G2", play = function()
  open_menu()
  menu("877778#", "confirm_reset")
  phone[1]:onhook()
  wait("5s")
end}

mistake{id = "G3", play = function()
  open_menu()
  menu("877778#", "confirm_reset")
  wait("1s")
  phone[1]:dial("1")
  wait("500ms")
  phone[1]:onhook()
  wait("5s")
end}

mistake{id = "G4", play = function()
  open_menu()
  menu("87778#", "invalid_option")
  phone[1]:onhook()
end}

mistake{id = "G7", play = function()
  open_menu()
  menu("73738#", "factory_reset")
  phone[1]:onhook()
end}

mistake{id = "account", play = function()
  open_menu()
  menu("73738#", "confirm_reset")
  wait("1s")
  phone[1]:dial("1")
  wait_for_tone_or_word()
  wait("10s")
end}
