-- SPDX-License-Identifier: MIT
-- What the unit knows of itself has a key; a page, the voice menu and fact() say the same.
local steps = require "steps"

equal(fact("wan.ip"), nil, "fact() of a unit that is off")
steps.provider()
steps.provisioned()
equal(fact("wan.ip"), "192.168.1.100")
equal(fact("line1.hook"), "on")
equal(fact("line2.last_called"), "")
local status, body = web:get("/")
equal(status, 200)
contains(body, "192.168.1.100")

steps.menu()
equal(fact("line1.hook"), "off")
phone[1]:dial("110#")
phone[1]:hears("internet_ip_address")
phone[1]:hears("1 9 2 dot 1 6 8 dot 1 dot 1 0 0")
