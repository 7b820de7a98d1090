-- SPDX-License-Identifier: MIT
-- Steps that the scenarios of this folder share.
local steps = {}

-- A provider with a small profile; more elements, or other values, as given.
function steps.provider(values)
  local all = {Resync_Random_Delay = 2, Resync_Error_Retry_Delay = 300, Syslog_Server = "192.168.1.200",
               Enable_WAN_Web_Server = true, GPP_A = "from the provider"}
  for name, value in pairs(values or {}) do all[name] = value end
  lab:file("spa2102.cfg", profile(all))
end

-- Power on, until the unit has a lease.
function steps.boot()
  power:on()
  trace:expects("fw.net=UP")
  led.power:blinks("on")
end

-- Until the first profile has been applied, and the unit has restarted if a parameter wanted it.
function steps.provisioned()
  steps.boot()
  trace:expects("fw.resync=applied", {within = "3m"})
  trace:expects("fw.resync=done", {within = "1m"})
  wait("20s")
  from_now()
end

-- Into the voice menu with telephone 1 (or another). A line that is not registered has no dial tone.
function steps.menu(n)
  local p = phone[n or 1]
  p:offhook()
  wait("5s") -- a unit that has just started may be looking for its address
  p:dial("****")
  p:hears("main_menu")
  p:hears("silence", {within = "30s"})
end

-- An option, and what is heard after it, one after the other.
function steps.ask(code, ...)
  phone[1]:dial(code .. "#")
  for _, what in ipairs({...}) do phone[1]:hears(what) end
  phone[1]:hears("silence", {within = "30s"})
end

-- An option that sets something: its question, the value, and save.
function steps.set(code, question, value)
  steps.ask(code, question)
  steps.ask(value, "save_menu")
  steps.ask("1", "option_successful")
end

return steps
