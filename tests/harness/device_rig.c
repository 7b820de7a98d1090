/* SPDX-License-Identifier: MIT */
#include "device_rig.h"
#include "check.h"
#include <board/ident.h>
#include <fw/channel.h>
#include <board/nic.h>
#include <fw/boot.h>
#include <images/file.h>
#include <ivr/ivr.h>
#include <offline/offline.h>
#include <rt/mem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <webui/webui.h>

#define TRACE_EVENTS 65536u
#define LAN_UNIT_IP  0xc0a80001u /* 192.168.0.1 */
#define LAN_MASK     0xffffff00u

static const uint8_t unit_mac[6] = {0x00, 0x0e, 0x08, 0xab, 0xcd, 0xef};

/* --- images, read and burnt once a program --------------------------------------------------------- */

struct made {
    const char *release, *image_name, *product;
    uint8_t *image, *flash; /* never freed: the program's */
    size_t n;
};
static struct made made[] = {{.release = "3.3.6", .image_name = "spa2102-3.3.6", .product = "SPA-2102"},
                             {.release = "5.1.9", .image_name = "spa2102-5.1.9", .product = "SPA-2102"},
                             {.release = "5.2.10", .image_name = "spa2102-5.2.10", .product = "SPA-2102"},
                             {.release = "5.2.12", .image_name = "spa2102-5.2.12", .product = "SPA-2102"},
                             {.release = "SPA3102", .image_name = "spa3102-5.1.10", .product = "SPA-3102"},
                             {.release = "PAP2T", .image_name = "pap2t-5.1.6", .product = "PAP2T"}};

static void burn(struct made *m)
{
    struct board_ident ident = {.serial = "FM500K245546", .hw_version = "1.3.5(a)"};
    struct board *b = board_create(&(struct board_config){.flash = m->flash});
    CHECK(b != NULL);
    (void)snprintf(ident.product, sizeof ident.product, "%s", m->product);
    memcpy(ident.mac, unit_mac, sizeof ident.mac);
    board_flash_blank(b);
    CHECK(board_ident_burn(b, &ident) == RT_OK);
    CHECK(fw_boot_manufacture(b, m->image, (uint32_t)m->n) == RT_OK);
    board_destroy(b);
}

static const struct made *make(const char *release)
{
    struct made *m = made;
    while (m < made + sizeof made / sizeof made[0] - 1 && strcmp(release, m->release) != 0) {
        m++;
    }
    CHECK(strcmp(release, m->release) == 0);
    if (m->image == NULL) {
        char path[512];
        struct rt_buf bytes;
        rt_buf_init(&bytes, FW_IMAGE_BYTES_MAX);
        (void)snprintf(path, sizeof path, "%s/images/%s.img", TEST_BINARY_DIR, m->image_name);
        CHECK(img_file_read(path, &bytes) == RT_OK);
        m->image = malloc(bytes.n);
        m->flash = malloc(BOARD_FLASH_BYTES);
        CHECK(m->image != NULL && m->flash != NULL);
        memcpy(m->image, bytes.bytes, bytes.n);
        m->n = bytes.n;
        rt_buf_fini(&bytes);
        burn(m);
    }
    return m;
}

const uint8_t *device_rig_image(const char *release, size_t *n)
{
    const struct made *m = make(release);
    *n = m->n;
    return m->image;
}

/* --- life -------------------------------------------------------------------------------------------- */

void device_rig_prepare(struct device_rig *r, const char *release)
{
    const struct made *m = make(release);
    *r = (struct device_rig){.n_live_before = rt_mem_n_live(), .seed = 1, .next_web_port = 40000};
    r->config.modules[0] = &ivr_module;
    r->config.modules[1] = &webui_module;
    r->flash = malloc(BOARD_FLASH_BYTES);
    CHECK(r->flash != NULL);
    memcpy(r->flash, m->flash, BOARD_FLASH_BYTES);
    device_rig_set(r, "Syslog_Server", "192.168.1.200");
}

void device_rig_build(struct device_rig *r)
{
    CHECK(fw_device_create(&r->device, &r->config) == RT_OK);
    r->board = board_create(&(struct board_config){
        .flash = r->flash, .entropy_seed = r->seed, .cpu = fw_device_cpu(r->device), .n_trace_events = TRACE_EVENTS});
    CHECK(r->board != NULL);
    outside_init(&r->wan, r->board);
    outside_init_port(&r->lan, r->board, BOARD_PORT_LAN);
    memcpy(r->wan.unit_mac, unit_mac, 6);
    memcpy(r->lan.unit_mac, unit_mac, 6);
    r->lan.unit_mac[5]++;
    outside_add_host(&r->lan, DEVICE_RIG_LAN_PC);
    outside_add_host(&r->wan, DEVICE_RIG_WAN_PC);
    provider_init(&r->provider, &r->wan);
}

void device_rig_init(struct device_rig *r, const char *release)
{
    device_rig_prepare(r, release);
    device_rig_build(r);
}

void device_rig_drop_web(struct device_rig *r)
{
    if (r->has_web) {
        web_client_fini(&r->web);
        r->has_web = false;
    }
}

void device_rig_fini(struct device_rig *r)
{
    device_rig_drop_web(r);
    provider_fini(&r->provider);
    outside_fini(&r->wan);
    outside_fini(&r->lan);
    board_destroy(r->board);
    fw_device_destroy(r->device);
    free(r->flash);
    CHECK(rt_mem_n_live() == r->n_live_before);
}

/* --- parameters ---------------------------------------------------------------------------------------- */

static void set_in(struct fw_params *params, const char *element, const char *value)
{
    struct fw_txn *t = NULL;
    struct fw_commit commit;
    enum fw_fit fit = FW_FIT_N;
    CHECK(fw_txn_create(&t, params) == RT_OK);
    CHECK(fw_txn_set_by_name(t, rt_str(element), rt_str(value), &fit) == RT_OK);
    CHECK(!fw_fit_is_refused(fit, strlen(value)));
    CHECK(fw_txn_commit(t, "test", &commit) == RT_OK);
    fw_txn_destroy(t);
}

void device_rig_set(struct device_rig *r, const char *element, const char *value)
{
    if (r->device != NULL && fw_device_is_running(r->device)) {
        set_in(fw_device_params(r->device), element, value);
        return;
    }
    CHECK(r->n_pending < DEVICE_RIG_PENDING_MAX);
    r->pending[r->n_pending].element = element;
    r->pending[r->n_pending++].value = value;
}

/* Into the journal of a unit without power, as a maker could. */
static void burn_pending(struct device_rig *r)
{
    struct offline unit;
    if (r->n_pending == 0) {
        return;
    }
    CHECK(offline_open(&unit, r->flash, NULL) == RT_OK);
    for (size_t i = 0; i < r->n_pending; i++) {
        set_in(unit.params, r->pending[i].element, r->pending[i].value);
    }
    r->n_pending = 0;
    offline_close(&unit);
}

const char *device_rig_value(struct device_rig *r, const char *element)
{
    CHECK(fw_device_is_running(r->device));
    int id = fw_param_find(fw_device_params(r->device), element);
    CHECK(id != FW_PARAM_NONE);
    return fw_param_get(fw_device_params(r->device), id);
}

char *device_rig_state(struct device_rig *r)
{
    static const char *const secrets[] = {"GPP_SA", "GPP_SB", "GPP_SC", "GPP_SD"};
    struct rt_buf text;
    rt_buf_init(&text, 4u * 1024u * 1024u);
    CHECK(fw_device_is_running(r->device));
    CHECK(fw_params_write_xml(fw_device_params(r->device), &text) == RT_OK);
    for (size_t i = 0; i < sizeof secrets / sizeof secrets[0]; i++) {
        CHECK(rt_buf_printf(&text, "%s=%s\n", secrets[i], device_rig_value(r, secrets[i])) == RT_OK);
    }
    return rt_buf_take(&text);
}

void device_rig_expect_state(struct device_rig *r, const char *state)
{
    char *now = device_rig_state(r);
    size_t at = 0;
    while (now[at] != '\0' && now[at] == state[at]) {
        at++;
    }
    bool is_same = now[at] == state[at];
    size_t from = at > 60 ? at - 60 : 0;
    if (!is_same) {
        print_error("the parameters changed:\n  was: %.120s\n  is:  %.120s\n", state + from, now + from);
    }
    (void)rt_mem_free(now);
    CHECK(is_same);
}

/* --- time ------------------------------------------------------------------------------------------------ */

static void settle(struct device_rig *r)
{
    uint64_t now_us = board_now_us(r->board);
    while (board_next_due_us(r->board) <= now_us) {
        (void)board_step(r->board, now_us);
    }
}

void device_rig_power_on(struct device_rig *r)
{
    burn_pending(r);
    board_power_on(r->board);
    settle(r);
}

void device_rig_power_off(struct device_rig *r)
{
    board_power_off(r->board);
    settle(r);
}

void device_rig_start(struct device_rig *r)
{
    r->cursor = board_trace_end(r->board);
    device_rig_power_on(r);
    (void)device_rig_expect_within(r, &fw_signal_net, "UP ip=", 60);
    CHECK(fw_device_is_running(r->device));
}

void device_rig_pass_ms(struct device_rig *r, uint64_t ms)
{
    uint64_t until_us = board_now_us(r->board) + ms * BOARD_US_PER_MS;
    while (board_step(r->board, until_us) || board_now_us(r->board) < until_us) {
    }
}

void device_rig_pass_s(struct device_rig *r, uint64_t s)
{
    device_rig_pass_ms(r, s * 1000);
}

uint64_t device_rig_now_s(const struct device_rig *r)
{
    return board_now_us(r->board) / BOARD_US_PER_S;
}

void device_rig_hook(struct device_rig *r, unsigned port, bool is_off_hook)
{
    board_fxs_set_hook(r->board, port, is_off_hook);
    settle(r);
}

/* --- looking ------------------------------------------------------------------------------------------- */

static const struct board_event *next(struct device_rig *r, const struct board_signal *s, const char *text)
{
    for (; r->cursor < board_trace_end(r->board); r->cursor++) {
        const struct board_event *e = board_trace_get(r->board, r->cursor);
        if (e != NULL && board_event_signal(e) == s && (text == NULL || strstr(e->text, text) != NULL)) {
            r->cursor++;
            return e;
        }
    }
    return NULL;
}

bool device_rig_saw(struct device_rig *r, const struct board_signal *s, const char *text)
{
    uint64_t at = r->cursor;
    bool is_there = next(r, s, text) != NULL;
    if (!is_there) {
        r->cursor = at;
    }
    return is_there;
}

static void show_last(struct device_rig *r)
{
    uint64_t end = board_trace_end(r->board);
    for (uint64_t i = end > 400 ? end - 400 : 0; i < end; i++) {
        const struct board_event *e = board_trace_get(r->board, i);
        char line[640];
        if (e != NULL && board_event_signal(e) != &board_signal_frame_in &&
            board_event_signal(e) != &board_signal_frame_out && board_event_signal(e) != &board_signal_io_wait) {
            (void)board_event_format(e, line, sizeof line);
            print_error("%s\n", line);
        }
    }
}

uint64_t device_rig_expect_within(struct device_rig *r, const struct board_signal *s, const char *text,
                                  uint64_t within_s)
{
    uint64_t until_us = board_now_us(r->board) + within_s * BOARD_US_PER_S;
    const struct board_event *e;
    while ((e = next(r, s, text)) == NULL && board_now_us(r->board) < until_us) {
        (void)board_step(r->board, until_us);
    }
    if (e == NULL) {
        show_last(r);
        fail_msg("%s \"%s\" did not come within %llu s", s->name, text != NULL ? text : "",
                 (unsigned long long)within_s);
    }
    return e->at_us;
}

uint64_t device_rig_expect(struct device_rig *r, const struct board_signal *s, const char *text)
{
    return device_rig_expect_within(r, s, text, DEVICE_RIG_WITHIN_S);
}

void device_rig_forget(struct device_rig *r)
{
    r->cursor = board_trace_end(r->board);
    provider_forget(&r->provider);
}

const char *device_rig_asked(struct device_rig *r)
{
    static char text[8192];
    size_t n = 0;
    text[0] = '\0';
    for (unsigned i = 0; i < r->provider.n_asked && n < sizeof text; i++) {
        n += (size_t)snprintf(text + n, sizeof text - n, "%s%s", i > 0 ? " | " : "", r->provider.asked[i]);
    }
    return text;
}

const char *device_rig_lines(struct device_rig *r)
{
    static char text[16384];
    size_t n = 0;
    text[0] = '\0';
    for (unsigned i = 0; i < r->provider.n_lines && n < sizeof text; i++) {
        n += (size_t)snprintf(text + n, sizeof text - n, "%s%s", i > 0 ? " | " : "", r->provider.lines[i]);
    }
    return text;
}

/* --- a browser --------------------------------------------------------------------------------------------- */

static int send_request(struct device_rig *r, uint32_t from_ip, const char *request, size_t n)
{
    bool is_lan = (from_ip & LAN_MASK) == (LAN_UNIT_IP & LAN_MASK);
    device_rig_drop_web(r);
    web_client_init(&r->web, is_lan ? &r->lan : &r->wan, from_ip, r->next_web_port++);
    r->has_web = true;
    web_client_connect(&r->web, is_lan ? LAN_UNIT_IP : PROVIDER_UNIT_IP, 80);
    device_rig_pass_ms(r, 10);
    if (!r->web.is_open) {
        return 0;
    }
    for (size_t at = 0; at < n && r->web.is_open; at += DEVICE_RIG_BURST) { /* not more than a window at once */
        web_client_send(&r->web, request + at, n - at < DEVICE_RIG_BURST ? n - at : DEVICE_RIG_BURST);
        device_rig_pass_ms(r, 1);
    }
    for (unsigned i = 0; i < 50 && !r->web.is_ended && !r->web.was_reset; i++) {
        device_rig_pass_ms(r, 10);
    }
    web_client_close(&r->web);
    device_rig_pass_ms(r, 10);
    return web_client_status(&r->web);
}

int device_rig_web(struct device_rig *r, uint32_t from_ip, const char *method, const char *path, const char *headers)
{
    char request[4096];
    int n = snprintf(request, sizeof request, "%s %s HTTP/1.1\r\nHost: unit\r\n%s\r\n", method, path,
                     headers != NULL ? headers : "");
    CHECK(n > 0 && (size_t)n < sizeof request);
    return send_request(r, from_ip, request, (size_t)n);
}

int device_rig_post(struct device_rig *r, uint32_t from_ip, const char *path, const char *headers, const char *body)
{
    struct rt_buf request;
    rt_buf_init(&request, DEVICE_RIG_POST_MAX);
    CHECK(rt_buf_printf(&request,
                        "POST %s HTTP/1.1\r\nHost: unit\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                        "Content-Length: %zu\r\n%s\r\n",
                        path, strlen(body), headers != NULL ? headers : "") == RT_OK);
    CHECK(rt_buf_put_text(&request, body) == RT_OK);
    int status = send_request(r, from_ip, rt_buf_text(&request), request.n);
    rt_buf_fini(&request);
    return status;
}

int device_rig_get(struct device_rig *r, const char *path)
{
    return device_rig_web(r, DEVICE_RIG_LAN_PC, "GET", path, NULL);
}
