power:on() -- SPDX-License-Identifier: MIT
string.find(string.rep("a", 100000), string.rep(".-", 30) .. "b")
