/* SPDX-License-Identifier: MIT */
#include "world.h"
#include <harness/check.h>
#include <board/clock.h>
#include <board/flash.h>
#include <board/ident.h>
#include <ivr/ivr.h>
#include <rt/mem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <webui/webui.h>

#define TRACE_EVENTS 64u /* nobody reads it: only what is waited for counts */
#define START_S      120u
#define KEYS_S       60u

static const uint8_t unit_mac[6] = {0x00, 0x0e, 0x08, 0xab, 0xcd, 0xef};

static const char profile_first[] =
    "<flat-profile><Resync_On_Reset>No</Resync_On_Reset><Resync_Periodic>0</Resync_Periodic>"
    "<Resync_After_Upgrade_Attempt>No</Resync_After_Upgrade_Attempt><GPP_A>first</GPP_A>"
    "<GPP_SA>secret</GPP_SA></flat-profile>";
static const char profile_restart[] = "<flat-profile><HostName>sweep</HostName><GPP_B ua=\"ro\">by resync</GPP_B>"
                                      "<Speed_Dial_2_1_>4711</Speed_Dial_2_1_></flat-profile>";
/* Without a rule, which would bring its own release back after a command that brought another one. */
static const char profile_later[] =
    "<flat-profile><GPP_B ua=\"na\">later</GPP_B><Upgrade_Rule></Upgrade_Rule></flat-profile>";

static void serve_all(struct world *w)
{
    provider_init(&w->provider, &w->wan);
    provider_serve_text(&w->provider, "/spa2102.cfg", profile_first);
    provider_serve_text(&w->provider, "/restart.cfg", profile_restart);
    provider_serve_text(&w->provider, "/later.cfg", profile_later);
    for (int r = 0; r < SWEEP_N_RELEASES; r++) {
        const struct sweep_image *image = sweep_image((enum sweep_release)r);
        provider_serve(&w->provider, image->path, image->bytes, image->n, PROVIDER_RIGHT);
    }
}

static bool is_printing, is_quiet; /* the program's */

void world_print_traces(void)
{
    is_printing = true;
}

void world_be_quiet(bool now)
{
    is_quiet = now;
}

static void print_event(void *ctx, struct board *b, const struct board_event *e)
{
    char line[640];
    (void)ctx;
    (void)b;
    if (board_event_signal(e) != &board_signal_frame_in && board_event_signal(e) != &board_signal_frame_out &&
        board_event_signal(e) != &board_signal_io_wait && board_event_signal(e) != &board_signal_mic) {
        (void)board_event_format(e, line, sizeof line);
        printf("%s\n", line);
    }
}

static void on_flash_sync(void *ctx)
{
    struct world *w = ctx;
    if (w->on_sync) {
        w->on_sync(w->sync_ctx);
    }
}

void world_open(struct world *w, uint8_t *flash)
{
    static const struct fw_device_config config = {.modules = {&ivr_module, &webui_module}};
    memset(w, 0, offsetof(struct world, provider));
    w->flash = flash;
    w->n_live_before = rt_mem_n_live();
    CHECK(fw_device_create(&w->device, &config) == RT_OK);
    w->board = board_create(&(struct board_config){.flash = flash,
                                                   .entropy_seed = 1,
                                                   .cpu = fw_device_cpu(w->device),
                                                   .flash_sync = on_flash_sync,
                                                   .flash_ctx = w,
                                                   .n_trace_events = TRACE_EVENTS});
    CHECK(w->board != NULL);
    if (is_printing && !is_quiet) {
        printf("--- a new life\n");
        w->printer.fn = print_event;
        board_watch(w->board, &w->printer);
    }
    outside_init(&w->wan, w->board);
    memcpy(w->wan.unit_mac, unit_mac, sizeof unit_mac);
    serve_all(w);
    pppoe_peer_init(&w->pppoe, &w->wan);
    pppoe_peer_carry(&w->pppoe, PROVIDER_UNIT_IP, w->provider.dhcp.dns[0]);
}

void world_close(struct world *w)
{
    emu_phone_destroy(w->phone);
    provider_fini(&w->provider);
    outside_fini(&w->wan);
    board_destroy(w->board);
    fw_device_destroy(w->device);
    CHECK(rt_mem_n_live() == w->n_live_before);
}

/* --- time -------------------------------------------------------------------------------------------- */

enum life world_until(struct world *w, world_claim_fn *claim, uint64_t within_s)
{
    uint64_t until_us = board_now_us(w->board) + within_s * BOARD_US_PER_S;
    if (w->give_up_at_us != 0 && until_us > w->give_up_at_us) {
        until_us = w->give_up_at_us;
    }
    while (!claim(w)) {
        bool has_run = board_step(w->board, until_us);
        provider_forget(&w->provider);
        if (!board_is_powered(w->board)) {
            return LIFE_CUT;
        }
        if (!has_run && board_now_us(w->board) >= until_us) {
            return LIFE_STUCK;
        }
    }
    return LIFE_GOES_ON;
}

enum life world_pass_ms(struct world *w, uint64_t ms)
{
    uint64_t until_us = board_now_us(w->board) + ms * BOARD_US_PER_MS;
    while (board_now_us(w->board) < until_us) {
        (void)board_step(w->board, until_us);
        if (!board_is_powered(w->board)) {
            return LIFE_CUT;
        }
    }
    return LIFE_GOES_ON;
}

bool world_is_running(struct world *w)
{
    return fw_device_is_running(w->device);
}

static bool is_up(struct world *w)
{
    return world_is_running(w) && fw_net_is_usable(fw_device_net(w->device));
}

enum life world_start(struct world *w)
{
    board_power_on(w->board);
    (void)board_step(w->board, board_now_us(w->board));
    return board_is_powered(w->board) ? world_until(w, world_is_running, START_S) : LIFE_CUT;
}

bool world_is_quiet(struct world *w)
{
    if (!is_up(w)) {
        return false;
    }
    struct fw_prov_status s = fw_prov_status(fw_device_prov(w->device));
    return (s.resync == FW_RESYNC_OFF || s.resync == FW_RESYNC_WAIT) && s.upgrade == FW_UPGRADE_OFF &&
           !fw_device_boot(w->device)->is_trial;
}

/* --- acts -------------------------------------------------------------------------------------------- */

enum rt_err world_set(struct world *w, const struct setting *settings, size_t n)
{
    struct fw_params *params = fw_device_params(w->device);
    struct fw_txn *t = NULL;
    CHECK(fw_txn_create(&t, params) == RT_OK);
    for (size_t i = 0; i < n; i++) {
        enum fw_fit fit = FW_FIT_N;
        CHECK(fw_txn_set_by_name(t, rt_str(settings[i].element), rt_str(settings[i].value), &fit) == RT_OK);
        CHECK(fit == FW_FIT_OK || fit == FW_FIT_NORMALISED);
    }
    enum rt_err err = fw_txn_commit(t, "sweep", NULL);
    fw_txn_destroy(t);
    return err;
}

const char *world_value(struct world *w, const char *element)
{
    return world_is_running(w) ? fw_param_by_name(fw_device_params(w->device), element) : "";
}

static bool has_dialled(struct world *w)
{
    return !emu_phone_is_dialling(w->phone);
}

enum life world_dial(struct world *w, const char *keys)
{
    if (!w->phone) {
        w->phone = emu_phone_create(w->board, 0);
        CHECK(w->phone != NULL);
    }
    emu_phone_set_hook(w->phone, true);
    enum life life = world_pass_ms(w, 500);
    CHECK(life != LIFE_GOES_ON || emu_phone_dial(w->phone, keys) == RT_OK);
    life = life == LIFE_GOES_ON ? world_until(w, has_dialled, KEYS_S) : life;
    life = life == LIFE_GOES_ON ? world_pass_ms(w, 300) : life;
    emu_phone_set_hook(w->phone, false);
    return life == LIFE_GOES_ON ? world_pass_ms(w, 300) : life;
}

/* --- looking ------------------------------------------------------------------------------------------ */

static uint64_t mix(uint64_t h, const char *text)
{
    for (; *text != '\0'; text++) {
        h = (h ^ (uint8_t)*text) * 0x100000001b3u; /* FNV-1a */
    }
    return (h ^ 0xff) * 0x100000001b3u;
}

const struct fingerprint *world_look(struct world *w)
{
    const struct fw_params *p = world_is_running(w) ? fw_device_params(w->device) : NULL;
    uint64_t n_starts = board_n_starts(w->board);
    if (!p || (w->last.release && w->last_n_starts == n_starts && w->last_generation == fw_params_generation(p))) {
        return &w->last; /* nothing was committed since */
    }
    const struct fw_schema *schema = fw_params_schema(p);
    struct fingerprint f = {.release = sweep_image_of(fw_device_boot(w->device)->image.version)};
    for (size_t i = 0; i < fw_schema_n_rows(schema); i++) {
        const char *element = fw_schema_element(schema, i);
        uint64_t h = mix(mix(0xcbf29ce484222325u, element), fw_param_get(p, (int)i));
        h = mix(h, fw_access_name(fw_param_access(p, (int)i)));
        f.all += h;
        f.common += sweep_is_common(element) ? h : 0;
    }
    w->last = f;
    w->last_n_starts = n_starts;
    w->last_generation = fw_params_generation(p);
    return &w->last;
}

bool fingerprint_is_same(const struct fingerprint *a, const struct fingerprint *b)
{
    return a->common == b->common && (a->release != b->release || a->all == b->all);
}

/* --- making -------------------------------------------------------------------------------------------- */

void world_make_unit(uint8_t *flash)
{
    struct board_ident ident = {.serial = "FM500K245546", .hw_version = "1.3.5(a)", .product = "SPA-2102"};
    const struct sweep_image *old = sweep_image(SWEEP_OLD);
    struct board *b = board_create(&(struct board_config){.flash = flash});
    CHECK(b != NULL);
    memcpy(ident.mac, unit_mac, sizeof ident.mac);
    board_flash_blank(b);
    CHECK(board_ident_burn(b, &ident) == RT_OK);
    CHECK(fw_boot_manufacture(b, old->bytes, (uint32_t)old->n) == RT_OK);
    board_destroy(b);
}
