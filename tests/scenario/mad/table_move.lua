-- SPDX-License-Identifier: MIT
power:on()
table.move({}, 1, 1000000000000, 2)
