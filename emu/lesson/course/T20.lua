-- SPDX-License-Identifier: MIT
lesson{
  id = "T20", level = 3, par = 60, effort = 14, source = "a provider's help page: the reset is protected, and why",
  title = {en = "No means no", de = "Nein heißt nein"},
  caller = {
    en = "The menu wants a password for the reset. Tell me the password.",
    de = "Das Menü will für das Zurücksetzen ein Passwort. Sagen Sie mir das Passwort.",
  },
  debrief = {
    en = "This is no fault: the provider has protected the reset (Protect_IVR_FactoryReset), and the box is the provider's. Collect what the ticket needs, MAC and firmware, and hand the case over. Do not tell a caller the password, and do not guess it.",
    de = "Das ist keine Störung: der Anbieter hat das Zurücksetzen geschützt (Protect_IVR_FactoryReset), und der Kasten gehört dem Anbieter. Sammeln, was das Ticket braucht, MAC und Firmware, und den Fall weitergeben. Dem Anrufer das Passwort nicht sagen und es nicht raten.",
  },
}

unit{release = "5.2.10", params = {Protect_IVR_FactoryReset = true, Admin_Passwd = "test#@1234", Resync_On_Reset = false}}

question{id = "whose",
  text = {en = "Whose box is it?", de = "Wem gehört der Kasten?"},
  answer = {en = "It came with the contract.", de = "Er kam mit dem Vertrag."}}

diagnosis{
  text = {en = "What is this?", de = "Was ist das?"},
  right = "protected",
  answers = {
    {"protected", {en = "No fault: the provider has protected the reset", de = "Keine Störung: der Anbieter hat das Zurücksetzen geschützt"}},
    {"keys", {en = "The keys are not understood", de = "Die Tasten werden nicht verstanden"}},
    {"code", {en = "The wrong code was dialled", de = "Es wurde der falsche Code gewählt"}},
    {"broken", {en = "The menu is broken", de = "Das Menü ist kaputt"}},
  }}

deed{id = "handover", harmless = true,
  text = {en = "Hand the case over to the provider's desk, with MAC and firmware", de = "Den Fall an den Anbieter weitergeben, mit MAC und Firmware"}, act = function() end}
deed{id = "tell", harmless = true,
  text = {en = "Tell the caller the password", de = "Dem Anrufer das Passwort sagen"}, act = function() end}

goal{id = "protected", points = 20, must = true,
  text = {en = "recognise the protection", de = "den Schutz erkennen"},
  is = function() return chosen() == "protected" end}
goal{id = "facts", points = 20,
  text = {en = "hear MAC and firmware", de = "MAC und Firmware hören"},
  is = function() return heard("000E08210207") and heard("5.2.10") end}
goal{id = "handover", points = 20, must = true, proof = true, after = {"protected", "facts"},
  text = {en = "hand it over, with MAC and firmware", de = "weitergeben, mit MAC und Firmware"},
  is = function() return performed("handover") end}

hint{en = "Is it a fault at all?", de = "Ist es überhaupt eine Störung?"}
hint{en = "Who owns the box?", de = "Wem gehört der Kasten?"}
hint{en = "**** 140# 150#, then hand over.", de = "**** 140# 150#, dann weitergeben."}

play{
  function()
    look()
    ask("whose")
    open_menu()
  end,
  {"facts", function()
    phone[1]:dial("140#")
    phone[1]:hears("000E08210207")
    phone[1]:dial("150#")
    phone[1]:hears("5.2.10")
  end},
  function()
    wait("2s")
    phone[1]:onhook()
  end,
  {"protected", function() choose("protected") end},
  {"handover", function() perform("handover") end},
}

local function guess(password)
  phone[1]:dial(password)
  phone[1]:hears("password_wrong")
end

mistake{id = "guessed", harm = 10,
  text = {en = "Guessed the password", de = "Das Passwort geraten"},
  why = {en = "One try may be a slip; a second one is an attempt to break in.", de = "Ein Versuch mag ein Versehen sein; ein zweiter ist ein Einbruchsversuch."},
  seen = function() return heard("password_wrong", 2) end,
  play = function()
    open_menu()
    phone[1]:dial("73738#")
    phone[1]:hears("enter_password")
    guess("1234#")
    guess("0000#")
    phone[1]:onhook()
    wait("2s")
  end}

mistake{id = "told", harm = 15,
  text = {en = "Told the provider's password", de = "Das Passwort des Anbieters verraten"},
  why = {en = "It opens every box of this provider.", de = "Es öffnet jeden Kasten dieses Anbieters."},
  seen = function() return performed("tell") end,
  play = function() perform("tell") end}
