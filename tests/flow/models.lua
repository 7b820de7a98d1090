-- SPDX-License-Identifier: MIT
-- Sister models, and rows of the pages that differ from release to release.
local PAP2T, SPA3102 = "5.1.6(LS)", "5.1.10(GW)"

local function up(start)
  unit(start)
  power:on()
  trace:expects("fw.net=UP")
end

local function page(path)
  local status, body = web:get(path)
  equal(status, 200)
  return body
end

local function shows(body, label, value)
  contains(body, "<td>" .. label .. ":<td><font color=\"darkblue\">" .. value .. "</font>")
end

scenario("PAP2T: the web server answers at its only port", function()
  up {release = PAP2T}
  shows(page("/"), "Customization", "Open")
  equal(param.Enable_Web_Server, "Yes")
end)

scenario("PAP2T: a Web_Server_Port that is none leaves the old one", function()
  unit {release = PAP2T, params = {Resync_Random_Delay = 0}}
  lab:file("init.cfg", "<flat-profile><Web_Server_Port>70000</Web_Server_Port><GPP_A>taken</GPP_A></flat-profile>")
  power:on()
  param:becomes("GPP_A", "taken")
  equal(param.Web_Server_Port, "80")
end)

scenario("PAP2T: Web_Server_Port and Enable_Web_Server", function()
  up {release = PAP2T, params = {Web_Server_Port = 8080, Resync_Random_Delay = 0}}
  page("/")
  phone[1]:offhook()
  phone[1]:dial("****")
  phone[1]:hears("main_menu")
  phone[1]:dial("170#")
  phone[1]:hears("web_server_port")
  phone[1]:hears("8080")
  phone[1]:dial("7932#")
  phone[1]:hears("ask_web_server")
  phone[1]:dial("0#")
  phone[1]:hears("save_menu")
  phone[1]:dial("1")
  phone[1]:hears("option_successful")
  phone[1]:onhook()
  param:becomes("Enable_Web_Server", "No") -- that nobody answers then: tests/cli/console.sh
end)

scenario("PAP2T: DHCP is a switch", function()
  unit {release = PAP2T, params = {DHCP = "No", Static_IP = "192.168.1.77", NetMask = "255.255.255.0"}}
  power:on()
  trace:expects("fw.net=UP ip=192.168.1.77")
  equal(lab:count("dhcp: "), 0)
  phone[1]:offhook()
  phone[1]:dial("****")
  phone[1]:hears("main_menu")
  phone[1]:dial("100#")
  phone[1]:hears("disabled")
  phone[1]:dial("101#")
  phone[1]:hears("ask_web_server")
  phone[1]:dial("1#")
  phone[1]:hears("save_menu")
  phone[1]:dial("1")
  phone[1]:hears("option_successful")
  phone[1]:onhook()
  param:becomes("DHCP", "Yes")
  trace:expects("fw.net=UP ip=192.168.1.100")
end)

scenario("PAP2T: what a router has is ignored", function()
  unit {release = PAP2T, params = {Resync_Random_Delay = 0}}
  lab:file("init.cfg", "<flat-profile><Enable_WAN_Web_Server>No</Enable_WAN_Web_Server><Connection_Type>Static IP</Connection_Type>" ..
           "<WAN_Web_Server_Port>81</WAN_Web_Server_Port><GPP_A>taken</GPP_A></flat-profile>")
  power:on()
  param:becomes("GPP_A", "taken")
  page("/")
end)

scenario("SPA3102: ring 9 and the PSTN side are kept", function()
  local values = {Ring9_Name = "Bellcore-dr9", Ring9_Caller_1_ = "555*", Ring9_Cadence = "60(1/1)", Default_Ring_1_ = "9",
                  Gateway_1_1_ = "gw.test:5061", GW1_Password_1_ = "secret", Auto_PSTN_Fallback_1_ = "No", Dial_Plan_8_2_ = "(S0<:@gw1>)",
                  VoIP_Caller_Auth_Method_2_ = "HTTP Digest", PSTN_Caller_Default_DP_2_ = "8", Disconnect_Tone_2_ = "400@-30,400@-30; 2(3/0/1+2)",
                  FXO_Port_Impedance_2_ = "220+820||120nF", VoIP_PIN_Tone = "600@-10;*(0/1/1)"}
  unit {release = SPA3102, params = {Resync_Random_Delay = 0, Enable_WAN_Web_Server = "Yes"}}
  lab:file("spa3102.cfg", profile(values))
  power:on()
  trace:expects("fw.resync=done")
  for name, value in pairs(values) do equal(param[name], value, name) end
  power:off()
  from_now()
  power:on()
  trace:expects("fw.net=UP")
  for name, value in pairs(values) do equal(param[name], value, name) end
  shows(page("/"), "Customization", "Open")
end)

cases({{"5.1.9", has = true}, {"5.2.10", has = true}, {PAP2T, has = true}, {SPA3102, has = true}, {"3.3.6", has = false}}, function(row)
  up {release = row[1], params = {Display_Name_1_ = "J. Smith <&>", User_ID_2_ = "4712", [row[1] == PAP2T and "Enable_Web_Server" or "Enable_WAN_Web_Server"] = "Yes"}}
  local body = page("/voice/")
  for _, label in ipairs {"Display Name", "User ID", "Call 1 Media Loopback", "Call 2 Media Loopback"} do
    equal(body:find("<td>" .. label .. ":", 1, true) ~= nil, row.has, label)
  end
  if row.has then
    shows(body, "Display Name", "J. Smith &lt;&amp;&gt;")
    shows(body, "User ID", "4712")
  end
end)

-- The guide (p.1-3) has "Not Customized"; captured pages of 3.3.6 and of sister models have "Open".
cases({
  {"customization of 3.3.6", "3.3.6", word = "Open"}, {"customization of 5.1.9", "5.1.9", word = "Not Customized"},
  {"customization of 5.2.10", "5.2.10", word = "Not Customized"}, {"customization of 5.2.12", "5.2.12", word = "Not Customized"},
}, function(row)
  up {release = row[2], params = {Enable_WAN_Web_Server = "Yes"}}
  shows(page("/"), "Customization", row.word)
end)
