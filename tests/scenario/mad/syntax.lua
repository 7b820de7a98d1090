power:on() -- SPDX-License-Identifier: MIT
phone[1]:offhook(
