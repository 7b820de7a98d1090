power:on() -- SPDX-License-Identifier: MIT
while true do wait("24h") end
