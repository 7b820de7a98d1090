/* SPDX-License-Identifier: MIT */
/*
 * A unit, built and wired: board, device with its modules, two telephones with their listeners, the segments at its two
 * Ethernet ports with their stations, the lab, and the loop that drives all of them. The only file that names every
 * part.
 */
#pragma once
#include <host/error.h>
#include <unit/pace.h>
#include <lab/lab.h>
#include <net/net.h>
#include <rt/log.h>
#include <stdbool.h>
#include <stdint.h>

struct board;
struct emu_faults;
struct emu_lab;
struct emu_loop;
struct emu_net;
struct emu_phone;
struct emu_unit;
struct emu_unitfile;
struct fw_device;
struct fw_foreign;
struct fw_image;

/* Capacity of the trace: more than one instant produces (an image arrives in some 4,000 frames). Waits look at each
 * turn of the loop, so they miss nothing. */
#define EMU_UNIT_TRACE_EVENTS 8192u
#define EMU_UNIT_TRACE_FEW    1024u

struct emu_unit_config {
    uint64_t seed;
    struct emu_pace_config pace;
    struct rt_log log;
    struct emu_lab_options lab;
    bool has_lab_files; /* something will be published */
    struct emu_net_options net;
    bool is_strict;
    /* EMU_UNIT_TRACE_FEW: nothing looks back at the trace, watchers alone see it. A unit that runs for months does not
     * grow by a megabyte of events then. */
    bool keeps_few_events;
    bool has_g729;   /* by the host's libbcg729; without it there is no unit */
    bool is_alone;   /* no network, no lab: what comes in is made by a replay. The cable is out */
    uint32_t quirks; /* fw/quirk.h */
    /* What stands for the vendor's own firmware files (unitfile/release_for.h), borrowed; NULL: nothing, they are
     * corrupt.
     */
    const struct fw_foreign *foreign;
};

/* Takes the unit file over, also on failure. The power is off; the cable is in the Internet port. */
enum emu_exit emu_unit_create(struct emu_unit **out, struct emu_unitfile *file, const struct emu_unit_config *config,
                              struct emu_error *error);
void emu_unit_destroy(struct emu_unit *u); /* NULL is allowed */

/* The parts of the unit: borrowed, as long as it lives. */
struct board *emu_unit_board(struct emu_unit *u);
struct fw_device *emu_unit_device(struct emu_unit *u);
struct emu_phone *emu_unit_phone(struct emu_unit *u, unsigned port_0_or_1);
struct emu_lab *emu_unit_lab(struct emu_unit *u);                             /* NULL: alone */
struct emu_net *emu_unit_net(struct emu_unit *u, enum board_port port);       /* NULL: alone */
struct emu_faults *emu_unit_faults(struct emu_unit *u, enum board_port port); /* NULL: alone */
struct emu_loop *emu_unit_loop(struct emu_unit *u);
/* Where the developer's messages go; may be redirected. */
struct rt_log *emu_unit_log(struct emu_unit *u);
uint64_t emu_unit_seed(const struct emu_unit *u);
bool emu_unit_is_strict(const struct emu_unit *u);
bool emu_unit_has_g729(const struct emu_unit *u);
uint32_t emu_unit_quirks(const struct emu_unit *u);
struct emu_unitfile *emu_unit_file(struct emu_unit *u);
/* At the end of a run: is everything that the device stored in the unit file? If not, that is the error, whatever it
 * was before. */
enum emu_exit emu_unit_check_file(struct emu_unit *u, struct emu_error *error);
