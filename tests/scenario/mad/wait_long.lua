power:on() -- SPDX-License-Identifier: MIT
wait("100000d")
