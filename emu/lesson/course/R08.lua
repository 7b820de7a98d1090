-- SPDX-License-Identifier: MIT
lesson{
  id = "R08", level = 1, par = 70, effort = 14, source = "help-desk curricula: collect, write down, hand over; a diary of calls with the clock beside it",
  title = {en = "Handover", de = "Übergabe", fr = "Passation"},
  caller = {
    en = "My account has to move to another line. The voice told me to call you. I have a telephone at Phone 1, and all else works.",
    de = "Mein Konto soll auf eine andere Leitung umziehen. Die Stimme hat gesagt, ich soll Sie anrufen. An Phone 1 hängt ein Telefon, und sonst geht alles.",
    fr = "Mon compte doit passer sur une autre ligne. La voix m’a dit de vous appeler. J’ai un téléphone à Phone 1, et tout le reste marche.",
  },
  debrief = {
    en = "Nothing is broken, so nothing is changed: what counts is a ticket that the next desk understands. MAC and firmware identify the box, the address shows that it is online, and the right desk is the one for contracts. A reset would have deleted the account that the customer wants to keep.",
    de = "Nichts ist kaputt, also wird nichts geändert: es zählt ein Ticket, das der nächste Platz versteht. MAC und Firmware benennen den Kasten, die Adresse zeigt, dass er im Netz ist, und der richtige Platz ist der für Verträge. Ein Zurücksetzen hätte das Konto gelöscht, das der Kunde behalten will.",
    fr = "Rien n’est cassé, donc rien n’est changé : ce qui compte, c’est un ticket que le service suivant comprend. MAC et micrologiciel identifient le boîtier, l’adresse montre qu’il est en ligne, et le bon service est celui des contrats. Une réinitialisation aurait effacé le compte que le client veut garder.",
  },
}

unit{release = "5.2.10", params = {User_ID_1_ = "4711", GPP_A = "contract 4711", Resync_On_Reset = false, Make_Call_Without_Reg_1_ = true}}

question{id = "works",
  text = {en = "Do calls work today?", de = "Gehen Anrufe heute?", fr = "Les appels marchent-ils aujourd’hui ?"},
  answer = {en = "Yes, both ways.", de = "Ja, in beide Richtungen.", fr = "Oui, dans les deux sens."}}

diagnosis{
  text = {en = "Which desk is it for?", de = "Für welchen Platz ist das?", fr = "C’est pour quel service ?"},
  right = "contracts",
  answers = {
    {"contracts", {en = "Contracts: the account moves", de = "Verträge: das Konto zieht um", fr = "Les contrats : le compte déménage"}},
    {"technician", {en = "A technician: the box is broken", de = "Ein Techniker: der Kasten ist kaputt", fr = "Un technicien : le boîtier est cassé"}},
    {"network", {en = "The network: it has no address", de = "Das Netz: er hat keine Adresse", fr = "Le réseau : il n’a pas d’adresse"}},
    {"nobody", {en = "No desk: the customer resets it", de = "Keiner: der Kunde setzt selbst zurück", fr = "Aucun : le client le réinitialise"}},
  }}

deed{id = "ticket", harmless = true,
  text = {en = "Write the ticket and hand it over", de = "Das Ticket schreiben und weitergeben", fr = "Écrire le ticket et le transmettre"}, act = function() end}

goal{id = "facts", points = 30, must = true,
  text = {en = "hear MAC and firmware", de = "MAC und Firmware hören", fr = "entendre la MAC et le micrologiciel"},
  is = function() return heard("000E08210207") and heard("5.2.10") end}
goal{id = "desk", points = 20, must = true, after = "facts",
  text = {en = "choose the right desk", de = "den richtigen Platz wählen", fr = "choisir le bon service"},
  is = function() return chosen() == "contracts" and trace:count("power=switched off") == 0 and param.User_ID_1_ == "4711" end}
goal{id = "ticket", points = 10, must = true, proof = true, after = "desk",
  text = {en = "hand it over, with the facts", de = "mit den Angaben weitergeben", fr = "transmettre, avec les faits"},
  is = function() return performed("ticket") end}

hint{en = "Is anything broken?", de = "Ist etwas kaputt?", fr = "Quelque chose est-il cassé ?"}
hint{en = "The next desk needs to know which box it is.", de = "Der nächste Platz muss wissen, welcher Kasten es ist.", fr = "Le service suivant doit savoir de quel boîtier il s’agit."}
hint{en = "**** 140# 150#, contracts, the ticket.", de = "**** 140# 150#, Verträge, das Ticket.", fr = "**** 140# 150#, les contrats, le ticket."}

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
  text = {en = "Handed over without the facts", de = "Ohne die Angaben weitergegeben", fr = "Transmis sans les faits"},
  why = {en = "The next desk has to call the customer again.", de = "Der nächste Platz muss den Kunden noch einmal anrufen.", fr = "Le service suivant doit rappeler le client."},
  seen = function() return performed("ticket") and not reached("facts") end,
  play = function() perform("ticket") end}

mistake{id = "account", play = function() reset("73738") end}
