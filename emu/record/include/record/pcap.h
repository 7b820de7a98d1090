/* SPDX-License-Identifier: MIT */
/*
 * Captures: the frames of both Ethernet ports as a pcapng file (IETF draft-ietf-opsawg-pcapng), which Wireshark and
 * tshark open. Interface 0 is wan, 1 is lan, each
 * with its wires as description (none: the virtual network, as in every replay); times are virtual, in microseconds, on
 * the Unix epoch; each packet says whether the unit got it or sent it. Notes of the script are comments of the packet
 * that comes next; a lost frame is a comment too (its bytes never reached the unit). The secrets of the unit's TLS
 * sessions stand in the file before the frames that need them (Decryption Secrets Blocks), so a reader of the file sees
 * what HTTPS carried.
 */
#pragma once
#include <rt/err.h>

struct emu_unit;
struct emu_pcap;

/* RT_EIO with errno, RT_ENOMEM. */
enum rt_err emu_pcap_open(struct emu_pcap **out, struct emu_unit *u, const char *path);
/* RT_EIO: the file is not whole. NULL is allowed. */
enum rt_err emu_pcap_close(struct emu_pcap *p);
