power:on()
phone[1]:offhook(
