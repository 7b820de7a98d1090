power:on() -- SPDX-License-Identifier: MIT
os.execute("true")
