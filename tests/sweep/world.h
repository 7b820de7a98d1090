/* SPDX-License-Identifier: MIT */
/*
 * One life of a unit: a new board over flash that outlives it, the whole firmware with voice menu and pages, and a
 * provider at its Internet port. As a new process over the same unit file would be; a cut ends the life, and the next
 * one begins with nothing but what the cells hold.
 */
#pragma once
#include "image.h"
#include <harness/outside.h>
#include <harness/pppoe_peer.h>
#include <harness/provider.h>
#include <board/board.h>
#include <board/fault.h>
#include <board/signal.h>
#include <unit/phone.h>
#include <fw/device.h>

/* What a unit is, for comparison: two lives with equal values have the same parameters, secrets and accesses. */
struct fingerprint {
    const struct sweep_image *release; /* NULL: it does not run */
    uint64_t common;                   /* of the parameters that all releases have */
    uint64_t all;
};
/* Equal as far as the two releases can be compared. */
bool fingerprint_is_same(const struct fingerprint *a, const struct fingerprint *b);

enum life {
    LIFE_GOES_ON,
    LIFE_CUT,   /* the power failed */
    LIFE_STUCK, /* the time is up */
};

struct world {
    uint8_t *flash; /* borrowed */
    struct fw_device *device;
    struct board *board;
    struct outside wan;
    struct emu_phone *phone;
    struct fingerprint last; /* the newest; also while the rooms are down */
    uint32_t last_generation;
    uint64_t last_n_starts;
    uint64_t n_live_before;
    struct board_watcher printer;
    uint64_t give_up_at_us;     /* then every wait is in vain; 0: never */
    void (*on_sync)(void *ctx); /* told where the firmware syncs its flash; NULL: nobody */
    void *sync_ctx;
    struct provider provider; /* this and the next one clear themselves, as far as they need */
    struct pppoe_peer pppoe;
};

/* Prints the trace of all worlds opened from now on, but for frames. For a person who repeats a case. */
void world_print_traces(void);
/* Not now; prints again after false. */
void world_be_quiet(bool now);

/* A unit off, with the cable in. */
void world_open(struct world *w, uint8_t *flash);
void world_close(struct world *w);

/* Runs until it is so, or the power fails, or so many virtual seconds have gone. */
typedef bool world_claim_fn(struct world *w);
enum life world_until(struct world *w, world_claim_fn *claim, uint64_t within_s);
enum life world_pass_ms(struct world *w, uint64_t ms);
/* Power on until the rooms run and the unit has an address: the first thing of each life. */
enum life world_start(struct world *w);
bool world_is_running(struct world *w);
/* Neither provisioning nor an upgrade has anything to do, the image is confirmed. */
bool world_is_quiet(struct world *w);

/* As a page would: several values in one commit. Only those that are different. RT_EPOWER is LIFE_CUT. */
struct setting {
    const char *element, *value;
};
enum rt_err world_set(struct world *w, const struct setting *settings, size_t n);
const char *world_value(struct world *w, const char *element);
/* From the handset: `****`, the option, `1#`, handset down. */
enum life world_dial(struct world *w, const char *keys);

/* The parameters now; when the rooms are down: as they were last. */
const struct fingerprint *world_look(struct world *w);

/* A unit as the factory makes it, with SWEEP_OLD in bank A. */
void world_make_unit(uint8_t *flash);
