while true do end -- SPDX-License-Identifier: MIT
