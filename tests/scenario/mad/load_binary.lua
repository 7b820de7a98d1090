power:on() -- SPDX-License-Identifier: MIT
load("\27Lua")
