power:on() -- SPDX-License-Identifier: MIT
local function deeper() local ok = pcall(deeper) return ok end
local s = "x"
local function replace() return (s:gsub("x", replace)) end
replace()
