-- SPDX-License-Identifier: MIT
lesson{
  id = "T25", level = 4, par = 240, effort = 9, telephone = 2, source = "vendors' and providers' fax notes",
  title = {en = "Fax at the dentist's", de = "Fax in der Zahnarztpraxis", fr = "Le fax du dentiste"},
  caller = {
    en = "Calls are perfect, but faxes break off after half a page. The fax machine is at Phone 2. There is a notebook at the yellow socket.",
    de = "Gespräche sind einwandfrei, aber Faxe brechen nach einer halben Seite ab. Das Faxgerät ist an Phone 2. An der gelben Buchse ist ein Notebook.",
    fr = "Les appels sont parfaits, mais les fax s’interrompent après une demi-page. Le fax est à Phone 2. Il y a un portable à la prise jaune.",
  },
  page = true,
  changes = {"Preferred_Codec_2_", "Use_Pref_Codec_Only_2_", "Echo_Canc_Enable_2_", "Echo_Canc_Adapt_Enable_2_", "Echo_Supp_Enable_2_",
    "Silence_Supp_Enable_2_", "Call_Waiting_Serv_2_", "CW_Setting_2_", "Network_Jitter_Level_2_", "Jitter_Buffer_Adjustment_2_"},
  debrief = {
    en = "A fax is not speech: whatever improves speech changes the tones of a fax. It needs a codec that changes nothing, G.711; no echo canceller, no silence suppression, no call waiting tone; and a jitter buffer that is long and keeps its length. Only on the fax line: the other one was good.",
    de = "Ein Fax ist keine Sprache: was Sprache verbessert, verändert die Töne eines Faxes. Es braucht einen Codec, der nichts verändert, G.711; keine Echounterdrückung, keine Pausenunterdrückung, keinen Anklopfton; und einen Jitterpuffer, der lang ist und so bleibt. Nur auf der Leitung des Faxgeräts: die andere war gut.",
    fr = "Un fax n’est pas de la parole : tout ce qui améliore la parole altère les tonalités d’un fax. Il lui faut un codec qui ne change rien, G.711 ; pas d’annulation d’écho, pas de suppression des silences, pas de signal d’appel ; et un tampon de gigue long et de longueur fixe. Seulement sur la ligne du fax : l’autre était bonne.",
  },
}

unit{release = "5.2.10", params = {Proxy_2_ = "192.168.1.200", User_ID_2_ = "1002", Password_2_ = "secret", Resync_On_Reset = false,
  Preferred_Codec_2_ = "G726-32", Silence_Supp_Enable_2_ = true, Make_Call_Without_Reg_2_ = true}}

start(function()
  lab:registrar{user = "1002", password = "secret"}
  local fax = lab:phone{number = "900", answers_after = "1s", codecs = "PCMU,G726-32"}
  fax:says("tone 2100 Hz")
  cable.lan:plug()
  power:on()
  led.power:blinks("on")
  wait("30s")
end)

question{id = "other",
  text = {en = "Are calls on the other telephone good?", de = "Sind Gespräche am anderen Telefon gut?", fr = "Les appels de l’autre téléphone sont-ils bons ?"},
  answer = {en = "Perfect. Please do not touch that one.", de = "Einwandfrei. Den bitte nicht anfassen.", fr = "Parfaits. N’y touchez pas, s’il vous plaît."}}

diagnosis{
  text = {en = "What disturbs the fax?", de = "Was stört das Fax?", fr = "Qu’est-ce qui gêne le fax ?"},
  right = "helpers",
  answers = {
    {"helpers", {en = "A codec and filters made for speech", de = "Ein Codec und Filter, die für Sprache gemacht sind", fr = "Un codec et des filtres faits pour la parole"}},
    {"account", {en = "The account of line 2", de = "Das Konto von Leitung 2", fr = "Le compte de la ligne 2"}},
    {"cable", {en = "The cable of the fax machine", de = "Das Kabel des Faxgeräts", fr = "Le câble du fax"}},
    {"speed", {en = "The Internet is too slow", de = "Das Internet ist zu langsam", fr = "Internet est trop lent"}},
  }}

goal{id = "line", points = 10,
  text = {en = "say what disturbs the fax", de = "sagen, was das Fax stört", fr = "dire ce qui gêne le fax"},
  is = function() return chosen() == "helpers" end}
goal{id = "codec", points = 15, must = true, stays = true,
  text = {en = "G.711 only", de = "nur G.711", fr = "G.711 seulement"},
  is = function() return param.Preferred_Codec_2_:find("G711") ~= nil and param.Use_Pref_Codec_Only_2_ == "Yes" end}
goal{id = "helpers", points = 15, must = true, stays = true,
  text = {en = "echo canceller, silence suppression and call waiting off", de = "Echounterdrückung, Pausenunterdrückung und Anklopfen aus", fr = "annulation d’écho, suppression des silences et signal d’appel coupés"},
  is = function()
    return param.Echo_Canc_Enable_2_ == "No" and param.Silence_Supp_Enable_2_ == "No" and param.Call_Waiting_Serv_2_ == "No"
  end}
goal{id = "jitter", points = 10,
  text = {en = "jitter very high, adjustment off", de = "Jitter very high, Anpassung aus", fr = "gigue very high, ajustement coupé"},
  is = function() return param.Network_Jitter_Level_2_ == "very high" and param.Jitter_Buffer_Adjustment_2_ == "disable" end}
goal{id = "call", points = 10, must = true, proof = true, after = {"codec", "helpers"},
  text = {en = "hear the other fax answer", de = "das andere Faxgerät antworten hören", fr = "entendre l’autre fax répondre"},
  is = function() return heard("2100 Hz") end}

hint{en = "A fax is not speech.", de = "Ein Fax ist keine Sprache.", fr = "Un fax n’est pas de la parole."}
hint{en = "Which codec, which filters? Only on line 2.", de = "Welcher Codec, welche Filter? Nur auf Leitung 2.", fr = "Quel codec, quels filtres ? Seulement sur la ligne 2."}
hint{en = "Line 2: G711u, Use Pref Codec Only yes; Echo Canc, Silence Supp, Call Waiting Serv no; jitter very high, adjustment disable; then 900#.",
     de = "Line 2: G711u, Use Pref Codec Only yes; Echo Canc, Silence Supp, Call Waiting Serv no; Jitter very high, Adjustment disable; dann 900#.",
     fr = "Line 2 : G711u, Use Pref Codec Only yes ; Echo Canc, Silence Supp, Call Waiting Serv no ; gigue very high, ajustement disable ; puis 900#."}

local function set(fields)
  web:submit("Voice/Line 2", fields, {port = "lan"})
  wait("15s")
end

play{
  function()
    look()
    ask("other")
    web:get("/admin/voice/advanced", {port = "lan"})
  end,
  {"line", function() choose("helpers") end},
  {"codec", function() set{["Preferred Codec"] = "G711u", ["Use Pref Codec Only"] = true} end},
  {"helpers", function() set{["Echo Canc Enable"] = false, ["Silence Supp Enable"] = false, ["Call Waiting Serv"] = false} end},
  {"jitter", function() set{["Network Jitter Level"] = "very high", ["Jitter Buffer Adjustment"] = "disable"} end},
  {"call", function()
    phone[2]:offhook()
    phone[2]:hears("dial tone")
    phone[2]:dial("900#")
    phone[2]:hears("2100 Hz")
    phone[2]:onhook()
    wait("3s")
  end},
}

mistake{id = "one", harm = 10,
  text = {en = "Changed line 1", de = "Leitung 1 verändert", fr = "Changé la ligne 1"},
  why = {en = "The line that was good is now different.", de = "Die gute Leitung ist jetzt anders.", fr = "La ligne qui était bonne est maintenant différente."},
  seen = function() return param.Echo_Canc_Enable_1_ == "No" or param.Use_Pref_Codec_Only_1_ == "Yes" end,
  play = function()
    web:submit("Voice/Line 1", {["Echo Canc Enable"] = false}, {port = "lan"})
    wait("15s")
  end}

mistake{id = "G10", play = function()
  phone[1]:offhook()
  wait("3s")
  phone[1]:onhook()
  wait("2s")
end}

mistake{id = "speed", method = 2,
  text = {en = "Blamed the Internet", de = "Das Internet beschuldigt", fr = "Accusé Internet"},
  why = {en = "Calls are perfect on the same line to the Internet.", de = "Gespräche sind einwandfrei, auf demselben Weg ins Internet.", fr = "Les appels sont parfaits sur la même ligne Internet."},
  seen = function() return chosen() == "speed" end,
  play = function() choose("speed") end}
