-- SPDX-License-Identifier: MIT
-- What a unit remembers of its upgrades: the rule's text, the effective URL, the release that came from it (fw/upgrade.h).
-- The first rule is the guide's own (p.2-20): its condition is true before the upgrade and after it.
local GUIDE = '("$F" ne "beta-customer")? http://192.168.1.200/a.img | http://192.168.1.200/b.img'
local function rules(story)
  return {{story .. ": the guide's rule", rule = GUIDE}, {story .. ": no condition", rule = "http://192.168.1.200/a.img"}}
end

local function fetched(name)
  return lab:count("http: GET /" .. name .. ": 200")
end

local function upgraded(version)
  trace:expects("fw.boot=restart: upgrade", {within = "20m"})
  trace:expects("fw.boot=release " .. version .. " confirmed", {within = "2m"})
end

-- A unit of 5.2.10 that was upgraded by the rule, and that looks at its rule again every minute.
local function upgrade(row, params)
  local all = {Resync_Random_Delay = 0, Resync_Periodic = 60, Resync_Error_Retry_Delay = 60, Upgrade_Error_Retry_Delay = 60,
               Enable_WAN_Web_Server = true, Syslog_Server = "192.168.1.200", Upgrade_Rule = row.rule}
  for name, value in pairs(params or {}) do all[name] = value end
  unit {release = "5.2.10", params = all}
  lab:image("/a.img", "5.2.12")
  lab:file("spa2102.cfg", profile(all))
  power:on()
  upgraded("5.2.12")
  equal(fetched("a.img"), 1)
  return all
end

scenario("once: not by a resync, and not by a power cycle", function()
  upgrade {rule = GUIDE}
  wait("3h")
  power:off()
  wait("5s")
  power:on()
  wait("3h")
  equal(fetched("a.img"), 1)
  equal(fetched("b.img"), 0, "the second alternative is not taken in place of the first")
  equal(syslog:count("Upgrade failed"), 0)
  equal(syslog:count("Successful upgrade"), 1)
end)

cases(rules("a factory reset forgets"), function(row)
  upgrade(row)
  wait("1m")
  phone[1]:offhook()
  phone[1]:dial("****")
  phone[1]:hears("main_menu")
  phone[1]:dial("73738#")
  phone[1]:hears("confirm_reset")
  phone[1]:dial("1#")
  phone[1]:hears("option_successful")
  phone[1]:onhook()
  trace:expects("fw.boot=reset to defaults")
  from_now()
  upgraded("5.2.12")
  equal(fetched("a.img"), 2)
end)

-- The provider takes the rule away, or sends another one that has nothing to do, and then the old one again.
cases({{"no rule", other = ""}, {"a comment", other = "# " .. GUIDE},
       {"a rule that does nothing", other = '("$F" eq "x")? http://192.168.1.200/b.img'}}, function(row)
  local all = upgrade {rule = GUIDE}
  all.Upgrade_Rule = row.other
  lab:file("spa2102.cfg", profile(all))
  param:becomes("Upgrade_Rule", row.other, {within = "5m"})
  wait("5m")
  equal(fetched("a.img"), 1)
  all.Upgrade_Rule = GUIDE
  lab:file("spa2102.cfg", profile(all))
  upgraded("5.2.12")
  equal(fetched("a.img"), 2)
end)

-- Another release by hand: the provider's rule has not installed what runs now.
cases(rules("another release runs"), function(row)
  upgrade(row)
  lab:image("/hand.img", "5.2.10")
  web:upgrade("http://192.168.1.200/hand.img")
  upgraded("5.2.10")
  upgraded("5.2.12")
  equal(fetched("a.img"), 2)
  equal(fetched("hand.img"), 1)
end)

scenario("the same release by hand changes nothing", function()
  upgrade {rule = GUIDE}
  lab:image("/hand.img", "5.2.12")
  web:upgrade("http://192.168.1.200/hand.img")
  upgraded("5.2.12")
  wait("1h")
  equal(fetched("a.img"), 1)
end)

-- Upgrade_Error_Retry_Delay rules failures, and what was done before is not forgotten by them.
scenario("a failed attempt is not remembered", function()
  local all = upgrade({rule = "http://192.168.1.200/$B.img"}, {GPP_B = "a"})
  all.GPP_B = "b"
  lab:file("spa2102.cfg", profile(all))
  lab:expects("http: GET /b.img: 404", {within = "5m"})
  lab:expects("http: GET /b.img: 404", {within = "5m"})
  lab:image("/b.img", "5.2.10", "signature")
  lab:expects("http: GET /b.img: 200", {within = "5m"})
  lab:expects("http: GET /b.img: 200", {within = "5m"})
  all.GPP_B = "a"
  lab:file("spa2102.cfg", profile(all))
  param:becomes("GPP_B", "a", {within = "5m"})
  wait("1h")
  equal(fetched("a.img"), 1)
end)

-- The power fails in the first seconds of an image from another URL, with the number of the release that ran before:
-- the old image runs on, the new one is fetched again, and neither is taken for the other.
scenario("a trial that fell back is not remembered, and what runs is", function()
  local all = upgrade({rule = "http://192.168.1.200/$B.img"}, {GPP_B = "a"})
  lab:image("/b.img", "5.2.12")
  all.GPP_B = "b"
  lab:file("spa2102.cfg", profile(all))
  trace:expects("fw.boot=the first run of a new image", {within = "20m"})
  power:off()
  wait("5s")
  all.GPP_B = "a"
  lab:file("spa2102.cfg", profile(all))
  power:on()
  param:becomes("GPP_B", "a", {within = "5m"})
  wait("30m")
  equal(fetched("b.img") >= 1, true)
  equal(fetched("a.img"), 1, "5.2.12 came from there")
  all.GPP_B = "b"
  lab:file("spa2102.cfg", profile(all))
  upgraded("5.2.12")
  local before = fetched("b.img")
  wait("1h")
  equal(fetched("b.img"), before)
end)
