/* SPDX-License-Identifier: MIT */
/*
 * Memory that runs out: the n-th allocation of a whole unit fails, once, for every n from the moment of power-on until
 * the unit has done all by itself. Whatever fails says so with a documented $ERR or ends in the watchdog's restart; the
 * parameters are those of before or those of after; and the unit comes to the same end as without it, with nobody's
 * hand on it. Then it can be provisioned and upgraded.
 *
 * What counts: all that goes through rt_mem (the firmware, lwIP, c-ares, zlib; the board's two queues), and apart from
 * it the blocks of mbedTLS, which Debian builds without a hook for its allocator: the linker leads its calloc() here
 * (--wrap). What does not: osip, and the PRF of TLS 1.0 in mbedTLS 2.28, whose functions use a block before they look
 * whether they got one; spandsp and http-parser take no memory of their own.
 */
#pragma once
#include "flows.h"

enum oom_source { OOM_RT_MEM, OOM_MBEDTLS, OOM_N_SOURCES };

struct oom_flow {
    const char *name, *help;
    const struct setting *settings; /* what makes the unit do it by itself; stored before */
    size_t n_settings;
    world_claim_fn *is_done;
    bool has_telephone;        /* sweep/calls.h */
    world_claim_fn *begins_at; /* allocations count from here on; NULL: from the power-on */
};
/* true: until false, allocations neither count nor fail, of either kind: what the other side of the wire takes. */
void oom_spare(bool is_spared);
size_t oom_flows_n(void);
const struct oom_flow *oom_flow(size_t i);

struct oom_result {
    bool is_hit;        /* there is such an allocation */
    unsigned n_failed;  /* resyncs and upgrades that said they failed */
    unsigned n_restart; /* starts that failed and were tried again by the watchdog */
};
/* One run. NULL, or what is wrong (valid until the next call). */
const char *oom_run(const struct oom_flow *flow, enum oom_source source, uint64_t n, struct oom_result *out);
/* Whether that is the id of a run: "provision-http:m17", "upgrade-tftp:c3" (m: rt_mem, c: mbedTLS). */
bool oom_can_repeat(const char *id);
/* The run of such an id. */
const char *oom_again(const char *id, struct oom_result *out);
void oom_format_id(char *out, size_t n_out, const struct oom_flow *flow, enum oom_source source, uint64_t n);
