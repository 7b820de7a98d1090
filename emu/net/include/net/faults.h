/* SPDX-License-Identifier: MIT */
/*
 * A bad cable and bad servers: what may happen to frames on their way between the unit and the network behind its
 * Internet port. A table of rules; without rules every frame goes through untouched and at once.
 *
 * Each hit is told as a LAB event "fault: ...". Chance comes from the seed, so a run with faults is repeatable.
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

/* id, name, what happens */
#define EMU_FAULT_LIST(X)                                                                                              \
    X(DROP, "drop", "the frame is lost")                                                                               \
    X(DELAY, "delay", "the frame comes later by `us`")                                                                 \
    X(DUPLICATE, "duplicate", "the frame comes twice")                                                                 \
    X(REORDER, "reorder", "the frame comes after the next one of its direction, or 100 ms later")                      \
    X(CORRUPT, "corrupt", "one bit of the packet is turned over")                                                      \
    X(RESET, "reset", "a TCP segment with data becomes a reset of its connection")                                     \
    X(SLOW, "slow", "all such frames share a line of `rate` bytes a second")
enum emu_fault_kind {
#define EMU_FAULT_ENUM(id, name, help) EMU_FAULT_##id,
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
    uint32_t n_max;    /* so many frames, then the rule is over; 0: for ever */
    uint64_t us;       /* DELAY */
    uint32_t rate;     /* SLOW: bytes a second */
};

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
