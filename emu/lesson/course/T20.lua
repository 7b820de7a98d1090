-- SPDX-License-Identifier: MIT
lesson{
  id = "T20", level = 3, par = 60, effort = 14, source = "a provider's help page: the reset is protected, and why",
  title = {en = "No means no", de = "Nein heißt nein", fr = "Non, c’est non"},
  caller = {
    en = "The menu wants a password for the reset. Tell me the password.",
    de = "Das Menü will für das Zurücksetzen ein Passwort. Sagen Sie mir das Passwort.",
    fr = "Le menu veut un mot de passe pour la réinitialisation. Dites-moi le mot de passe.",
  },
  debrief = {
    en = "This is no fault: the provider has protected the reset (Protect_IVR_FactoryReset), and the box is the provider's. Collect what the ticket needs, MAC and firmware, and hand the case over. Do not tell a caller the password, and do not guess it.",
    de = "Das ist keine Störung: der Anbieter hat das Zurücksetzen geschützt (Protect_IVR_FactoryReset), und der Kasten gehört dem Anbieter. Sammeln, was das Ticket braucht, MAC und Firmware, und den Fall weitergeben. Dem Anrufer das Passwort nicht sagen und es nicht raten.",
    fr = "Ce n’est pas une panne : l’opérateur a protégé la réinitialisation (Protect_IVR_FactoryReset), et le boîtier est à lui. Réunissez ce qu’il faut au ticket, MAC et micrologiciel, et transmettez le cas. Ne dites pas le mot de passe à un appelant, et ne le devinez pas.",
  },
}

unit{release = "5.2.10", params = {Protect_IVR_FactoryReset = true, Admin_Passwd = "test#@1234", Resync_On_Reset = false}}

question{id = "whose",
  text = {en = "Whose box is it?", de = "Wem gehört der Kasten?", fr = "À qui est le boîtier ?"},
  answer = {en = "It came with the contract.", de = "Er kam mit dem Vertrag.", fr = "Il est venu avec le contrat."}}

diagnosis{
  text = {en = "What is this?", de = "Was ist das?", fr = "Qu’est-ce que c’est ?"},
  right = "protected",
  answers = {
    {"protected", {en = "No fault: the provider has protected the reset", de = "Keine Störung: der Anbieter hat das Zurücksetzen geschützt", fr = "Pas une panne : l’opérateur a protégé la réinitialisation"}},
    {"keys", {en = "The keys are not understood", de = "Die Tasten werden nicht verstanden", fr = "Les touches ne sont pas comprises"}},
    {"code", {en = "The wrong code was dialled", de = "Es wurde der falsche Code gewählt", fr = "Le mauvais code a été composé"}},
    {"broken", {en = "The menu is broken", de = "Das Menü ist kaputt", fr = "Le menu est cassé"}},
  }}

deed{id = "handover", harmless = true,
  text = {en = "Hand the case over to the provider's desk, with MAC and firmware", de = "Den Fall an den Anbieter weitergeben, mit MAC und Firmware", fr = "Transmettre le cas au service de l’opérateur, avec MAC et micrologiciel"}, act = function() end}
deed{id = "tell", harmless = true,
  text = {en = "Tell the caller the password", de = "Dem Anrufer das Passwort sagen", fr = "Dire le mot de passe à l’appelant"}, act = function() end}

goal{id = "protected", points = 20, must = true,
  text = {en = "recognise the protection", de = "den Schutz erkennen", fr = "reconnaître la protection"},
  is = function() return chosen() == "protected" end}
goal{id = "facts", points = 20,
  text = {en = "hear MAC and firmware", de = "MAC und Firmware hören", fr = "entendre la MAC et le micrologiciel"},
  is = function() return heard("000E08210207") and heard("5.2.10") end}
goal{id = "handover", points = 20, must = true, proof = true, after = {"protected", "facts"},
  text = {en = "hand it over, with MAC and firmware", de = "weitergeben, mit MAC und Firmware", fr = "le transmettre, avec MAC et micrologiciel"},
  is = function() return performed("handover") end}

hint{en = "Is it a fault at all?", de = "Ist es überhaupt eine Störung?", fr = "Est-ce seulement une panne ?"}
hint{en = "Who owns the box?", de = "Wem gehört der Kasten?", fr = "À qui appartient le boîtier ?"}
hint{en = "**** 140# 150#, then hand over.", de = "**** 140# 150#, dann weitergeben.", fr = "**** 140# 150#, puis transmettre."}

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
  text = {en = "Guessed the password", de = "Das Passwort geraten", fr = "Deviné le mot de passe"},
  why = {en = "One try may be a slip; a second one is an attempt to break in.", de = "Ein Versuch mag ein Versehen sein; ein zweiter ist ein Einbruchsversuch.", fr = "Un essai peut être une maladresse ; un second est une tentative d’effraction."},
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
  text = {en = "Told the provider's password", de = "Das Passwort des Anbieters verraten", fr = "Dit le mot de passe de l’opérateur"},
  why = {en = "It opens every box of this provider.", de = "Es öffnet jeden Kasten dieses Anbieters.", fr = "Il ouvre tous les boîtiers de cet opérateur."},
  seen = function() return performed("tell") end,
  play = function() perform("tell") end}
