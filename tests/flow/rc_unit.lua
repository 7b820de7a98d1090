-- SPDX-License-Identifier: MIT
-- Units for remote customisation (guide p.1-3, 1-4): customised factory defaults, as a scenario gives them to its unit.

local TEMPLATE = {
  Profile_Rule = "http://prov.domain.com/sipura/profile?id=$MA&rc=$ISCUST",
  Resync_Periodic = 30,
  Resync_Error_Retry_Delay = 30,
  Resync_Random_Delay = 0,
  Enable_WAN_Web_Server = true,
}

local function customised()
  unit {release = "5.2.10", custom = TEMPLATE, owner = "Telco & Sons"}
  lab:host("prov.domain.com", "192.168.1.200")
end

scenario("from Pending to its owner", function()
  customised()
  power:on()
  trace:expects("fw.resync=failed: File Not Found")
  contains(select(2, web:get("/voice/")), "Pending")
  lab:file("sipura/profile", function(request) return profile {GPP_A = request.query} end)
  param:becomes("GPP_A", "id=000e08210207&rc=1")
  contains(select(2, web:get("/voice/")), "Telco &amp; Sons")
end)

scenario("a factory reset leaves the customised defaults", function()
  customised()
  lab:file("sipura/profile", profile {Resync_Periodic = 7200})
  power:on()
  param:becomes("Resync_Periodic", 7200)
  lab:file("sipura/profile", nil)
  phone[1]:offhook()
  phone[1]:dial("****")
  phone[1]:hears("main_menu")
  phone[1]:dial("73738#")
  phone[1]:hears("confirm_reset", {within = "20s"})
  phone[1]:dial("1")
  param:becomes("Resync_Periodic", 30)
  equal(next(param:changed()), nil)
end)

cases({
  {"for customisation, not customised", unit = {rc = true}, shows = "Pending", iscust = "1"},
  {"no RC unit", unit = {}, shows = "Open", iscust = "0"},
}, function(row)
  row.unit.params = {Profile_Rule = "http://192.168.1.200/$ISCUST", Enable_WAN_Web_Server = true, Resync_Random_Delay = 0}
  unit(row.unit)
  power:on()
  lab:expects("http: GET /" .. row.iscust)
  contains(select(2, web:get("/voice/")), row.shows)
end)
