-- SPDX-License-Identifier: MIT
-- What a flash and a hang-up do: the rows of tests/vectors/r_hooks.tsv, by a hand at the telephone. Each row: its id, the
-- situation, the event, parameters that differ, what call control says it does, and what is seen of it.
local account = require "account"

local anna, bert, carl

local function up(more)
  account.unit({Password_1_ = "sesame", Emergency_Number_1_ = "911"}, more)
  lab:registrar {}
  account.registers()
  anna = lab:phone {number = "200", answers_after = "500ms"}
end

local function dial(number)
  phone[1]:hears("second dial tone")
  phone[1]:dial(number .. "#")
end

local reach = {}

reach["dialling"] = function()
  phone[1]:offhook()
  phone[1]:hears("dial tone")
end
reach["calling"] = function()
  carl = lab:phone {number = "400"}
  reach["dialling"]()
  phone[1]:dial("400#")
  phone[1]:hears("ring back tone")
end
reach["talking"] = function()
  reach["dialling"]()
  phone[1]:dial("200#")
  anna:talks()
  wait("100ms") -- its ACK is seen by now, and the state too
end
reach["held, dialling"] = function()
  reach["talking"]()
  phone[1]:flash()
  phone[1]:hears("second dial tone")
end
reach["held, calling"] = function()
  bert = lab:phone {number = "300"}
  reach["talking"]()
  phone[1]:flash()
  dial("300")
  bert:rings()
  phone[1]:hears("ring back tone")
end
reach["held, failed"] = function()
  bert = lab:phone {number = "300", refuses = 486}
  reach["talking"]()
  phone[1]:flash()
  dial("300")
  phone[1]:hears("busy tone")
end
reach["held, talking"] = function(notify)
  bert = lab:phone {number = "300", answers_after = "500ms", notify = notify ~= false}
  reach["talking"]()
  phone[1]:flash()
  dial("300")
  bert:talks()
  wait("100ms")
end
reach["conference"] = function()
  reach["held, talking"]()
  phone[1]:flash()
  anna:expects("resumed by 1001")
  wait("100ms")
end
reach["early conference"] = function()
  reach["held, calling"]()
  phone[1]:flash()
  anna:expects("resumed by 1001")
  wait("100ms")
end
reach["call waiting"] = function()
  reach["talking"]()
  bert = lab:call {to = "1001", from = "300"}
  bert:expects("180 from 1001")
end
reach["two by call waiting"] = function()
  reach["call waiting"]()
  phone[1]:flash()
  bert:talks()
  wait("500ms")
end
reach["other side gone"] = function()
  reach["talking"]()
  anna:hangs_up()
  anna:ends()
end
reach["emergency"] = function()
  carl = lab:phone {number = "911", answers_after = "500ms"}
  reach["dialling"]()
  phone[1]:dial("911")
  carl:talks()
end
reach["transfer"] = function() -- while the handset is lifted: both are sent to a bridge that only rings
  lab:phone {number = "bridge"}
  reach["held, talking"](false)
  phone[1]:flash()
  anna:expects("is sent to bridge")
end

-- What is seen afterwards.
local function is_back() anna:expects("resumed by 1001") anna:says("tone 440 Hz") phone[1]:hears("440 Hz") end
local function is_held() anna:expects("held by 1001") phone[1]:hears("second dial tone") end
local function is_over() anna:ends() phone[1]:offhook() phone[1]:hears("dial tone") end
local function reminds()
  phone[1]:rings() -- Hold_Reminder_Ring
  phone[1]:offhook()
  is_back()
end
local function ends_second() bert:ends() reminds() end
local function joins()
  anna:expects("resumed by 1001")
  bert:answers()
  bert:talks()
  bert:says("tone 880 Hz")
  anna:hears("880 Hz")
end
local function confers()
  anna:expects("resumed by 1001")
  anna:says("tone 440 Hz")
  bert:hears("440 Hz")
end
local function swaps() bert:expects("held by 1001") is_back() end
local function transfers_attended() anna:expects("is sent to 300, in the place of a call") anna:talks() end
local function transfers_by_number()
  bert:ends()
  equal(anna:expects("is sent to 300"), "is sent to 300")
  bert:rings()
end
local function ends_both() anna:ends() bert:ends() end
local function first_stays()
  bert:ends()
  anna:says("tone 440 Hz")
  phone[1]:hears("440 Hz")
end
local function second_answered() bert:talks() anna:expects("held by 1001") end

local NO_3WAY, NO_CONF = {Three_Way_Call_Serv_1_ = "No"}, {Three_Way_Conf_Serv_1_ = "No"}
local BRIDGE = {Conference_Bridge_URL_1_ = "bridge@192.168.1.200"}

local rows = {
  {"R1", "talking", "flash", {}, "hold -> held, dialling", is_held},
  {"R2", "talking", "flash", NO_3WAY, "nothing -> talking"},
  {"R3", "talking", "flash", {Hook_Flash_Tx_Method_1_ = "INFO"}, "event -> talking",
    function() anna:expects("hook flash by info") end},
  {"R4", "talking", "flash", {Hook_Flash_Tx_Method_1_ = "AVT", Three_Way_Call_Serv_1_ = "No"}, "event -> talking",
    function() anna:expects("hook flash by rtp") end},
  {"R5", "talking", "hang-up", {}, "end -> idle", is_over},
  {"R6", "calling", "flash", {}, "nothing -> calling", function() carl:answers() carl:talks() end},
  {"R7", "calling", "hang-up", {}, "end -> idle", function() carl:ends() end},
  {"R8", "held, dialling", "flash", {}, "resume -> talking", is_back},
  {"R9", "held, dialling", "hang-up", {}, "ring back -> held, on-hook", reminds},
  {"R10", "held, calling", "flash", {}, "join -> early conference", joins},
  {"R11", "held, calling", "flash", NO_CONF, "resume -> talking", function() bert:ends() is_back() end},
  {"R13", "held, calling", "flash", BRIDGE, "nothing -> held, calling"},
  {"R16", "held, calling", "hang-up", {}, "transfer by number -> transfer", transfers_by_number},
  {"R17", "held, calling", "hang-up", {Unattn_Transfer_Serv_1_ = "No"}, "ring back -> held, on-hook", ends_second},
  {"R19", "held, failed", "flash", {}, "resume -> talking", is_back},
  {"R20", "held, failed", "hang-up", {}, "ring back -> held, on-hook", reminds},
  {"R21", "held, talking", "flash", {}, "join -> conference", confers},
  {"R22", "held, talking", "flash", NO_CONF, "swap -> held, talking", swaps},
  {"R23", "held, talking", "flash", {Conference_Act_Code = "*33"}, "swap -> held, talking", swaps},
  {"R25", "held, talking", "flash", BRIDGE, "bridge -> transfer",
    function() anna:expects("is sent to bridge") bert:expects("is sent to bridge") end},
  {"R26", "held, talking", "hang-up", {}, "transfer -> transfer", transfers_attended},
  {"R27", "held, talking", "hang-up", {Attn_Transfer_Serv_1_ = "No"}, "ring back -> held, on-hook", ends_second},
  {"R28", "held, talking", "hang-up", NO_CONF, "ring back -> held, on-hook", ends_second},
  {"R30", "held, talking", "hang-up", {["Blind_Attn-Xfer_Enable_1_"] = "Yes"}, "transfer by number -> transfer",
    transfers_by_number},
  {"R33", "conference", "flash", {}, "drop second -> talking", first_stays},
  {"R34", "conference", "hang-up", {}, "transfer -> transfer", transfers_attended},
  {"R35", "conference", "hang-up", {Xfer_When_Hangup_Conf_1_ = "No"}, "end -> idle", ends_both},
  {"R36", "conference", "hang-up", {Attn_Transfer_Serv_1_ = "No"}, "end -> idle", ends_both},
  {"R37", "conference", "hang-up", {["Blind_Attn-Xfer_Enable_1_"] = "Yes"}, "transfer by number -> transfer",
    transfers_by_number},
  {"R38", "early conference", "flash", {}, "drop second -> talking", first_stays},
  {"R39", "early conference", "hang-up", {}, "transfer by number -> transfer", transfers_by_number},
  {"R40", "early conference", "hang-up", {Xfer_When_Hangup_Conf_1_ = "No"}, "end -> idle", ends_both},
  {"R42", "call waiting", "flash", {}, "answer -> two by call waiting", second_answered},
  {"R43", "call waiting", "flash", {Three_Way_Call_Serv_1_ = "No", Hook_Flash_Tx_Method_1_ = "INFO"},
    "answer -> two by call waiting", second_answered},
  {"R44", "call waiting", "hang-up", {}, "ring -> ringing",
    function() anna:ends() phone[1]:rings() phone[1]:offhook() bert:talks() end},
  {"R45", "two by call waiting", "flash", {}, "swap -> two by call waiting", swaps},
  {"R47", "two by call waiting", "hang-up", {}, "ring back -> held, on-hook", ends_second},
  {"R48", "other side gone", "flash", {}, "", function() phone[1]:hears("dial tone") end},
  {"R49", "other side gone", "hang-up", {}, "", function() wait("2s") phone[1]:offhook() phone[1]:hears("dial tone") end},
  {"R50", "dialling", "flash", {}, "", function() phone[1]:hears("dial tone") end},
  {"R52", "emergency", "flash", {}, "nothing -> emergency"},
  {"R53", "emergency", "hang-up", {}, "nothing -> emergency",
    function() wait("10s") phone[1]:offhook() carl:says("tone 440 Hz") phone[1]:hears("440 Hz") end},
  {"R54", "transfer", "flash", BRIDGE, "nothing -> transfer"},
  {"R55", "transfer", "hang-up", BRIDGE, "nothing -> transfer"},
}

for _, row in ipairs(rows) do
  local id, situation, event, parameters, act, seen = table.unpack(row)
  scenario(string.format("%s: %s while %s", id, event, situation), function()
    up(parameters)
    reach[situation]()
    if event == "flash" then phone[1]:flash() else phone[1]:onhook() end
    if act ~= "" then
      trace:expects(string.format("fw.call=%s while %s: %s", event, situation, act))
    end
    if seen then seen() end
  end)
end

-- The first call ends while another one waits.
for _, row in ipairs {{"at once", 0}, {"while Reorder is heard", 8}} do
  scenario("the other side hangs up while a call waits, and a flash answers that one " .. row[1], function()
    up {Reorder_Delay = "2"}
    reach["call waiting"]()
    anna:hangs_up()
    anna:ends()
    if row[2] > 0 then wait(row[2]) end
    phone[1]:flash()
    bert:talks()
    bert:says("tone 880 Hz")
    phone[1]:hears("880 Hz")
    phone[1]:speak(620, "2s")
    bert:hears("620 Hz")
  end)
end

scenario("caller ID of the call that waits, to a telephone that asks for it with D", function()
  up {CWT1_Cadence = "30(.6/9.4)"}
  reach["talking"]()
  phone[1]:timing("40ms", "40ms")
  bert = lab:call {to = "1001", from = "300", name = "J. Smith"}
  bert:expects("180 from 1001")
  phone[1]:dial("DDDDDDDDDDDDDDDD") -- one of them falls behind the alert
  contains(trace:expects("fw.line=sends"), "Bellcore")
  phone[1]:flash()
  bert:talks()
end)
