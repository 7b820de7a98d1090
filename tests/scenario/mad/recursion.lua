power:on() -- SPDX-License-Identifier: MIT
local function deeper() return expect(deeper) end
deeper()
