/* SPDX-License-Identifier: MIT */
/* The telephones, as the provider's assembly (emu/lab) hands them packets. SIP comes to them from its port (emu/sip).
 */
#pragma once
#include <provider/host.h>
#include <telephone/telephone.h>

/* False: no telephone has that port. */
bool lab_telephones_on_rtp(struct emu_lab *lab, const struct emu_udp *udp);
void lab_telephones_destroy(struct emu_lab *lab);
