/* SPDX-License-Identifier: MIT */
/*
 * The last known good address: reused by a unit that finds no DHCP server (status code 2001 of the LED table, Sipura
 * administration guide p.126). It is written when the lease changes, not when it is renewed, as a note with the
 * parameters. So it survives power cuts, and a factory reset erases it. guess: where a real unit keeps it.
 */
#pragma once
#include <rt/err.h>
#include <stdint.h>

struct fw_params;

struct fw_lease {
    uint32_t ip, netmask, gateway; /* host order; ip 0: none */
    uint32_t dns[2];
    uint32_t server;
};

/* RT_ENOENT: never stored. RT_ECORRUPT: invalid. */
enum rt_err fw_lease_load(const struct fw_params *params, struct fw_lease *out);
/* Writes nothing if it is already stored. Errors: fw_params_set_note(). */
enum rt_err fw_lease_store(struct fw_params *params, const struct fw_lease *lease);
