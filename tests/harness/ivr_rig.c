/* SPDX-License-Identifier: MIT */
#include <harness/test.h>
#include <harness/ivr_rig.h>
#include <harness/line_rig.h>
#include <board/board.h>
#include <rt/mem.h>
#include <stdio.h>
#include <string.h>

static void host_say(void *ctx, unsigned port, const char *const *prompts, size_t n)
{
    struct ivr_rig *r = ctx;
    size_t at = strlen(r->said[port]);

    assert_in_range(n, 1, IVR_SAY_MAX);
    for (size_t i = 0; i < n; i++) {
        at += (size_t)snprintf(r->said[port] + at, sizeof r->said[port] - at, "%s%s", at > 0 ? " " : "", prompts[i]);
        assert_true(at < sizeof r->said[port]);
    }
    r->is_saying[port] = true;
}

static void host_hush(void *ctx, unsigned port)
{
    struct ivr_rig *r = ctx;

    r->is_saying[port] = false;
    r->n_hushed++;
}

static void host_tone(void *ctx, unsigned port, enum fw_element tone)
{
    struct ivr_rig *r = ctx;

    r->tone[port] = tone;
}

static struct ivr_rig_value *find(struct ivr_rig *r, const char *subject)
{
    for (size_t i = 0; i < r->n_values; i++) {
        if (strcmp(r->values[i].subject, subject) == 0) {
            return &r->values[i];
        }
    }
    return NULL;
}

static enum rt_err host_read(void *ctx, const char *subject, char out[IVR_VALUE_MAX + 1])
{
    const struct ivr_rig_value *v = find(ctx, subject);

    if (v == NULL || v->is_absent) {
        return RT_ENOENT;
    }
    if (v->read_err != RT_OK) {
        return v->read_err;
    }
    return rt_str_copy(out, IVR_VALUE_MAX + 1, rt_str(v->value));
}

static bool host_is_user_writable(void *ctx, const char *element)
{
    const struct ivr_rig_value *v = find(ctx, element);

    return v != NULL && v->is_user_writable;
}

static bool host_fits(void *ctx, const char *element, const char *value)
{
    struct ivr_rig *r = ctx;

    assert_non_null(find(r, element));
    return r->misfit == NULL || strcmp(r->misfit, value) != 0;
}

static enum rt_err host_store(void *ctx, const struct ivr_change *changes, size_t n, bool *needs_reboot)
{
    struct ivr_rig *r = ctx;

    r->n_stores++;
    if (r->store_err != RT_OK) {
        return r->store_err;
    }
    for (size_t i = 0; i < n; i++) {
        ivr_rig_set(r, changes[i].element, changes[i].value);
        r->n_stored++;
    }
    *needs_reboot = r->needs_reboot;
    return RT_OK;
}

static enum rt_err host_act(void *ctx, enum ivr_act act)
{
    struct ivr_rig *r = ctx;

    r->n_reboots += act == IVR_REBOOT;
    r->n_save_reboots += act == IVR_REBOOT_FOR_SAVE;
    r->n_user_resets += act == IVR_USER_RESET;
    r->n_factory_resets += act == IVR_FACTORY_RESET;
    return r->act_err;
}

static const struct ivr_host host = {host_say,  host_hush,  host_tone, host_read, host_is_user_writable,
                                     host_fits, host_store, host_act};

/* The state of a unit that has just come from the factory and got its address by DHCP. */
static const struct {
    const char *subject, *value;
    bool is_user_writable;
} factory[] = {
    {"Connection_Type", "DHCP", true},
    {"Static_IP", "", true},
    {"NetMask", "", true},
    {"Gateway", "", true},
    {"Primary_DNS", "", true},
    {"Networking_Service", "NAT", true},
    {"LAN_IP_Address", "192.168.0.1", true},
    {"LAN_Subnet_Mask", "255.255.255.0", true},
    {"SIP_Transport_1_", "UDP", false},
    {"SIP_Transport_2_", "UDP", false},
    {"Enable_WAN_Web_Server", "No", true},
    {"Admin_Passwd", "", false},
    {"Protect_IVR_FactoryReset", "No", false},
    {"wan.type", "DHCP", false},
    {"wan.ip", "10.20.30.40", false},
    {"wan.netmask", "255.255.0.0", false},
    {"wan.gateway", "10.20.0.1", false},
    {"wan.dns1", "", false},
    {"wan.web_port", "80", false},
    {"lan.ip", "192.168.0.1", false},
    {"lan.netmask", "255.255.255.0", false},
    {"unit.mac", "000E08ABCDEF", false},
    {"unit.version", "5.2.13(004a)", false},
};

static void open_rig(struct ivr_rig *r, const char *image_path)
{
    struct rt_buf text;
    unsigned bad_line;

    memset(r, 0, sizeof *r);
    line_rig_read_image(image_path, &r->bytes, &r->image);
    rt_buf_init(&text, FW_IMAGE_SECTION_REAL_MAX);
    assert_int_equal(fw_image_read(&r->image, FW_IMAGE_MENU, &text), RT_OK);
    assert_int_equal(ivr_menu_create(&r->menu, rt_buf_text(&text), text.n, &bad_line), RT_OK);
    rt_buf_fini(&text);
    r->board = board_create(&(struct board_config){.entropy_seed = 1});
    assert_non_null(r->board);
    fw_log_init(&r->log, r->board, NULL);
    for (size_t i = 0; i < sizeof factory / sizeof factory[0]; i++) {
        ivr_rig_set(r, factory[i].subject, factory[i].value);
        ivr_rig_value(r, factory[i].subject)->is_user_writable = factory[i].is_user_writable;
    }
    for (unsigned port = 0; port < IVR_RIG_PORTS; port++) {
        ivr_session_init(
            &r->session[port],
            &(struct ivr_session_config){
                .board = r->board, .log = &r->log, .menu = r->menu, .host = &host, .host_ctx = r, .port = port});
    }
}

static void close_rig(struct ivr_rig *r)
{
    for (unsigned port = 0; port < IVR_RIG_PORTS; port++) {
        ivr_session_fini(&r->session[port]);
    }
    ivr_menu_destroy(r->menu);
    board_destroy(r->board);
    rt_buf_fini(&r->bytes);
}

struct ivr_rig_value *ivr_rig_value(struct ivr_rig *r, const char *subject)
{
    struct ivr_rig_value *v = find(r, subject);

    if (v == NULL) {
        assert_true(r->n_values < sizeof r->values / sizeof r->values[0]);
        v = &r->values[r->n_values++];
        v->subject = subject;
    }
    return v;
}

void ivr_rig_set(struct ivr_rig *r, const char *subject, const char *value)
{
    (void)snprintf(ivr_rig_value(r, subject)->value, IVR_VALUE_MAX + 1, "%s", value);
}

void ivr_rig_enter(struct ivr_rig *r, unsigned port)
{
    r->said[port][0] = '\0';
    ivr_session_on_enter(&r->session[port]);
}

void ivr_rig_run_ms(struct ivr_rig *r, uint64_t ms)
{
    uint64_t until_us = board_now_us(r->board) + ms * BOARD_US_PER_MS;

    while (board_step(r->board, until_us) || board_now_us(r->board) < until_us) {
    }
}

void ivr_rig_key(struct ivr_rig *r, unsigned port, char key, uint64_t gap_ms)
{
    r->said[port][0] = '\0';
    ivr_session_on_key(&r->session[port], key);
    ivr_rig_run_ms(r, gap_ms);
}

void ivr_rig_keys(struct ivr_rig *r, unsigned port, const char *keys)
{
    for (; *keys != '\0'; keys++) {
        ivr_rig_key(r, port, *keys, *keys == '*' ? 600 : 100);
    }
}

void ivr_rig_hear_out(struct ivr_rig *r, unsigned port)
{
    r->is_saying[port] = false;
    ivr_session_on_said(&r->session[port]);
}

void ivr_rig_hang_up(struct ivr_rig *r, unsigned port)
{
    ivr_session_on_hang_up(&r->session[port]);
}

int ivr_rig_set_up(void **state)
{
    struct ivr_rig *r = test_calloc(1, sizeof *r);
    open_rig(r, TEST_BINARY_DIR "/images/spa2102-5.2.10.img");
    ivr_rig_enter(r, 0);
    *state = r;
    return 0;
}

int ivr_rig_tear_down(void **state)
{
    struct ivr_rig *r = *state;
    close_rig(r);
    test_free(r);
    assert_int_equal(rt_mem_n_live(), 0);
    return 0;
}
