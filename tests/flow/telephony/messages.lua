-- SPDX-License-Identifier: MIT
-- Messages that wait: RFC 3265, RFC 3842, ATA 191 guide, Sipura administration guide p.77; SUBSCRIBE: captured SPA962.
local account = require "account"

local function up(more)
  account.unit({Password_1_ = "sesame"}, more)
  lab:registrar {user = "1001", password = "sesame"}
end

local function registered(more)
  up(more)
  account.registers()
end

local function waiting()
  return tostring(fact("line1.message_waiting"))
end

-- How often the telephone rang until now.
local function rings()
  return trace:count("ring[1]=1")
end

scenario("an unsolicited NOTIFY: parameter, lamp, stutter dial tone, and all of it back", function()
  registered()
  equal(waiting(), "no")
  lab:mailbox {user = "1001", new = 2, old = 1}
  lab:expects("answer 200")
  trace:expects("ear[1]=displays messages waiting")
  equal(param.Message_Waiting_1_, "Yes")
  equal(waiting(), "yes")
  equal(tostring(fact("line2.message_waiting")), "no")
  cable.lan:plug()
  lab:pc_lease()
  local _, page = web:get("/admin/voice/advanced", {port = "lan"})
  expect(page:find("Message Waiting:<td><font color=\"darkblue\">Yes", 1, true) ~= nil)
  phone[1]:offhook()
  phone[1]:hears("mwi dial tone")
  phone[1]:onhook()
  wait("2s")
  lab:mailbox {user = "1001", old = 3}
  trace:expects("ear[1]=displays no messages")
  equal(param.Message_Waiting_1_, "No")
  phone[1]:offhook()
  phone[1]:hears("dial tone")
  equal(rings(), 0)
end)

scenario("a subscription: fields and their order as captured", function()
  up {Voice_Mail_Server_1_ = "200", Display_Name_1_ = "J Smith"}
  local mail = lab:phone {number = "200"}
  account.registers()
  wait("1s")
  local text = mail:message("SUBSCRIBE ")
  local names = {}
  for name in text:gmatch("\n([%w-]+):") do names[#names + 1] = name end
  equal(table.concat(names, " "),
    "Via From To Call-ID CSeq Max-Forwards Contact Expires Event User-Agent Content-Length")
  expect(text:find("^SUBSCRIBE sip:200@192.168.1.200 SIP/2.0\r\n") ~= nil)
  expect(text:find("\r\nFrom: J Smith <sip:1001@192.168.1.200>;tag=%x+\r\nTo: J Smith <sip:1001@192.168.1.200>\r\n") ~= nil)
  equal(#text:match("From: [^\r]+tag=(%x+)\r"), 16)
  expect(text:find("\r\nExpires: 2147483647\r\nEvent: message-summary\r\n", 1, true) ~= nil)
end)

scenario("the mailbox challenges, grants an hour, notifies in the subscription; a refresh 30 s before the end", function()
  up {Voice_Mail_Server_1_ = "192.168.1.200"}
  lab:mailbox {user = "1001"}
  power:on()
  lab:expects("sip: SUBSCRIBE 1001: 401")
  lab:expects("sip: SUBSCRIBE 1001: 200, 3600 s")
  local from = time()
  lab:expects("sends NOTIFY message-summary to 1001: 0 new")
  lab:mailbox {user = "1001", new = 1}
  lab:expects("sends NOTIFY message-summary to 1001: 1 new")
  trace:expects("fw.sip=messages waiting: yes")
  equal(waiting(), "yes")
  lab:expects("sip: SUBSCRIBE 1001: 200", {within = "1h"})
  equal(math.floor(time() - from + 0.5), 3570)
end)

scenario("who refuses is asked again after 30 s, then 60 s; the registration stays", function()
  up {Voice_Mail_Server_1_ = "192.168.1.200"}
  lab:mailbox {user = "1001", new = 1, answer = 503, count = 2}
  power:on()
  trace:expects("fw.sip=not subscribed: answer 503, again in 30 s")
  trace:expects("fw.sip=not subscribed: answer 503, again in 60 s", {within = "31s"})
  lab:expects("sip: SUBSCRIBE 1001: 200", {within = "61s"})
  equal(tostring(fact("line1.registration")), "registered")
  equal(waiting(), "yes")
end)

scenario("who says nothing is asked again after Timer F and 30 s", function()
  up {Voice_Mail_Server_1_ = "192.168.1.200"}
  lab:mailbox {user = "1001", silent = true, count = 11}
  power:on()
  trace:expects("fw.sip=not subscribed: no answer, again in 30 s", {within = "40s"})
  lab:expects("sip: SUBSCRIBE 1001: 200", {within = "31s"})
end)

scenario("a subscription that the server ends begins anew, in a dialog of its own", function()
  up {Voice_Mail_Server_1_ = "192.168.1.200"}
  lab:mailbox {user = "1001"}
  power:on()
  lab:expects("sip: SUBSCRIBE 1001: 200")
  wait("1s")
  lab:mailbox {user = "1001", new = 1, ends = true}
  trace:expects("fw.sip=not subscribed: ended by the server")
  equal(waiting(), "yes")
  lab:expects("sip: SUBSCRIBE 1001: 200", {within = "31s"})
end)

scenario("a new Voice_Mail_Server is subscribed to at once, an empty one no more", function()
  registered {Enable_WAN_Web_Server = "Yes"}
  lab:mailbox {user = "1001"}
  web:submit("Voice/Line 1", {["Voice Mail Server"] = "192.168.1.200"})
  lab:expects("sip: SUBSCRIBE 1001: 200", {within = "1m"})
  web:submit("Voice/Line 1", {["Voice Mail Server"] = ""})
  wait("2h")
  equal(lab:count("sip: SUBSCRIBE 1001: 200"), 1)
end)

scenario("messages survive a power cut, and the lamp is told after it", function()
  registered()
  lab:mailbox {user = "1001", new = 1}
  trace:expects("ear[1]=displays messages waiting")
  power:off()
  power:on()
  trace:expects("ear[1]=displays messages waiting")
  equal(waiting(), "yes")
  lab:expects("sip: REGISTER 1001: 200")
  phone[1]:offhook()
  phone[1]:hears("mwi dial tone")
end)

scenario("what the user clears on the page is cleared at the telephone", function()
  registered {Enable_WAN_Web_Server = "Yes"}
  lab:mailbox {user = "1001", new = 1}
  trace:expects("ear[1]=displays messages waiting")
  web:submit("Voice/User 1", {["Message Waiting"] = "no"})
  trace:expects("ear[1]=displays no messages", {within = "1m"})
end)

scenario("the lamp waits for an idle line, and is told again by VMWI_Refresh_Intvl", function()
  registered {VMWI_Refresh_Intvl = "600"}
  phone[1]:offhook()
  phone[1]:hears("dial tone")
  lab:mailbox {user = "1001", new = 1}
  wait("30s")
  equal(trace:count("ear[1]=displays"), 0)
  phone[1]:onhook()
  trace:expects("ear[1]=displays messages waiting")
  wait("19m")
  equal(trace:count("ear[1]=displays messages waiting"), 2)
end)

scenario("without VMWI_Serv no lamp, without MWI_Serv the plain dial tone", function()
  registered {VMWI_Serv_1_ = "No", MWI_Serv_1_ = "No"}
  lab:mailbox {user = "1001", new = 1}
  wait("10s")
  equal(waiting(), "yes")
  equal(trace:count("ear[1]=displays"), 0)
  phone[1]:offhook()
  phone[1]:hears("dial tone")
end)

-- Rings for: the first message, one more, the same again, none left.
for policy, bursts in pairs {["New VM Available"] = "1 2 3 3", ["New VM Becomes Available"] = "1 1 1 1",
                             ["New VM Arrives"] = "1 2 2 2"} do
  scenario("VMWI_Ring_Policy " .. policy, function()
    registered {VMWI_Ring_Splash_Len_1_ = "1", VMWI_Ring_Policy_1_ = policy}
    local list = {}
    for _, n in ipairs {1, 2, 2, 0} do
      lab:mailbox {user = "1001", new = n}
      wait("5s")
      list[#list + 1] = rings()
    end
    equal(table.concat(list, " "), bursts)
  end)
end

scenario("Ring_On_No_New_VM rings when the last one is heard", function()
  registered {VMWI_Ring_Splash_Len_1_ = "1", VMWI_Ring_Policy_1_ = "New VM Becomes Available", Ring_On_No_New_VM_1_ = "Yes"}
  for _, n in ipairs {1, 2, 0, 0} do
    lab:mailbox {user = "1001", new = n}
    wait("5s")
  end
  equal(rings(), 2)
end)

scenario("bodies that say nothing change nothing", function()
  registered()
  lab:mailbox {user = "1001", new = 1}
  trace:expects("ear[1]=displays messages waiting")
  for _, body in ipairs {"", "Messages-Waiting: perhaps\r\n", "Voice-Message: 0/0\r\n", "\r\n\r\n:\r\n", ("x"):rep(800)} do
    lab:mailbox {user = "1001", body = body}
    lab:expects("NOTIFY message-summary: answer 200")
  end
  lab:mailbox {user = "1001", type = "text/plain", body = "Messages-Waiting: no\r\n"}
  lab:expects("NOTIFY message-summary: answer 415")
  equal(waiting(), "yes")
  lab:mailbox {user = "1001", body = "  messages-waiting :  NO  \n"}
  trace:expects("ear[1]=displays no messages")
end)
