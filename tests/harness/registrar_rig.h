/* SPDX-License-Identifier: MIT */
/*
 * A registrar of the tests at two addresses: keeps each REGISTER with its time, and answers as a script of words says:
 * "silent", "401" (a challenge without qop), "401q" (with), "ok:3600", "moved:60" (its only Contact has another
 * address), "423:7000", any other status. The last word goes on.
 */
#pragma once
#include "device_rig.h"

#define REGISTRAR_RIG_IP       0xc0a8013cu /* 192.168.1.60; the second host is .61 */
#define REGISTRAR_RIG_MAX      128u
#define REGISTRAR_RIG_TEXT_MAX 2048u

struct registrar_rig;
struct registrar_rig_host {
    struct registrar_rig *rig;
    struct outside_service service;
    char script[128];
};
struct registrar_rig {
    struct device_rig *unit;
    struct registrar_rig_host host[2];
    struct {
        uint64_t at_us;
        unsigned host;
        char text[REGISTRAR_RIG_TEXT_MAX];
    } request[REGISTRAR_RIG_MAX];
    unsigned n;
    const char *via; /* what answers add to the Via: ";received=203.0.113.9;rport=1024"; NULL: nothing */
};

/* script: of the first host, and behind "|" of the second. Before the power is on. */
void registrar_rig_init(struct registrar_rig *r, struct device_rig *unit, const char *script);
void registrar_rig_fini(struct registrar_rig *r);
/* The value of a field of the i-th request, without its name; "" when it has none. */
const char *registrar_rig_field(const struct registrar_rig *r, unsigned i, const char *name, char out[512]);
