/* SPDX-License-Identifier: MIT */
#pragma once
#include "lwip/pbuf.h"

/* An IPv4 packet for the unit itself: an ICMP error is reported to the port that it is about (fw_udp_set_error). */
void fw_udp_saw_packet(struct pbuf *p);
