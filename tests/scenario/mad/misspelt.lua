power:on()
phone[1]:ofhook()
