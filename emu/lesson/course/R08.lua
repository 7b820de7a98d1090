-- SPDX-License-Identifier: MIT
lesson{
  id = "R08", level = 1, par = 70, effort = 14, source = "help-desk curricula: collect, write down, hand over; a diary of calls with the clock beside it",
  title = {en = "Handover", de = "Übergabe"},
  caller = {
    en = "My account has to move to another line. The voice told me to call you. I have a telephone at Phone 1, and all else works.",
    de = "Mein Konto soll auf eine andere Leitung umziehen. Die Stimme hat gesagt, ich soll Sie anrufen. An Phone 1 hängt ein Telefon, und sonst geht alles.",
  },
  debrief = {
    en = "Nothing is broken, so nothing is changed: what counts is a ticket that the next desk understands. MAC and firmware identify the box, the address shows that it is online, and the right desk is the one for contracts. A reset would have deleted the account that the customer wants to keep.",
    de = "Nichts ist kaputt, also wird nichts geändert: es zählt ein Ticket, das der nächste Platz versteht. MAC und Firmware benennen den Kasten, die Adresse zeigt, dass er im Netz ist, und der richtige Platz ist der für Verträge. Ein Zurücksetzen hätte das Konto gelöscht, das der Kunde behalten will.",
  },
}

unit{release = "5.2.10", params = {User_ID_1_ = "4711", GPP_A = "contract 4711", Resync_On_Reset = false, Make_Call_Without_Reg_1_ = true}}

question{id = "works",
  text = {en = "Do calls work today?", de = "Gehen Anrufe heute?"},
  answer = {en = "Yes, both ways.", de = "Ja, in beide Richtungen."}}

diagnosis{
  text = {en = "Which desk is it for?", de = "Für welchen Platz ist das?"},
  right = "contracts",
  answers = {
    {"contracts", {en = "Contracts: the account moves", de = "Verträge: das Konto zieht um"}},
    {"technician", {en = "A technician: the box is broken", de = "Ein Techniker: der Kasten ist kaputt"}},
    {"network", {en = "The network: it has no address", de = "Das Netz: er hat keine Adresse"}},
    {"nobody", {en = "No desk: the customer resets it", de = "Keiner: der Kunde setzt selbst zurück"}},
  }}

deed{id = "ticket", harmless = true,
  text = {en = "Write the ticket and hand it over", de = "Das Ticket schreiben und weitergeben"}, act = function() end}

goal{id = "facts", points = 30, must = true,
  text = {en = "hear MAC and firmware", de = "MAC und Firmware hören"},
  is = function() return heard("000E08210207") and heard("5.2.10") end}
goal{id = "desk", points = 20, must = true, after = "facts",
  text = {en = "choose the right desk", de = "den richtigen Platz wählen"},
  is = function() return chosen() == "contracts" and trace:count("power=switched off") == 0 and param.User_ID_1_ == "4711" end}
goal{id = "ticket", points = 10, must = true, proof = true, after = "desk",
  text = {en = "hand it over, with the facts", de = "mit den Angaben weitergeben"},
  is = function() return performed("ticket") end}

hint{en = "Is anything broken?", de = "Ist etwas kaputt?"}
hint{en = "The next desk needs to know which box it is.", de = "Der nächste Platz muss wissen, welcher Kasten es ist."}
hint{en = "**** 140# 150#, contracts, the ticket.", de = "**** 140# 150#, Verträge, das Ticket."}

play{
  function()
    look()
    ask("works")
  end,
  {"facts", function()
    open_menu()
    phone[1]:dial("140#")
    phone[1]:hears("000E08210207")
    phone[1]:dial("150#")
    phone[1]:hears("5.2.10")
    wait("2s")
    phone[1]:onhook()
  end},
  {"desk", function() choose("contracts") end},
  {"ticket", function() perform("ticket") end},
}

mistake{id = "empty", method = 2,
  text = {en = "Handed over without the facts", de = "Ohne die Angaben weitergegeben"},
  why = {en = "The next desk has to call the customer again.", de = "Der nächste Platz muss den Kunden noch einmal anrufen."},
  seen = function() return performed("ticket") and not reached("facts") end,
  play = function() perform("ticket") end}

mistake{id = "account", play = function() reset("73738") end}
