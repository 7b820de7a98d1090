/* SPDX-License-Identifier: MIT */
/* Commands that look at the unit, and waits. */
#include "bench_priv.h"
#include <host/options.h>
#include <board/board.h>
#include <board/clock.h>
#include <board/led.h>
#include <fw/channel.h>
#include <fw/device.h>
#include <fw/schema.h>
#include <host/signals.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* What waiting came to, in words. */
static enum emu_exit outcome(const struct line *l, enum rt_err err)
{
    l->bench->is_stopped = err == RT_ECLOSED;
    return err == RT_OK ? EMU_EXIT_OK : bench_refuse(l, emu_wait_text(err));
}

static bool parse_time(struct rt_str word, uint64_t *us)
{
    char text[32];
    return rt_str_copy(text, sizeof text, word) == RT_OK && word.n > 0 && emu_parse_duration_us(text, us) == NULL;
}

/* The same as people write it: "5 minutes", "1 h". */
static bool parse_spoken_time(struct rt_str s, uint64_t *us)
{
    static const char *const units[][2] = {{"seconds", "s"}, {"second", "s"}, {"sec", "s"},  {"minutes", "m"},
                                           {"minute", "m"},  {"hours", "h"},  {"hour", "h"}, {"days", "d"},
                                           {"day", "d"},     {"ms", "ms"},    {"s", "s"},    {"min", "m"},
                                           {"m", "m"},       {"h", "h"},      {"d", "d"}};
    char text[32];
    struct rt_str unit, number = rt_str_cut(s, ' ', &unit);
    unit = rt_str_trim(unit);
    for (size_t i = 0; i < sizeof units / sizeof units[0] && unit.n > 0 && number.n > 0 && number.n < 20; i++) {
        if (rt_str_is_ci(unit, units[i][0])) {
            int n = snprintf(text, sizeof text, "%.*s%s", (int)number.n, number.p, units[i][1]);
            return parse_time(rt_str_n(text, (size_t)n), us);
        }
    }
    return false;
}

/* Is it the name of something that telephone 1 can hear? */
static bool is_heard(struct rt_str what)
{
    char tone[EMU_TONE_TEXT_MAX], word[EMU_TONE_TEXT_MAX];
    if (rt_str_copy(word, sizeof word, what) != RT_OK) {
        return false;
    }
    bool is = strcmp(word, "tone") == 0 || strcmp(word, "dial tone") == 0;
    for (int i = 0; !is && emu_heard_tone(i, tone) != NULL; i++) {
        is = strcmp(tone, word) == 0;
    }
    return is;
}

static enum emu_exit no_signal(const struct line *l, struct rt_str what)
{
    char name[EMU_MATCH_VALUE_MAX];
    if (what.n > 0 && what.p[0] >= '0' && what.p[0] <= '9') {
        return bench_usage(l, "not a time: write it as 30s, 5m or 1h30m");
    }
    if (is_heard(what)) {
        return bench_usage(l, "no such signal: what telephone 1 hears is ear[1]: wait ear[1]=tone");
    }
    const char *near = rt_str_copy(name, sizeof name, what) == RT_OK ? emu_near_signal(name) : NULL;
    return emu_error_set(l->error, EMU_EXIT_USAGE, "wait %.*s: no such signal: %s%s%s'help signals' lists them",
                         (int)l->rest.n, l->rest.p, near != NULL ? "did you mean " : "", near != NULL ? near : "",
                         near != NULL ? "? " : "");
}

/* Cuts a time off the end, if one is there. */
static void take_last_time(struct rt_str *s, uint64_t *us)
{
    size_t i = s->n;
    while (i > 0 && s->p[i - 1] != ' ') {
        i--;
    }
    if (i > 0 && parse_time(rt_str_from(*s, i), us)) {
        *s = rt_str_trim(rt_str_n(s->p, i));
    }
}

enum emu_exit bench_wait(const struct line *l)
{
    uint64_t us = EMU_WAIT_DEFAULT_US;
    struct emu_match match;
    struct rt_str what = l->rest;
    if (what.n == 0) {
        return bench_usage(l, "nothing to wait for: give a time or a signal, as in wait 10s or wait ear[1]=Invalid");
    }
    if (parse_time(l->rest, &us) || parse_spoken_time(l->rest, &us)) {
        return outcome(l, emu_act_wait_time(&l->bench->acts, us));
    }
    take_last_time(&what, &us);
    enum rt_err err = emu_match_parse(what, &match);
    if (err == RT_ENOENT) {
        return no_signal(l, what);
    }
    if (err != RT_OK) {
        return bench_usage(l, "cannot be read: write it as ear[1]=Invalid or led[power]=fast");
    }
    return outcome(l, emu_act_wait_for(&l->bench->acts, &match, us, NULL));
}

/* The parameter of that name, in either case. FW_PARAM_NONE: none; *near is the nearest then, or NULL. */
static int find_parameter(struct fw_params *params, const char *name, const char **near)
{
    const struct fw_schema *schema = fw_params_schema(params);
    const char *element;
    int id = fw_param_find(params, name);
    for (size_t i = 0; id == FW_PARAM_NONE && i < fw_schema_n_rows(schema); i++) {
        element = fw_schema_element(schema, i);
        id = strcasecmp(element, name) == 0 ? fw_param_find(params, element) : FW_PARAM_NONE;
    }
    *near = id == FW_PARAM_NONE ? emu_near_parameter(schema, name) : NULL;
    return id;
}

enum emu_exit bench_param(const struct line *l)
{
    struct rt_str value = l->rest;
    char name[128];
    const char *near;
    struct fw_device *device = emu_unit_device(l->bench->unit);
    if (rt_str_copy(name, sizeof name, bench_take_word(&value)) != RT_OK || name[0] == '\0') {
        return bench_usage(l, "no name: give an element name, as in param GPP_A");
    }
    if (!fw_device_is_running(device)) {
        return emu_error_set(
            l->error, EMU_EXIT_NO,
            "param %s: the unit is not running: wait until it has booted; one that blinks SOS needs firmware", name);
    }
    struct fw_params *params = fw_device_params(device);
    int id = find_parameter(params, name, &near);
    if (id == FW_PARAM_NONE) {
        return emu_error_set(l->error, EMU_EXIT_NO, "param %s: release %s has no such parameter: %s%s%s", name,
                             fw_device_manifest(device)->version, near != NULL ? "did you mean " : "check the spelling",
                             near != NULL ? near : "", near != NULL ? "?" : "");
    }
    const char *is = fw_param_get(params, id);
    const char *element = fw_schema_element(fw_params_schema(params), (size_t)id);
    struct rt_buf shown;
    bool is_secret = false;
    rt_buf_init(&shown, 8 * FW_VALUE_MAX);
    enum rt_err err = fw_schema_mask_value(fw_params_schema(params), id, rt_str(is), &shown, &is_secret);
    rt_text_safe((char *)shown.bytes, shown.n);
    const char *text = err == RT_OK ? rt_buf_text(&shown) : "****";
    printf("%s = %s\n", element, text);
    if (value.n > 0 && !rt_str_is(value, is)) {
        struct rt_str wanted = is_secret ? rt_str("****") : value;
        emu_error_set(l->error, EMU_EXIT_NO,
                      "param %s: it is \"%s\" and not \"%.*s\": a profile, a page or the voice menu sets it", element,
                      text, (int)wanted.n, wanted.p);
    }
    rt_buf_fini(&shown);
    return l->error->code;
}

enum emu_exit bench_leds(const struct line *l)
{
    const struct board *b = emu_unit_board(l->bench->unit);
    for (int led = 0; led < BOARD_N_LEDS; led++) {
        printf("%-9s %-4s %s\n", board_led_name((enum board_led)led),
               board_led_pattern_name(board_led_pattern(b, (enum board_led)led)),
               board_led_is_lit(b, (enum board_led)led, board_now_us(b)) ? "lit" : "dark");
    }
    return EMU_EXIT_OK;
}

enum emu_exit bench_syslog(const struct line *l)
{
    const struct board *b = emu_unit_board(l->bench->unit);
    uint64_t end = board_trace_end(b);
    for (; l->bench->syslog_cursor < end; l->bench->syslog_cursor++) {
        const struct board_event *e = board_trace_get(b, l->bench->syslog_cursor);
        if (e != NULL && board_event_signal(e) == &fw_signal_syslog) {
            printf("%8llu.%06llu %s\n", (unsigned long long)(e->at_us / BOARD_US_PER_S),
                   (unsigned long long)(e->at_us % BOARD_US_PER_S), e->text);
        }
    }
    return EMU_EXIT_OK;
}
