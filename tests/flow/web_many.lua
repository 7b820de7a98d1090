-- SPDX-License-Identifier: MIT
-- A page asked for again and again: the ports that the unit sees are ours and not the host's, so a run is the same each
-- time, and none of them is one that the unit still holds in TIME_WAIT.
lab:file("spa2102.cfg", profile {Enable_WAN_Web_Server = true})
power:on()
trace:expects("fw.resync=applied", {within = "2m"})
for i = 1, 300 do
  local status, body = web:get("/")
  equal(status, 200)
  contains(body, "SPA")
end
