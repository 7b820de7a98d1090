/* SPDX-License-Identifier: MIT */
/*
 * The last known good address: a unit that finds no DHCP server uses it again (status code 2001 of the LED table,
 * Sipura administration guide p.126). It is written when the lease changes, never when it is renewed.
 *
 * In flash, region SPARE, sectors 0 and 1. guess: where and how a real unit keeps it is not known.
 *
 *    0        4        8        12       16       20       24       28       32     36             60
 *    +--------+--------+--------+--------+--------+--------+--------+--------+------+--------------+--------+
 *    | "LEAS" |sequence|   ip   | mask   |gateway | dns 1  | dns 2  | server |  0   |   0xff       | crc32  |
 *    +--------+--------+--------+--------+--------+--------+--------+--------+------+--------------+--------+
 *    Big-endian, 64 bytes a record, crc32 over the first 60. Records are appended; when a sector is full the other
 *    one is erased and goes on. The whole record with the highest sequence counts, so a cut at any moment leaves the
 *    old or the new address.
 */
#pragma once
#include <rt/err.h>
#include <stdint.h>

struct board;

struct fw_lease {
    uint32_t ip, netmask, gateway; /* host order; ip 0: none */
    uint32_t dns[2];
    uint32_t server;
};

/* RT_ENOENT: none was ever kept. */
enum rt_err fw_lease_load(const struct board *b, struct fw_lease *out);
/* Writes nothing when it is kept already. RT_EPOWER, RT_EIO. */
enum rt_err fw_lease_store(struct board *b, const struct fw_lease *lease);
