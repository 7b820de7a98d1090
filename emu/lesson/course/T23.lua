-- SPDX-License-Identifier: MIT
lesson{
  id = "T23", level = 4, par = 240, effort = 12, source = "forum threads: one-way audio behind a router; providers' notes on the external address",
  title = {en = "I do not hear them", de = "Ich höre sie nicht", fr = "Je ne les entends pas"},
  caller = {
    en = "They hear me, but I do not hear them. They told me so in writing. It began when I set up the new line. There is a notebook at the yellow socket.",
    de = "Man hört mich, aber ich höre die anderen nicht. Das hat man mir geschrieben. Es begann, als ich den neuen Anschluss eingerichtet habe. An der gelben Buchse ist ein Notebook.",
    fr = "Ils m’entendent, mais je ne les entends pas. Ils me l’ont écrit. Cela a commencé quand j’ai installé la nouvelle ligne. Il y a un portable à la prise jaune.",
  },
  page = true,
  changes = {"EXT_IP", "NAT_Mapping_Enable_1_"},
  debrief = {
    en = "Find the direction first. The Info tab counts packets in a call: many sent, none received. The other side sends where the unit's SDP says, and EXT IP names the address of the old line. When it is empty, the unit gives its own address or the one it learned by STUN. Codecs and forwarded ports have nothing to do with it.",
    de = "Zuerst die Richtung feststellen. Das Register Info zählt im Gespräch die Pakete: viele gesendet, keines empfangen. Die Gegenseite sendet dorthin, wohin das SDP des Geräts zeigt, und EXT IP nennt die Adresse des alten Anschlusses. Ist das Feld leer, nennt das Gerät seine eigene Adresse oder die per STUN gelernte. Codecs und weitergeleitete Ports haben nichts damit zu tun.",
    fr = "Trouvez d’abord le sens. L’onglet Info compte les paquets d’un appel : beaucoup envoyés, aucun reçu. Le correspondant envoie là où le dit le SDP de l’appareil, et EXT IP donne l’adresse de l’ancienne ligne. S’il est vide, l’appareil donne sa propre adresse ou celle apprise par STUN. Les codecs et les ports redirigés n’y sont pour rien.",
  },
}

unit{release = "5.2.10", params = {Proxy_1_ = "192.168.1.200", User_ID_1_ = "1001", Password_1_ = "secret", NAT_Mapping_Enable_1_ = true,
  EXT_IP = "203.0.113.99", Resync_On_Reset = false}}

start(function()
  lab:registrar{user = "1001", password = "secret"}
  local friend = lab:phone{number = "200", answers_after = "1s"}
  friend:says("tone 880 Hz")
  cable.lan:plug()
  power:on()
  led.power:blinks("on")
  wait("30s")
end)

question{id = "first",
  text = {en = "Did it work on the old line?", de = "Ging es am alten Anschluss?", fr = "Cela marchait-il sur l’ancienne ligne ?"},
  answer = {en = "For years. I copied all the settings.", de = "Jahrelang. Ich habe alle Einstellungen übernommen.", fr = "Des années. J’ai recopié tous les réglages."}}

diagnosis{
  text = {en = "Where is their voice lost?", de = "Wo geht ihre Stimme verloren?", fr = "Où leur voix se perd-elle ?"},
  right = "address",
  answers = {
    {"address", {en = "They send it to an address that is not the unit's", de = "Sie senden sie an eine Adresse, die nicht die des Geräts ist", fr = "Ils l’envoient à une adresse qui n’est pas celle de l’appareil"}},
    {"codec", {en = "The unit does not understand their codec", de = "Das Gerät versteht ihren Codec nicht", fr = "L’appareil ne comprend pas leur codec"}},
    {"telephone", {en = "The earpiece of the telephone is broken", de = "Die Hörmuschel des Telefons ist kaputt", fr = "L’écouteur du téléphone est cassé"}},
    {"password", {en = "The account is wrong", de = "Das Konto ist falsch", fr = "Le compte est faux"}},
  }}

local function visits()
  local n = 0
  for _, path in ipairs{"/voice*", "/admin/voice*"} do
    local k = 0
    while visited(path, {status = 200}, k + 1) do k = k + 1 end
    n = n + k
  end
  return n
end

local before = 0 -- pages that were seen outside of a call

goal{id = "counted", points = 20,
  text = {en = "look at the packets of a call on the page", de = "auf der Seite die Pakete eines Gesprächs ansehen", fr = "regarder sur la page les paquets d’un appel"},
  is = function()
    if trace:count("fw.call=talks to 200") <= lab:count("phone 200: call over") then before = visits() end
    return visits() > before
  end}
goal{id = "address", points = 20,
  text = {en = "say where it is lost", de = "sagen, wo sie verloren geht", fr = "dire où elle se perd"},
  is = function() return chosen() == "address" end}
goal{id = "cured", points = 10, must = true, stays = true,
  text = {en = "the unit gives its own address", de = "das Gerät nennt seine eigene Adresse", fr = "l’appareil donne sa propre adresse"},
  is = function() return param.EXT_IP == "" or param.NAT_Mapping_Enable_1_ == "No" end}
goal{id = "both", points = 10, must = true, proof = true, after = "cured",
  text = {en = "hear the other side in a call", de = "in einem Gespräch die andere Seite hören", fr = "entendre le correspondant dans un appel"},
  is = function() return heard("880 Hz") end}

hint{en = "Which direction is it?", de = "Welche Richtung ist es?", fr = "C’est dans quel sens ?"}
hint{en = "Info tab, in a call: RTP packets sent and received.", de = "Register Info, im Gespräch: gesendete und empfangene RTP-Pakete.", fr = "Onglet Info, pendant un appel : paquets RTP envoyés et reçus."}
hint{en = "SIP tab: EXT IP empty, Submit; then a call.", de = "Register SIP: EXT IP leer, Submit; dann ein Gespräch.", fr = "Onglet SIP : EXT IP vide, Submit ; puis un appel."}

local function call()
  phone[1]:offhook()
  phone[1]:hears("dial tone")
  phone[1]:dial("200#")
end

local function hang_up()
  phone[1]:onhook()
  wait("3s")
end

play{
  function()
    look()
    ask("first")
    call()
    wait("8s")
  end,
  {"counted", function() web:get("/voice", {port = "lan"}) end},
  function() hang_up() end,
  {"address", function() choose("address") end},
  {"cured", function()
    web:submit("Voice/SIP", {["EXT IP"] = ""}, {port = "lan"})
    wait("30s")
  end},
  {"both", function()
    call()
    phone[1]:hears("880 Hz")
    wait("65s")
    hang_up()
  end},
}

mistake{id = "codec", harm = 10,
  text = {en = "Another codec", de = "Ein anderer Codec", fr = "Un autre codec"},
  why = {en = "No packet arrives: no codec can help.", de = "Es kommt kein Paket an: da hilft kein Codec.", fr = "Aucun paquet n’arrive : aucun codec n’y peut rien."},
  seen = function() return param.Preferred_Codec_1_ ~= "G711u" end,
  play = function()
    web:submit("Voice/Line 1", {["Preferred Codec"] = "G711a"}, {port = "lan"})
    wait("20s")
  end}

mistake{id = "forwarding", harm = 10,
  text = {en = "A DMZ host was set", de = "Einen DMZ-Host eingestellt", fr = "Un hôte DMZ a été défini"},
  why = {en = "It exposes the unit to the Internet, and the voice still goes elsewhere.", de = "Es setzt das Gerät dem ganzen Internet aus, und die Stimme geht trotzdem woandershin.", fr = "Cela expose l’appareil à Internet, et la voix va toujours ailleurs."},
  seen = function() return param.Enable_DMZ == "Yes" end,
  play = function()
    web:submit("Router/Application", {["Enable DMZ"] = true}, {port = "lan"})
    wait("20s")
  end}

mistake{id = "G7", play = function() reset("73738", {confirm = false}) end}
