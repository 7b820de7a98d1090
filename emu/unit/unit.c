/* SPDX-License-Identifier: MIT */
#include <unit/unit.h>
#include "coder.h"
#include <access/access.h>
#include <fileserver/fileserver.h>
#include <fw/channel.h>
#include <ear/ear.h>
#include <unit/loop.h>
#include <unit/phone.h>
#include <unit/rest.h>
#include <unitfile/unitfile.h>
#include <net/faults.h>
#include <board/board.h>
#include <board/fxs.h>
#include <board/nic.h>
#include <fw/device.h>
#include <ivr/ivr.h>
#include <rt/mem.h>
#include <webui/webui.h>
#include <malloc.h>

struct emu_unit {
    struct rt_log log;
    uint64_t seed;
    struct emu_unitfile *file;
    struct fw_device *device;
    struct board *board;
    struct emu_phone *phone[BOARD_N_FXS];
    struct emu_ear *ear[BOARD_N_FXS];
    struct emu_faults *faults[BOARD_N_PORTS];
    struct emu_lab *lab;
    struct emu_net *net[BOARD_N_PORTS];
    struct emu_loop *loop;
    void *heap; /* where it begins */
    struct board_watcher watcher;
    bool is_file_in_trouble;
    bool is_flash_warm; /* much of the flash was read or written */
    bool is_strict;
    const struct fw_coder *g729; /* NULL: none */
    uint32_t quirks;
    uint64_t n_outside; /* packets to and from peers outside virtual time */
};

/* A start checks every byte of the image, a first commit erases half of the journal, and after that hardly any of it is
 * needed: give the pages back at the next step of the resync machine, or each unit of a fleet would hold two megabytes
 * for nothing. */
static void on_event(void *ctx, struct board *b, const struct board_event *e)
{
    struct emu_unit *u = ctx;
    (void)b;
    if (board_event_signal(e) == &board_signal_reset || board_event_signal(e) == &board_signal_flash) {
        u->is_flash_warm = true;
    } else if (board_event_signal(e) == &fw_signal_resync && u->is_flash_warm) {
        u->is_flash_warm = false;
        emu_unitfile_rest(u->file);
    }
}

/* A unit sleeps nearly always: while it does it holds what it needs to wake up. */
static void rest(void *ctx)
{
    const struct emu_unit *u = ctx;
    emu_unitfile_rest(u->file);
    emu_rest(u->heap);
}

/* After a write that failed (the disk is full) the file is as a power cut at that moment had left it. Nothing more is
 * written; the run ends, and its command says why. */
static void flash_changed(void *ctx, uint32_t offset, uint32_t n)
{
    struct emu_unit *u = ctx;
    emu_unitfile_changed(u->file, offset, n);
    if (emu_unitfile_failure(u->file) != NULL) {
        emu_loop_stop(u->loop);
    }
}

/* Called where the firmware's order of writes matters. A file that the user removed is reported once; the unit
 * continues, as a real one would. */
static void sync_flash(void *ctx)
{
    struct emu_unit *u = ctx;
    const char *lost = u->is_file_in_trouble ? NULL : emu_unitfile_lost(u->file);
    if (!emu_unitfile_sync(u->file)) {
        emu_loop_stop(u->loop);
    } else if (lost != NULL) {
        u->is_file_in_trouble = true;
        rt_log(&u->log, RT_LOG_ERROR, "unit", "%s %s: changes to the unit will be lost when this run ends",
               emu_unitfile_path(u->file), lost);
    }
}

enum emu_exit emu_unit_check_file(struct emu_unit *u, struct emu_error *error)
{
    const char *failure = emu_unitfile_failure(u->file);
    const char *lost = emu_unitfile_damage(u->file);
    if (failure == NULL && lost != NULL) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT,
                             "%s: %s during the run: what the unit has stored since is lost",
                             emu_unitfile_path(u->file), lost);
    }
    if (failure == NULL) {
        return error->code;
    }
    *error = (struct emu_error){0}; /* it is why whatever else went wrong */
    return emu_error_set(error, EMU_EXIT_ENVIRONMENT,
                         "%s: cannot be written (%s): free some space; the unit is as a power cut had left it",
                         emu_unitfile_path(u->file), failure);
}

static const struct fw_image *running_image(void *ctx)
{
    struct emu_unit *u = ctx;
    return fw_device_is_running(u->device) ? fw_device_image(u->device) : NULL;
}

static const struct fw_params *running_params(void *ctx)
{
    struct emu_unit *u = ctx;
    return fw_device_is_running(u->device) ? fw_device_params(u->device) : NULL;
}

static enum rt_err build_device(struct emu_unit *u, const struct emu_unit_config *config)
{
    const struct fw_device_config device = {
        .log = &u->log,
        .modules = {&ivr_module, &webui_module},
        .is_strict = config->is_strict,
        .g729 = u->g729,
        .quirks = config->quirks,
        .foreign = config->foreign,
    };
    enum rt_err err = fw_device_create(&u->device, &device);
    if (err != RT_OK) {
        return err;
    }
    const struct board_config board = {
        .flash = emu_unitfile_flash(u->file),
        .entropy_seed = config->seed,
        .cpu = fw_device_cpu(u->device),
        .log = &u->log,
        .flash_sync = sync_flash,
        .flash_changed = flash_changed,
        .flash_ctx = u,
        .vouched = emu_unitfile_vouched(u->file),
        .n_trace_events = config->keeps_few_events ? EMU_UNIT_TRACE_FEW : EMU_UNIT_TRACE_EVENTS,
    };
    u->board = board_create(&board);
    return u->board != NULL ? RT_OK : RT_ENOMEM;
}

static enum rt_err build_phones(struct emu_unit *u)
{
    for (unsigned port = 0; port < BOARD_N_FXS; port++) {
        const struct emu_ear_config ear = {u->board, port, running_image, running_params, u};
        u->phone[port] = emu_phone_create(u->board, port);
        u->ear[port] = emu_ear_create(&ear);
        if (u->phone[port] == NULL || u->ear[port] == NULL) {
            return RT_ENOMEM;
        }
    }
    return RT_OK;
}

/* libslirp takes and frees half a megabyte for each connection, which libc gives back to the host and fetches again,
 * page by page: half of an hourly resync's time. In warp libc keeps that much; at other paces, where many units share a
 * machine, memory counts more: such blocks are mapped, and gone when they are freed. Without a word from us libc would
 * put them into the heap once it has seen one freed, and half a megabyte of the heap would stay used after 32 visitors.
 */
#define WARP_HEAP_BYTES   (2 * 1024 * 1024)
#define MAPPED_FROM_BYTES (64 * 1024)
static void tune_heap(const struct emu_pace_config *pace)
{
    bool is_warp = pace->rate == 0;
    (void)mallopt(M_TRIM_THRESHOLD, is_warp ? WARP_HEAP_BYTES : MAPPED_FROM_BYTES); /* hints */
    (void)mallopt(M_MMAP_THRESHOLD, is_warp ? WARP_HEAP_BYTES : MAPPED_FROM_BYTES);
}

static enum emu_exit build_segment(struct emu_unit *u, const struct emu_unit_config *config, enum board_port port,
                                   struct emu_error *error)
{
    u->faults[port] = emu_faults_create(u->board, port, config->seed + (uint64_t)port);
    const struct emu_net_config net = {
        .board = u->board,
        .port = port,
        .log = &u->log,
        .faults = u->faults[port],
        .rate = config->pace.rate,
        .n_outside = &u->n_outside,
    };
    return u->faults[port] != NULL && emu_net_create(&u->net[port], &net) == RT_OK
               ? EMU_EXIT_OK
               : emu_error_set(error, EMU_EXIT_ENVIRONMENT, "unit: out of memory");
}

static void send_of_lab(void *ctx, const uint8_t *frame, size_t n)
{
    struct emu_unit *u = ctx;
    emu_user_put(u->net[BOARD_PORT_WAN], frame, n);
}

static void take_of_lab(void *ctx, const uint8_t *frame, size_t n)
{
    struct emu_unit *u = ctx;
    emu_user_take(u->net[BOARD_PORT_WAN], frame, n);
}

static enum rt_err serve_of_lab(void *ctx, const char *path, uint16_t port)
{
    struct emu_unit *u = ctx;
    return emu_user_serve(u->net[BOARD_PORT_WAN], path, port);
}

static enum emu_exit build_network(struct emu_unit *u, const struct emu_unit_config *config, struct emu_error *error)
{
    if (emu_net_check(&config->net, config->pace.rate, error) != EMU_EXIT_OK ||
        build_segment(u, config, BOARD_PORT_WAN, error) != EMU_EXIT_OK ||
        build_segment(u, config, BOARD_PORT_LAN, error) != EMU_EXIT_OK) {
        return error->code;
    }
    const struct emu_lab_config lab = {
        .board = u->board,
        .send = send_of_lab,
        .take = take_of_lab,
        .serve = serve_of_lab,
        .send_ctx = u,
        .has_files = config->has_lab_files,
        .options = config->lab,
        .maps = &config->net.maps,
    };
    struct emu_user_config user = {
        .tap = emu_lab_on_frame, .tap_reply = emu_lab_on_frame_to_unit, .options = &config->net};
    if (emu_lab_create(&u->lab, &lab, error) != EMU_EXIT_OK ||
        emu_lab_http_path(u->lab, &user.lab_http_path, error) != EMU_EXIT_OK ||
        emu_lab_https_path(u->lab, &user.lab_https_path, error) != EMU_EXIT_OK) {
        return error->code;
    }
    user.tap_ctx = u->lab;
    if (!emu_net_has_user(&config->net, BOARD_PORT_WAN) && config->lab.folder != NULL) {
        return emu_error_set(error, EMU_EXIT_USAGE,
                             "--lab %s: the provider is not at the Internet port: add --wan lab; it answers DHCP there",
                             config->lab.folder);
    }
    if (emu_net_has_user(&config->net, BOARD_PORT_WAN) &&
        emu_user_add(u->net[BOARD_PORT_WAN], &user, error) != EMU_EXIT_OK) {
        return error->code;
    }
    if (emu_lab_open_ports(u->lab, &config->lab.ports, error) != EMU_EXIT_OK) {
        return error->code;
    }
    if (emu_net_has_user(&config->net, BOARD_PORT_LAN) &&
        emu_pc_add(u->net[BOARD_PORT_LAN], &config->net.forwards, error) != EMU_EXIT_OK) {
        return error->code;
    }
    return emu_wires_add(u->net[BOARD_PORT_WAN], &config->net, error) == EMU_EXIT_OK
               ? emu_wires_add(u->net[BOARD_PORT_LAN], &config->net, error)
               : error->code;
}

enum emu_exit emu_unit_create(struct emu_unit **out, struct emu_unitfile *file, const struct emu_unit_config *config,
                              struct emu_error *error)
{
    *out = NULL;
    struct emu_unit *u = rt_mem_alloc(sizeof *u);
    if (u == NULL) {
        emu_unitfile_close(file);
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "unit: out of memory");
    }
    tune_heap(&config->pace);
    u->file = file;
    u->log = config->log;
    u->seed = config->seed;
    u->is_strict = config->is_strict;
    if (config->has_g729 && (u->g729 = emu_coder_load(error)) == NULL) {
        goto out;
    }
    u->quirks = config->quirks;
    enum rt_err err = build_device(u, config);
    if (err == RT_OK) {
        err = build_phones(u);
    }
    if (err != RT_OK) {
        emu_error_set(error, EMU_EXIT_ENVIRONMENT, "unit: %s", rt_err_text(err));
        goto out;
    }
    if (!config->is_alone && build_network(u, config, error) != EMU_EXIT_OK) {
        goto out;
    }
    u->loop = emu_loop_create(u->board, &config->pace, &u->n_outside);
    if (u->loop == NULL) {
        emu_error_set(error, EMU_EXIT_ENVIRONMENT, "unit: out of memory");
        goto out;
    }
    u->heap = emu_rest_heap();
    emu_loop_on_long_wait(u->loop, rest, u);
    u->watcher = (struct board_watcher){on_event, u, NULL};
    board_watch(u->board, &u->watcher);
    if (!config->is_alone) {
        emu_loop_add(u->loop, emu_net_source(u->net[BOARD_PORT_WAN]));
        emu_loop_add(u->loop, emu_lab_source(u->lab));
        emu_loop_add(u->loop, emu_net_source(u->net[BOARD_PORT_LAN]));
        for (unsigned i = 0; i < BOARD_N_PORTS; i++) {
            if (emu_net_is_plugged(&config->net, (enum board_port)i)) {
                board_nic_plug(u->board, (enum board_port)i, true);
            }
        }
    }
    *out = u;
    return EMU_EXIT_OK;
out:
    emu_unit_destroy(u);
    return error->code;
}

void emu_unit_destroy(struct emu_unit *u)
{
    if (u == NULL) {
        return;
    }
    emu_loop_destroy(u->loop);
    emu_net_destroy(u->net[BOARD_PORT_WAN]);
    emu_net_destroy(u->net[BOARD_PORT_LAN]);
    emu_lab_destroy(u->lab);
    emu_faults_destroy(u->faults[BOARD_PORT_WAN]);
    emu_faults_destroy(u->faults[BOARD_PORT_LAN]);
    for (unsigned port = 0; port < BOARD_N_FXS; port++) {
        if (u->ear[port] != NULL) {
            emu_ear_destroy(u->ear[port]);
        }
        if (u->phone[port] != NULL) {
            emu_phone_destroy(u->phone[port]);
        }
    }
    if (u->board != NULL) {
        board_destroy(u->board);
    }
    if (u->device != NULL) {
        fw_device_destroy(u->device);
    }
    emu_unitfile_close(u->file);
    rt_mem_free(u);
}

struct board *emu_unit_board(struct emu_unit *u)
{
    return u->board;
}
struct fw_device *emu_unit_device(struct emu_unit *u)
{
    return u->device;
}
struct emu_phone *emu_unit_phone(struct emu_unit *u, unsigned port)
{
    return u->phone[port];
}
struct emu_lab *emu_unit_lab(struct emu_unit *u)
{
    return u->lab;
}
struct emu_net *emu_unit_net(struct emu_unit *u, enum board_port port)
{
    return u->net[port];
}
struct emu_faults *emu_unit_faults(struct emu_unit *u, enum board_port port)
{
    return u->faults[port];
}
struct emu_loop *emu_unit_loop(struct emu_unit *u)
{
    return u->loop;
}
struct rt_log *emu_unit_log(struct emu_unit *u)
{
    return &u->log;
}

uint64_t emu_unit_seed(const struct emu_unit *u)
{
    return u->seed;
}
bool emu_unit_has_g729(const struct emu_unit *u)
{
    return u->g729 != NULL;
}

bool emu_unit_is_strict(const struct emu_unit *u)
{
    return u->is_strict;
}
struct emu_unitfile *emu_unit_file(struct emu_unit *u)
{
    return u->file;
}
uint32_t emu_unit_quirks(const struct emu_unit *u)
{
    return u->quirks;
}
