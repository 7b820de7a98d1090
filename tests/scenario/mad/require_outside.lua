power:on() -- SPDX-License-Identifier: MIT
require "../steps"
