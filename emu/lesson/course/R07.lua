-- SPDX-License-Identifier: MIT
lesson{
  id = "R07", level = 4, par = 60, effort = 14, telephone = 2, source = "support pages of providers: one account, two telephone sockets",
  title = {en = "The wrong socket", de = "Die falsche Buchse"},
  caller = {
    en = "Since I dusted the shelf, the telephone has been silent, and nobody can reach me. The lamps look as always.",
    de = "Seit ich das Regal abgestaubt habe, ist das Telefon still, und niemand erreicht mich. Die Lampen sind wie immer.",
  },
  debrief = {
    en = "The account is on line 1, so only Phone 1 has a dial tone and rings. The telephone was put back into Phone 2, whose line has no account. No setting helps: ask the customer to read the words at the socket.",
    de = "Das Konto liegt auf Leitung 1, also hat nur Phone 1 ein Freizeichen und klingelt. Das Telefon steckte danach in Phone 2, dessen Leitung kein Konto hat. Keine Einstellung hilft: den Kunden die Beschriftung der Buchse vorlesen lassen.",
  },
}

unit{release = "5.2.10", params = {Proxy_1_ = "192.168.1.200", User_ID_1_ = "1001", Password_1_ = "secret", Resync_On_Reset = false}}

start(function()
  lab:registrar{user = "1001", password = "secret"}
  lab:phone{number = "200", answers_after = "1s"}
  power:on()
  led.power:blinks("on")
  wait("30s")
end)

question{id = "socket",
  text = {en = "What does it say at the socket of the telephone?", de = "Was steht an der Buchse des Telefons?"},
  answer = {en = "Phone 2. The other one, Phone 1, is free.", de = "Phone 2. Die andere, Phone 1, ist frei."}}

diagnosis{
  text = {en = "Why is the telephone silent?", de = "Warum ist das Telefon still?"},
  right = "socket",
  answers = {
    {"socket", {en = "It is plugged into a line without an account", de = "Es steckt in der Buchse einer Leitung ohne Konto"}},
    {"account", {en = "The provider has locked the account", de = "Der Anbieter hat das Konto gesperrt"}},
    {"network", {en = "The unit has no address", de = "Das Gerät hat keine Adresse"}},
    {"telephone", {en = "The telephone is broken", de = "Das Telefon ist kaputt"}},
  }}

goal{id = "asked", points = 15,
  text = {en = "ask what it says at the socket", de = "fragen, was an der Buchse steht"},
  is = function() return asked("socket") end}
goal{id = "cause", points = 15,
  text = {en = "say why it is silent", de = "sagen, warum es still ist"},
  is = function() return chosen() == "socket" end}
goal{id = "tone", points = 15, must = true,
  text = {en = "hear a dial tone at the right socket", de = "an der richtigen Buchse ein Freizeichen hören"},
  is = function() return heard("dial tone") end}
goal{id = "call", points = 15, must = true, proof = true, after = "tone",
  text = {en = "an outgoing call is answered", de = "ein abgehender Anruf wird angenommen"},
  is = function() return lab:count("200: talks to") > 0 end}

hint{en = "The lamps are as always: what is different since the shelf was dusted?", de = "Die Lampen sind wie immer: was ist seit dem Abstauben anders?"}
hint{en = "Two sockets, one account.", de = "Zwei Buchsen, ein Konto."}
hint{en = "Lift telephone 1, and dial 200# on it (at the terminal: lift 1, dial 1 200#).", de = "Telefon 1 abheben und darauf 200# wählen (am Terminal: heb 1, wähl 1 200#)."}

play{
  function()
    look()
    open_menu()
    phone[2]:dial("110#")
    phone[2]:hears("192.168.1.100")
    phone[2]:onhook()
    wait("1s")
  end,
  {"asked", function() ask("socket") end},
  {"cause", function() choose("socket") end},
  {"tone", function()
    phone[1]:offhook()
    phone[1]:hears("dial tone")
  end},
  {"call", function()
    phone[1]:dial("200#")
    wait("6s")
  end},
  function() phone[1]:onhook() end,
}

mistake{id = "G10", allowed = true} -- the other telephone is the cure
mistake{id = "account", play = function() reset("73738") end}
mistake{id = "restarted",
  text = {en = "Restarted", de = "Neu gestartet"},
  why = {en = "The socket is the same afterwards.", de = "Danach ist es dieselbe Buchse."},
  seen = function() return trace:count("power=switched off") > 0 end,
  play = function() restart() end}
