power:on() -- SPDX-License-Identifier: MIT
pcall(equal, 1, 2)
power:off()
