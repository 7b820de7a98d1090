local a = 1 -- SPDX-License-Identifier: MIT
