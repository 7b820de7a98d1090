/* SPDX-License-Identifier: MIT */
/*
 * Network faults: what can happen to frames between the unit and the network behind its Internet port. A table of
 * rules; without rules every frame passes unchanged and at once.
 *
 * Each hit is reported as a LAB event "fault: ...". Probabilities use the seed, so a run with faults is repeatable.
 */
#pragma once
#include <board/nic.h>
#include <rt/err.h>
#include <stdbool.h>
#include <stdint.h>

struct board;
struct emu_faults;

#define EMU_FAULTS_MAX        16u
#define EMU_FAULTS_FRAMES_MAX 1024u /* on their way at a time; more are lost */

/* id, name, value, help. Each is an argument of the act `fault` (act/table.c). PART: of the frames; TIME: `us`;
 * RATE: `rate`. A frame that is reordered comes after 100 ms at the latest. */
#define EMU_FAULT_LIST(X)                                                                                              \
    X(DROP, "drop", PART, "true for all frames, or a fraction such as 0.25, to drop")                                  \
    X(DUPLICATE, "duplicate", PART, "true for all frames, or a fraction such as 0.25, to duplicate")                   \
    X(REORDER, "reorder", PART, "true for all frames, or a fraction such as 0.25, to swap with the next")              \
    X(CORRUPT, "corrupt", PART, "true for all frames, or a fraction such as 0.25, to flip a bit of")                   \
    X(RESET, "reset", PART, "true for all TCP data segments, or a fraction such as 0.25, to replace by RST")           \
    X(DELAY, "delay", TIME, "the delay of each frame, as 200ms")                                                       \
    X(SLOW, "slow", RATE, "the bandwidth in bytes per second")
enum emu_fault_kind {
#define EMU_FAULT_ENUM(id, name, value, help) EMU_FAULT_##id,
    EMU_FAULT_LIST(EMU_FAULT_ENUM)
#undef EMU_FAULT_ENUM
        EMU_N_FAULTS
};
const char *emu_fault_name(enum emu_fault_kind k);

/* Which frames: by the well-known port of the provider. */
enum emu_service {
    EMU_SERVICE_ANY,
    EMU_SERVICE_ARP,
    EMU_SERVICE_DHCP,
    EMU_SERVICE_DNS,
    EMU_SERVICE_TFTP,
    EMU_SERVICE_HTTP,
    EMU_SERVICE_HTTPS,
    EMU_SERVICE_SYSLOG,
    EMU_SERVICE_NTP,
    EMU_SERVICE_OTHER,
    EMU_N_SERVICES
};
const char *emu_service_name(enum emu_service s); /* "any", "arp", "dhcp" ... */

enum emu_way { EMU_WAY_BOTH, EMU_WAY_TO_UNIT, EMU_WAY_FROM_UNIT };

struct emu_fault {
    enum emu_fault_kind kind;
    enum emu_service service;
    enum emu_way way;
    uint32_t permille; /* of the frames; 0: all */
    uint32_t n_max;    /* number of frames; 0: no limit */
    uint64_t us;       /* DELAY */
    uint32_t rate;     /* SLOW: bytes a second */
};

/* On the cable of this port, none at first. seed: of what is random about them. NULL: out of memory. */
struct emu_faults *emu_faults_create(struct board *b, enum board_port port, uint64_t seed);
/* Frames on their way are lost. NULL is allowed. */
void emu_faults_destroy(struct emu_faults *f);
/* RT_EFULL: too many rules. */
enum rt_err emu_faults_add(struct emu_faults *f, const struct emu_fault *rule);
/* No rules any more. Frames on their way still arrive. */
void emu_faults_clear(struct emu_faults *f);

/* A frame for the unit: reaches board_nic_deliver() now, later, twice or never. */
void emu_faults_to_unit(struct emu_faults *f, const uint8_t *frame, size_t n);
/* A frame of the unit: reaches sink the same way. One sink. */
void emu_faults_set_sink(struct emu_faults *f, board_wire_fn *sink, void *ctx);
void emu_faults_from_unit(struct emu_faults *f, const uint8_t *frame, size_t n);
