/* SPDX-License-Identifier: MIT */
/* The access network's servers, as the provider's assembly (emu/lab) hands them frames. */
#pragma once
#include <access/access.h>
#include <provider/host.h>

/* RT_ENOMEM. */
enum rt_err lab_access_create(struct emu_lab *lab, const struct emu_lab_dhcp *dhcp,
                              const struct emu_lab_host_texts *hosts);
void lab_access_destroy(struct emu_lab *lab);

/* A service at a UDP port. */
void lab_dhcp_on_packet(struct emu_lab *lab, const struct emu_udp *request);
void lab_dns_on_packet(struct emu_lab *lab, const struct emu_udp *request);
void lab_ntp_on_packet(struct emu_lab *lab, const struct emu_udp *request);
void lab_syslog_on_packet(struct emu_lab *lab, const struct emu_udp *request);

/* False: nothing for the STUN server. */
bool lab_stun_on_frame(struct emu_lab *lab, const uint8_t *frame, size_t n);
/* False: no frame of PPPoE. */
bool lab_pppoe_on_frame(struct emu_lab *lab, const uint8_t *frame, size_t n);
