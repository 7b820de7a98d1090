-- SPDX-License-Identifier: MIT
-- The unit of the scenarios of this folder: line 1 has the account 1001 at the provider.
local account = {}

-- Makes it; own: what the file wants else, more: what the scenario wants else (either may have other values). Returns all parameters.
function account.unit(own, more, quirks)
  local all = {Proxy_1_ = "192.168.1.200", User_ID_1_ = "1001", Resync_On_Reset = "No"}
  for name, value in pairs(own) do all[name] = value end
  for name, value in pairs(more or {}) do all[name] = value end
  unit {release = "5.2.10", params = all, quirks = quirks or {}}
  return all
end

-- Power on, until its registration has been taken.
function account.registers()
  power:on()
  lab:expects("sip: REGISTER 1001: 200")
end

return account
