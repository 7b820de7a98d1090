/* SPDX-License-Identifier: MIT */
/*
 * The demo, chapter by chapter. A chapter returns false at the first step that fails; the error names the step. The
 * demo only reports what it observed: in the trace, in the parameters, on the line, on the web page or at the
 * provider.
 */
#include "demo_priv.h"
#include <board/board.h>
#include <board/clock.h>
#include <board/led.h>
#include <fw/device.h>
#include <unit/loop.h>
#include <rt/mem.h>
#include <rt/human.h>
#include <stdio.h>
#include <string.h>

#define WATCHED_MAX       8u
#define RESTART_WITHIN_US (3u * (uint64_t)BOARD_US_PER_S)

/* A parameter whose value is followed through the reset. */
struct watched {
    char element[80];
    char value[128];
};
struct settings {
    struct watched row[WATCHED_MAX];
    size_t n;
    unsigned n_changed; /* all that are not as the factory set them */
};

static struct fw_device *device(const struct emu_story *s)
{
    return emu_unit_device(s->unit);
}

/* Shown first when the profile sets them. */
static const char *const favourites[] = {"Proxy_1_",  "User_ID_1_", "Display_Name_1_", "Dial_Tone",
                                         "Time_Zone", "GPP_A",      "Syslog_Server",   "Enable_WAN_Web_Server"};

static void settings_add(struct settings *out, const struct fw_params *p, int id, const char *element)
{
    if (out->n == WATCHED_MAX || id == FW_PARAM_NONE || fw_param_is_default(p, id)) {
        return;
    }
    for (size_t i = 0; i < out->n; i++) {
        if (strcmp(out->row[i].element, element) == 0) {
            return;
        }
    }
    (void)snprintf(out->row[out->n].element, sizeof out->row[0].element, "%s", element);
    (void)snprintf(out->row[out->n].value, sizeof out->row[0].value, "%s", fw_param_get(p, id));
    out->n++;
}

static bool is_setting(const struct fw_schema_row *row)
{
    return row->element[0] != '\0';
}

/* What differs from the factory state now. */
static void settings_read(struct settings *out, const struct emu_story *s)
{
    const struct fw_params *p = fw_device_params(device(s));
    const struct fw_schema *schema = fw_params_schema(p);
    memset(out, 0, sizeof *out);
    for (size_t i = 0; i < sizeof favourites / sizeof favourites[0]; i++) {
        settings_add(out, p, fw_param_find(p, favourites[i]), favourites[i]);
    }
    for (size_t id = 0; id < fw_schema_n_rows(schema); id++) {
        struct fw_schema_row row = fw_schema_row(schema, id);
        if (!is_setting(&row) || fw_param_is_default(p, (int)id)) {
            continue;
        }
        out->n_changed++;
        if (row.type != FW_TYPE_PASSWORD) {
            settings_add(out, p, (int)id, row.element);
        }
    }
}

/* A number or address as the ear writes it: "192" -> "1 9 2", "." -> "dot". */
static void spell(const char *text, char *out, size_t out_size)
{
    struct rt_buf b;
    rt_buf_init(&b, 256);
    for (const char *p = text; *p != '\0'; p++) {
        (void)rt_buf_printf(&b, "%s", p == text ? "" : " ");
        (void)(*p == '.' ? rt_buf_put_text(&b, "dot") : rt_buf_put(&b, p, 1));
    }
    if (rt_str_copy(out, out_size, rt_str(rt_buf_text(&b))) != RT_OK) {
        out[0] = '\0';
    }
    rt_buf_fini(&b);
}

/* ---- chapters ---- */

static bool boot(struct emu_story *s, const char *bank, const char *version)
{
    char signal[64];
    (void)snprintf(signal, sizeof signal, "fw.boot=bank %s, release %s", bank, version);
    return emu_story_see(s, "boot", signal, 30, NULL);
}

static bool lease(struct emu_story *s)
{
    if (!emu_story_see(s, "lease", "fw.net=UP ip=", 60, NULL)) {
        return false;
    }
    const struct fw_net_status *net = fw_net_status(fw_device_net(device(s)));
    return emu_story_claim(s, strcmp(net->tftp_server, "192.168.1.200") == 0, "lease",
                           "option 66 is \"%s\" and not the provider", net->tftp_server);
}

/* Some parameters only count after a restart, which the unit then does by itself. */
static bool restart_if_needed(struct emu_story *s, const char *bank, const char *version)
{
    struct emu_match match;
    struct board_event e;
    if (!emu_story_claim(s, emu_match_parse(rt_str("fw.boot=restart:"), &match) == RT_OK, "restart", "fw.boot")) {
        return false;
    }
    enum rt_err err = emu_act_wait_for(&s->acts, &match, RESTART_WITHIN_US, &e);
    if (err != RT_OK) {
        return emu_story_claim(s, err != RT_ECLOSED, "restart", "%s", rt_err_text(err));
    }
    if (!emu_story_claim(s, strstr(e.text, "parameter change") != NULL, "restart", "%s", e.text)) {
        return false;
    }
    return boot(s, bank, version) && lease(s);
}

/* A resync that applies a profile; *values then hold what it left behind. */
static bool resync(struct emu_story *s, unsigned within_s, const char *bank, const char *version,
                   struct settings *values)
{
    struct emu_match match[2];
    struct board_event e;
    size_t which = 0;
    if (!emu_story_claim(s,
                         emu_match_parse(rt_str("fw.resync=applied:"), &match[0]) == RT_OK &&
                             emu_match_parse(rt_str("fw.resync=unknown element"), &match[1]) == RT_OK,
                         "resync", "fw.resync")) {
        return false;
    }
    do {
        enum rt_err err = emu_act_wait_any(&s->acts, match, 2, (uint64_t)within_s * BOARD_US_PER_S, &e, &which);
        if (!emu_story_claim(s, err == RT_OK, "resync", "no profile was applied (%s)", rt_err_text(err))) {
            return false;
        }
        s->n_steps++;
    } while (which != 0);
    if (!emu_story_see(s, "resync", "fw.resync=done", 10, NULL) || !restart_if_needed(s, bank, version)) {
        return false;
    }
    settings_read(values, s);
    return emu_story_claim(s, values->n > 0, "resync", "the profile changed nothing");
}

static bool first_resync(struct emu_story *s, struct settings *values)
{
    if (!emu_story_see(s, "random delay", "fw.resync=first contact", 10, NULL) ||
        !resync(s, 120, "A", EMU_DEMO_OLD, values)) {
        return false;
    }
    emu_story_check(s, "%s not at the factory default", rt_count(values->n_changed, "parameter").s);
    return true;
}

static bool out_of_the_box(struct emu_story *s, struct settings *values)
{
    emu_story_section(s, "Out of the box");
    board_power_on(emu_unit_board(s->unit));
    return boot(s, "A", EMU_DEMO_OLD) && lease(s) && first_resync(s, values);
}

static bool enter_menu(struct emu_story *s)
{
    return emu_story_hook(s, true) && /* silence: the line is not registered */
           emu_story_dial(s, "****", "the voice menu") && emu_story_hear(s, "voice menu", "configuration menu", 5) &&
           emu_story_see(s, "voice menu", "ear[1]=silence", 30, NULL);
}

/* An option that says a number; it must be this one. */
static bool ask(struct emu_story *s, const char *keys, const char *meaning, const char *expected)
{
    char spelled[128];
    char words[160];
    spell(expected, spelled, sizeof spelled);
    (void)snprintf(words, sizeof words, "says \"%s\"", spelled);
    return emu_story_dial(s, keys, meaning) && emu_story_hear(s, meaning, "says", 10) &&
           emu_story_hear(s, meaning, words, 20) && emu_story_see(s, meaning, "ear[1]=silence", 30, NULL);
}

static bool ask_the_menu(struct emu_story *s)
{
    char ip[16];
    emu_story_section(s, "The voice menu");
    (void)rt_ipv4_text(fw_net_status(fw_device_net(device(s)))->ip, ip);
    return enter_menu(s) && ask(s, "110#", "Internet IP address", ip) &&
           ask(s, "150#", "firmware version", EMU_DEMO_OLD);
}

static bool reset_from_the_handset(struct emu_story *s, const struct settings *before)
{
    struct settings after;
    emu_story_section(s, "Factory reset from the handset");
    if (!emu_story_dial(s, "73738#", "R-E-S-E-T") || !emu_story_hear(s, "factory reset", "(factory_reset)", 10) ||
        !emu_story_hear(s, "factory reset", "(confirm_reset)", 10) ||
        !emu_story_see(s, "factory reset", "ear[1]=silence", 20, NULL) || !emu_story_dial(s, "1#", "yes") ||
        !emu_story_hear(s, "factory reset", "(option_successful)", 10) ||
        !emu_story_see(s, "factory reset", "fw.boot=restart: reset to defaults", 20, NULL)) {
        return false;
    }
    if (!boot(s, "A", EMU_DEMO_OLD) || !emu_story_hook(s, false) || !lease(s)) {
        return false;
    }
    settings_read(&after, s);
    const struct fw_params *p = fw_device_params(device(s));
    emu_story_table(s, "parameter", "before", "after the reset");
    for (size_t i = 0; i < before->n; i++) {
        int id = fw_param_find(p, before->row[i].element);
        emu_story_table(s, before->row[i].element, before->row[i].value, fw_param_get(p, id));
        if (!emu_story_claim(s, strcmp(before->row[i].value, fw_param_get(p, id)) != 0, "factory state",
                             "%s has kept its value", before->row[i].element)) {
            return false;
        }
    }
    if (!emu_story_claim(s, after.n_changed == 0, "factory state", "%s not at the factory default",
                         rt_count(after.n_changed, "parameter").s)) {
        return false;
    }
    emu_story_check(s, "factory state: all %s that had changed are at their defaults",
                    rt_count(before->n_changed, "parameter").s);
    return true;
}

static bool provision_again(struct emu_story *s, const struct settings *before)
{
    struct settings again;
    emu_story_section(s, "Provisioned again, by itself");
    if (!first_resync(s, &again)) {
        return false;
    }
    bool is_same = again.n_changed == before->n_changed && again.n == before->n;
    for (size_t i = 0; is_same && i < before->n; i++) {
        is_same = strcmp(again.row[i].value, before->row[i].value) == 0;
    }
    if (!emu_story_claim(s, is_same, "second provisioning", "the values are not those of the first")) {
        return false;
    }
    emu_story_check(s, "%s with the same values as before the reset", rt_count(again.n_changed, "parameter").s);
    return true;
}

/* The browser at the PC. */
static bool browse(struct emu_story *s, const char *what, const char *path, struct rt_buf *body)
{
    struct emu_act_call call;
    emu_act_call_init(&call, &s->acts, emu_act_find("web"));
    enum rt_err err = emu_act_take_text(&call, 0, path, strlen(path)) == NULL ? emu_act_do(&call) : RT_EINVAL;
    int status = (int)call.result[0].number;
    if (err == RT_OK) {
        err = rt_buf_put(body, call.body.bytes, call.body.n);
    }
    emu_act_call_fini(&call);
    if (err != RT_OK) {
        return emu_story_claim(s, false, what,
                               "no answer from the web server (%s): does the profile set "
                               "Enable_WAN_Web_Server?",
                               rt_err_text(err));
    }
    return emu_story_claim(s, status == 200, what, "the web server answers with status %d", status);
}

static bool ask_for_resync(struct emu_story *s, const char *what, const char *path)
{
    struct rt_buf body;
    rt_buf_init(&body, 1u << 20);
    bool is_done = browse(s, what, path, &body);
    rt_buf_fini(&body);
    return is_done;
}

/* The sign that a published file has arrived: what the lab saw, or what the unit's own fetch says. */
static const char *fetched(const struct emu_story *s, const char *path)
{
    static const struct {
        const char *path, *in_lab, *by_unit;
    } signs[] = {
        {EMU_DEMO_IMAGE_PATH, "lab=GET " EMU_DEMO_IMAGE_PATH ": 200",
         "fw.net=fetch done: GET http://192.168.1.200:80" EMU_DEMO_IMAGE_PATH},
        {EMU_DEMO_HELLO_PATH, "lab=GET " EMU_DEMO_HELLO_PATH ": 200",
         "fw.net=fetch done: GET http://192.168.1.200:80" EMU_DEMO_HELLO_PATH},
    };
    size_t i = strcmp(path, signs[0].path) == 0 ? 0 : 1;
    return s->is_provider_outside ? signs[i].by_unit : signs[i].in_lab;
}

/* A phase of the upgrade, known by the state of the machine and by what the power LED shows. */
static bool upgrade_phase(struct emu_story *s, const char *state, enum board_led_pattern pattern, const char *words)
{
    char signal[64];
    (void)snprintf(signal, sizeof signal, "fw.upgrade=-> %s", state);
    if (!emu_story_see(s, words, signal, 120, NULL)) {
        return false;
    }
    (void)snprintf(signal, sizeof signal, "led[power]=%s", board_led_pattern_name(pattern));
    if (!emu_story_see(s, words, signal, 1, NULL)) {
        return false;
    }
    emu_story_check(s, "%s; power LED: %s", words, board_led_pattern_name(pattern));
    return true;
}

static bool upgrade(struct emu_story *s)
{
    struct settings values;
    emu_story_section(s, "Firmware upgrade, " EMU_DEMO_OLD " to " EMU_DEMO_NEW);
    emu_story_note(s, "the provider sets Upgrade_Rule");
    if (!ask_for_resync(s, "upgrade", "/admin/resync?http://192.168.1.200" EMU_DEMO_UPGRADE_PATH) ||
        !upgrade_phase(s, "download", BOARD_LED_SLOW, "fetches the image") ||
        !emu_story_see(s, "image", fetched(s, EMU_DEMO_IMAGE_PATH), 60, NULL) ||
        !upgrade_phase(s, "load", BOARD_LED_HB2, "checks size, signature, product") ||
        !upgrade_phase(s, "write", BOARD_LED_FAST, "writes bank B") ||
        !emu_story_see(s, "upgrade", "fw.boot=restart: upgrade", 120, NULL)) {
        return false;
    }
    if (!boot(s, "B", EMU_DEMO_NEW) || !lease(s)) {
        return false;
    }
    /* Confirming the image takes 10 s, the first resync a random delay: either may come first, so both are looked for
     * from here on. */
    uint64_t here = s->acts.cursor;
    if (!resync(s, 180, "B", EMU_DEMO_NEW, &values)) {
        return false;
    }
    s->acts.cursor = here;
    if (!emu_story_see(s, "upgrade", "fw.boot=release " EMU_DEMO_NEW " confirmed", 60, NULL)) {
        return false;
    }
    emu_acts_skip(&s->acts);
    return true;
}

static bool page_says(struct emu_story *s, const char *version)
{
    struct rt_buf body;
    rt_buf_init(&body, 1u << 20);
    bool is_said = browse(s, "page", "/", &body) && emu_story_claim(s, strstr(rt_buf_text(&body), version) != NULL,
                                                                    "page", "it does not name %s", version);
    rt_buf_fini(&body);
    if (is_said) {
        emu_story_check(s, "its page says Software Version %s", version);
    }
    return is_said;
}

static bool prove_it(struct emu_story *s)
{
    struct board_event e;
    emu_story_section(s, "The new release, by ear, by page and by wire");
    if (!enter_menu(s) || !ask(s, "150#", "firmware version", EMU_DEMO_NEW) || !emu_story_hook(s, false) ||
        !page_says(s, EMU_DEMO_NEW) ||
        !ask_for_resync(s, "$SWVER", "/admin/resync?http://192.168.1.200/hello/$SWVER.xml") ||
        !emu_story_see(s, "$SWVER", fetched(s, EMU_DEMO_HELLO_PATH), 30, &e)) {
        return false;
    }
    if (s->is_provider_outside) {
        emu_story_check(s,
                        "$SWVER of its next request says " EMU_DEMO_NEW "; its User-Agent stands in the server's log");
    } else if (emu_story_claim(s, strstr(e.text, "-" EMU_DEMO_NEW " (") != NULL, "User-Agent", "%s", e.text)) {
        emu_story_check(s, "$SWVER and the User-Agent of its next request say " EMU_DEMO_NEW);
    } else {
        return false;
    }
    return emu_story_see(s, "resync", "fw.resync=done", 30, NULL);
}

static bool later(struct emu_story *s)
{
    struct settings values;
    const struct fw_params *p = fw_device_params(device(s));
    uint32_t period_s = fw_param_u32(p, "Resync_Periodic", 0);
    if (period_s == 0 || period_s > 7u * 86400u) {
        return emu_story_let_pass(s, 60); /* this provider has no periodic resync to wait for */
    }
    emu_story_section(s, "Left alone");
    if (emu_loop_rate(emu_unit_loop(s->unit)) != 0) {
        emu_story_note(s, "%s pass, skipped here", rt_duration(period_s * 1000ull).s);
        emu_loop_set_rate(emu_unit_loop(s->unit), 0);
    }
    if (!resync(s, 2 * period_s + 60, "B", EMU_DEMO_NEW, &values)) {
        return false;
    }
    emu_story_check(s, "resyncs by itself, Resync_Periodic is %u s", (unsigned)period_s);
    return true;
}

bool emu_demo_tell(struct emu_story *s)
{
    struct settings *values = rt_mem_alloc(sizeof *values);
    if (values == NULL) {
        return emu_story_claim(s, false, "demo", "out of memory");
    }
    bool is_told = out_of_the_box(s, values) && ask_the_menu(s) && reset_from_the_handset(s, values) &&
                   provision_again(s, values) && upgrade(s) && prove_it(s) && later(s);
    rt_mem_free(values);
    return is_told;
}
