Lua binary, SPDX-License-Identifier: MIT
