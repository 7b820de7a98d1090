-- SPDX-License-Identifier: MIT
-- Why a unit resyncs.
local steps = require "steps"

scenario("after power-on, a random delay later", function()
  steps.provider()
  steps.provisioned()
  equal(param.GPP_A, "from the provider")
  equal(lab.requests[1].path, "/spa2102.cfg")
  expect(lab.requests[1].at <= 60, {})
end)

scenario("each period", function()
  steps.provider {Resync_Periodic = 3600}
  steps.provisioned()
  local before = #lab.requests
  wait("24h")
  equal(#lab.requests - before, 24)
end)

scenario("each period of thirty days falls on its second", function()
  steps.provider {Resync_Periodic = 3600}
  steps.provisioned()
  local last = lab.requests[#lab.requests].at
  for day = 1, 30 do
    wait("24h")
    local now = lab.requests[#lab.requests].at
    expect(math.abs(now - last - 86400) < 1)
    last = now
  end
end)

scenario("again after an error", function()
  unit {params = {Resync_Error_Retry_Delay = 300, Resync_Random_Delay = 1}}
  steps.boot()
  lab:expects("file not found", {within = "2m"})
  local first = time()
  lab:expects("file not found", {within = "10m"})
  expect(math.abs(time() - first - 300) < 20)
  steps.provider()
  param:becomes("GPP_A", "from the provider", {within = "10m"})
end)

scenario("at the request of a browser", function()
  unit {params = {Enable_WAN_Web_Server = true}}
  lab:file("other.cfg", profile {GPP_B = "asked for"})
  steps.boot()
  web:resync("http://192.168.1.200/other.cfg")
  param:becomes("GPP_B", "asked for")
  contains(lab.requests[1].agent, "3.3.6")
end)

scenario("by a trigger", function()
  unit {params = {Enable_WAN_Web_Server = true}}
  steps.provider {Resync_Trigger_1 = '"$B" eq "go"'}
  lab:file("go.cfg", profile {GPP_B = "go"})
  steps.provisioned()
  web:resync("tftp://192.168.1.200/go.cfg")
  trace:expects("fw.resync=done")
  lab:expects("RRQ /spa2102.cfg", {within = "2m"})
end)

scenario("not with Provision_Enable off", function()
  unit {params = {Provision_Enable = false}}
  steps.provider()
  steps.boot()
  wait("2h")
  equal(#lab.requests, 0)
end)

scenario("not at the start with Resync_On_Reset off", function()
  unit {params = {Resync_On_Reset = false}}
  steps.provider()
  steps.boot()
  wait("10m")
  equal(#lab.requests, 0)
end)

scenario("by HTTP", function()
  unit {params = {Profile_Rule = "http://provider.test/$MA.xml"}}
  lab:file("000e08210207.xml", profile {GPP_C = "by HTTP"})
  power:on()
  param:becomes("GPP_C", "by HTTP", {within = "3m"})
  equal(lab.requests[1].path, "/000e08210207.xml")
end)

scenario("with a computed answer", function()
  unit {params = {Resync_Periodic = 600}}
  local n = 0
  lab:file("spa2102.cfg", function(request)
    n = n + 1
    return profile {GPP_D = "answer " .. n, Resync_Periodic = 600}
  end)
  power:on()
  param:becomes("GPP_D", "answer 1", {within = "3m"})
  param:becomes("GPP_D", "answer 2", {within = "15m"})
end)

scenario("while a handset is up only after Forced_Resync_Delay", function()
  steps.provider {Resync_Periodic = 3600, Forced_Resync_Delay = 100}
  steps.provisioned()
  local before, last = #lab.requests, lab.requests[#lab.requests].at
  wait(last + 3590 - time())
  phone[1]:offhook()
  wait("100s")
  equal(#lab.requests, before, "requests while the handset is up")
  wait("20s")
  equal(#lab.requests, before + 1)
  expect(math.abs(lab.requests[before + 1].at - last - 3600 - 100) < 1)
end)

scenario("when the handset is put down that it waited for", function()
  steps.provider {Resync_Periodic = 3600}
  steps.provisioned()
  local before, last = #lab.requests, lab.requests[#lab.requests].at
  wait(last + 3590 - time())
  phone[2]:offhook()
  wait("60s")
  equal(#lab.requests, before)
  phone[2]:onhook()
  wait("10s")
  equal(#lab.requests, before + 1)
end)

scenario("after an upgrade attempt", function()
  steps.provider {Upgrade_Rule = "http://192.168.1.200/none.img", Resync_After_Upgrade_Attempt = true}
  steps.boot()
  lab:expects("GET /none.img: 404", {within = "5m"})
  lab:expects("RRQ /spa2102.cfg", {within = "5m"})
end)

scenario("from a second rule", function()
  unit {params = {Profile_Rule_B = "http://192.168.1.200/b.xml"}}
  steps.provider()
  lab:file("b.xml", profile {GPP_B = "from the second"})
  power:on()
  param:becomes("GPP_B", "from the second", {within = "3m"})
  equal(param.GPP_A, "from the provider")
end)

-- The address of a web resync, as browsers and panels write it.
cases({
  {"a macro", "http://192.168.1.200/init-%24MA.cfg", "GET /init-000e08210207.cfg"},
  {"a blank as a plus sign", "[--alias+a]http://192.168.1.200/x.cfg", "GET /x.cfg"},
  {"all of it", "%5B--alias+a%5D+http%3A%2F%2F192.168.1.200%2Fx%2By+z.cfg", "GET /x+y+z.cfg"},
}, function(row)
  unit {params = {Enable_WAN_Web_Server = true, Resync_On_Reset = "No"}}
  power:on()
  trace:expects("fw.net=UP")
  web:resync(row[2])
  lab:expects("http: " .. row[3] .. ": ")
end)
