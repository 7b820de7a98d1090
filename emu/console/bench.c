/* SPDX-License-Identifier: MIT */
#include "bench.h"
#include <host/options.h>
#include <board/board.h>
#include <board/clock.h>
#include <board/fxs.h>
#include <board/led.h>
#include <board/nic.h>
#include <fw/device.h>
#include <stdio.h>
#include <string.h>

#define LINE_MAX_BYTES 1024u
#define WEB_SHOWN_MAX  (256u * 1024u)

struct line {
    struct emu_bench *bench;
    const char *command;
    struct rt_str rest; /* after the command, trimmed */
    struct emu_error *error;
};
typedef enum emu_exit command_fn(const struct line *l);

static command_fn do_offhook, do_onhook, do_dial, do_flash, do_wait, do_param, do_leds, do_syslog, do_power, do_cable,
    do_corrupt, do_web, do_notify, do_help, do_quit;

static const struct command {
    const char *name, *arguments, *help;
    command_fn *fn;
} commands[] = {
    {"offhook", "N", "lift handset 1 or 2", do_offhook},
    {"onhook", "N", "put it down", do_onhook},
    {"dial", "N KEYS", "press keys: 0-9 * # A-D, ',' waits a second", do_dial},
    {"flash", "N", "press the hook for 300 ms", do_flash},
    {"wait", "TIME", "let virtual time go by: 5, 200ms, 10m, 1h", do_wait},
    {"wait", "SIGNAL[=VALUE] [TIME]", "until it happens (in 60 s): wait ear[1]=Invalid 10s; 'help signals'", do_wait},
    {"param", "NAME [VALUE]", "show a parameter; with VALUE, fail if it has another one", do_param},
    {"leds", "", "what the LEDs show", do_leds},
    {"syslog", "", "the lines sent to the syslog server since last asked", do_syslog},
    {"power", "on|off", "the plug", do_power},
    {"cable", "wan|lan in|out", "an Ethernet cable", do_cable},
    {"corrupt", "", "both banks of firmware go bad: the next start is a recovery", do_corrupt},
    {"web", "PATH [TEXT]", "ask the unit's web server; with TEXT, fail if it is not in the answer", do_web},
    {"notify", "1|2 EVENT", "the provider sends that line a SIP NOTIFY: resync, report, restart_now ...", do_notify},
    {"help", "[signals]", "this list, or what can be waited for", do_help},
    {"quit", "", "end", do_quit},
};
#define N_COMMANDS (sizeof commands / sizeof commands[0])

static enum emu_exit usage(const struct line *l, const char *fix)
{
    return emu_error_set(l->error, EMU_EXIT_USAGE, "%s %.*s: %s", l->command, (int)l->rest.n, l->rest.p, fix);
}

/* What an act came to, in words. */
static enum emu_exit outcome(const struct line *l, enum rt_err err)
{
    static const struct {
        enum rt_err err;
        const char *text;
    } texts[] = {
        {RT_ETIMEDOUT, "it did not happen in time: give it more, or look with --trace '*'"},
        {RT_EUNREACH, "it cannot happen any more: nothing is due. Is the power on?"},
        {RT_ECLOSED, "stopped"},
        {RT_EBUSY, "virtual time stands still, or the hand is still busy: wait before it"},
        {RT_EREFUSED, "the handset is down: lift it first with offhook"},
        {RT_EINVAL, "not a key: use 0-9 * # A-D and ','"},
        {RT_EFULL, "too many keys at once: dial them in two lines"},
    };
    if (err == RT_OK) {
        return EMU_EXIT_OK;
    }
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        if (texts[i].err == err) {
            return emu_error_set(l->error, EMU_EXIT_NO, "%s %.*s: %s", l->command, (int)l->rest.n, l->rest.p,
                                 texts[i].text);
        }
    }
    return emu_error_set(l->error, EMU_EXIT_NO, "%s %.*s: %s", l->command, (int)l->rest.n, l->rest.p, rt_err_text(err));
}

/* The next word of a line; the rest is trimmed. */
static struct rt_str take_word(struct rt_str *s)
{
    struct rt_str rest;
    struct rt_str word = rt_str_cut(*s, ' ', &rest);
    *s = rt_str_trim(rest);
    return word;
}

/* A telephone's number at the front; 0: there is none. */
static unsigned take_telephone(struct rt_str *rest)
{
    uint32_t n;
    struct rt_str word = take_word(rest);
    return rt_str_u32(word, &n) == RT_OK && n >= 1 && n <= BOARD_N_FXS ? n : 0;
}

static enum emu_exit set_hook(const struct line *l, bool is_off_hook)
{
    struct rt_str rest = l->rest;
    unsigned telephone = take_telephone(&rest);
    if (telephone == 0 || rest.n > 0) {
        return usage(l, "which telephone? Say 1 or 2");
    }
    return outcome(l, emu_act_hook(&l->bench->acts, telephone, is_off_hook));
}

static enum emu_exit do_offhook(const struct line *l)
{
    return set_hook(l, true);
}
static enum emu_exit do_onhook(const struct line *l)
{
    return set_hook(l, false);
}

static enum emu_exit do_dial(const struct line *l)
{
    struct rt_str rest = l->rest;
    char keys[LINE_MAX_BYTES];
    unsigned telephone = take_telephone(&rest);
    if (telephone == 0 || rest.n == 0 || rt_str_copy(keys, sizeof keys, rest) != RT_OK) {
        return usage(l, "say which telephone and which keys: dial 1 ****");
    }
    return outcome(l, emu_act_dial(&l->bench->acts, telephone, keys));
}

static enum emu_exit do_flash(const struct line *l)
{
    struct rt_str rest = l->rest;
    unsigned telephone = take_telephone(&rest);
    if (telephone == 0 || rest.n > 0) {
        return usage(l, "which telephone? Say 1 or 2");
    }
    return outcome(l, emu_act_flash(&l->bench->acts, telephone));
}

static bool parse_time(struct rt_str word, uint64_t *us)
{
    char text[32];
    return rt_str_copy(text, sizeof text, word) == RT_OK && word.n > 0 && emu_parse_duration_us(text, us) == NULL;
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

static enum emu_exit do_wait(const struct line *l)
{
    uint64_t us = EMU_WAIT_DEFAULT_US;
    struct emu_match match;
    struct rt_str what = l->rest;
    char name[64];
    if (parse_time(l->rest, &us)) {
        return outcome(l, emu_act_wait_time(&l->bench->acts, us));
    }
    take_last_time(&what, &us);
    enum rt_err err = emu_match_parse(what, &match);
    if (err == RT_ENOENT) {
        size_t n = 0;
        while (n < what.n && what.p[n] != '=' && what.p[n] != '[') {
            n++;
        }
        const char *near = rt_str_copy(name, sizeof name, rt_str_n(what.p, n)) == RT_OK
                               ? emu_nearest(name, emu_bench_signal, NULL)
                               : NULL;
        return emu_error_set(l->error, EMU_EXIT_USAGE, "wait %.*s: no such signal: %s%s%s'help signals' lists them",
                             (int)l->rest.n, l->rest.p, near != NULL ? "did you mean " : "", near != NULL ? near : "",
                             near != NULL ? "? " : "");
    }
    if (err != RT_OK) {
        return usage(l, "cannot be read: write it as ear[1]=Invalid or led[power]=fast");
    }
    return outcome(l, emu_act_wait_for(&l->bench->acts, &match, us, NULL));
}

static enum emu_exit do_param(const struct line *l)
{
    struct rt_str value = l->rest;
    char name[128];
    struct fw_device *device = emu_unit_device(l->bench->unit);
    if (rt_str_copy(name, sizeof name, take_word(&value)) != RT_OK || name[0] == '\0') {
        return usage(l, "which one? Say its element name: param GPP_A");
    }
    if (!fw_device_is_running(device)) {
        return emu_error_set(l->error, EMU_EXIT_NO,
                             "param %s: the unit does not run: wait for its boot; one that blinks SOS needs firmware",
                             name);
    }
    int id = fw_param_find(fw_device_params(device), name);
    if (id == FW_PARAM_NONE) {
        return emu_error_set(l->error, EMU_EXIT_NO, "param %s: release %s has no such parameter: check the spelling",
                             name, fw_device_manifest(device)->version);
    }
    const char *is = fw_param_get(fw_device_params(device), id);
    printf("%s = %s\n", name, is);
    if (value.n > 0 && !rt_str_is(value, is)) {
        return emu_error_set(l->error, EMU_EXIT_NO, "param %s: it is \"%s\" and not \"%.*s\": see the trace", name, is,
                             (int)value.n, value.p);
    }
    return EMU_EXIT_OK;
}

static enum emu_exit do_leds(const struct line *l)
{
    const struct board *b = emu_unit_board(l->bench->unit);
    for (int led = 0; led < BOARD_N_LEDS; led++) {
        printf("%-9s %-4s %s\n", board_led_name((enum board_led)led),
               board_led_pattern_name(board_led_pattern(b, (enum board_led)led)),
               board_led_is_lit(b, (enum board_led)led, board_now_us(b)) ? "lit" : "dark");
    }
    return EMU_EXIT_OK;
}

static enum emu_exit do_syslog(const struct line *l)
{
    const struct board *b = emu_unit_board(l->bench->unit);
    uint64_t end = board_trace_end(b);
    for (; l->bench->syslog_cursor < end; l->bench->syslog_cursor++) {
        const struct board_event *e = board_trace_get(b, l->bench->syslog_cursor);
        if (e != NULL && e->signal == BOARD_SIGNAL_FW_SYSLOG) {
            printf("%8llu.%06llu %s\n", (unsigned long long)(e->at_us / BOARD_US_PER_S),
                   (unsigned long long)(e->at_us % BOARD_US_PER_S), e->text);
        }
    }
    return EMU_EXIT_OK;
}

/* One of two words. */
static bool take_choice(struct rt_str word, const char *yes, const char *no, bool *out)
{
    *out = rt_str_is(word, yes);
    return *out || rt_str_is(word, no);
}

static enum emu_exit do_power(const struct line *l)
{
    bool is_on;
    if (!take_choice(l->rest, "on", "off", &is_on)) {
        return usage(l, "say power on or power off");
    }
    return outcome(l, emu_act_power(&l->bench->acts, is_on));
}

static enum emu_exit do_cable(const struct line *l)
{
    struct rt_str rest = l->rest;
    bool is_wan;
    bool is_in;
    if (!take_choice(take_word(&rest), "wan", "lan", &is_wan) || !take_choice(rest, "in", "out", &is_in)) {
        return usage(l, "say cable wan in, or lan, or out");
    }
    return outcome(l, emu_act_cable(&l->bench->acts, is_wan ? BOARD_PORT_WAN : BOARD_PORT_LAN, is_in));
}

static enum emu_exit do_corrupt(const struct line *l)
{
    if (l->rest.n > 0) {
        return usage(l, "it takes nothing: both banks go bad");
    }
    emu_act_corrupt(&l->bench->acts);
    return EMU_EXIT_OK;
}

static enum emu_exit do_notify(const struct line *l)
{
    struct rt_str rest = l->rest;
    unsigned line = take_telephone(&rest);
    char event[64];
    unsigned status;
    if (line == 0 || rest.n == 0 || rt_str_copy(event, sizeof event, rest) != RT_OK) {
        return usage(l, "which line, and which event? Say notify 1 resync");
    }
    enum rt_err err = emu_act_notify_wait(&l->bench->acts, line, event, NULL, NULL, &status);
    if (err == RT_EINVAL) {
        return usage(l, "an event is one word, as resync");
    }
    if (err == RT_EUNREACH) {
        return emu_error_set(l->error, EMU_EXIT_NO, "notify %u %s: %s", line, event,
                             emu_act_why_unreachable(&l->bench->acts));
    }
    if (err == RT_OK) {
        printf(status != 0 ? "SIP %u\n" : "no answer\n", status);
    }
    return outcome(l, err);
}

/* Skips a style sheet or a script, whose text is not for people. */
static size_t skip_unseen(struct rt_str body, size_t i)
{
    static const struct {
        const char *begin, *end;
    } unseen[] = {{"<style", "</style>"}, {"<script", "</script>"}};
    for (size_t k = 0; k < sizeof unseen / sizeof unseen[0]; k++) {
        if (rt_str_starts_ci(rt_str_from(body, i), unseen[k].begin)) {
            while (i < body.n && !rt_str_starts_ci(rt_str_from(body, i), unseen[k].end)) {
                i++;
            }
        }
    }
    return i;
}

/* The text of a page, without its markup and without blank lines. */
static void print_page(struct rt_str body)
{
    bool is_tag = false;
    bool is_line_begun = false;
    bool is_blank_due = false;
    for (size_t i = 0; (i = skip_unseen(body, i)) < body.n; i++) {
        char c = body.p[i];
        if (c == '<') {
            is_tag = true;
            is_blank_due = true;
        } else if (c == '>' && is_tag) {
            is_tag = false;
        } else if (is_tag || c == '\r') {
            continue;
        } else if (c == '\n') {
            if (is_line_begun) {
                putchar('\n');
            }
            is_line_begun = false;
            is_blank_due = false;
        } else if (c == ' ' || c == '\t') {
            is_blank_due = true;
        } else {
            if (is_blank_due && is_line_begun) {
                putchar(' ');
            }
            is_blank_due = false;
            is_line_begun = true;
            putchar((unsigned char)c < 0x20 ? '.' : c);
        }
    }
    if (is_line_begun) {
        putchar('\n');
    }
}

static enum emu_exit judge_page(const struct line *l, int status, struct rt_str text, const struct rt_buf *body)
{
    char needle[LINE_MAX_BYTES];
    printf("HTTP %d, %zu bytes\n", status, body->n);
    print_page(rt_str_n((const char *)body->bytes, body->n));
    if (status >= 400) {
        return emu_error_set(l->error, EMU_EXIT_NO, "web %.*s: refused with status %d: check the path", (int)l->rest.n,
                             l->rest.p, status);
    }
    if (text.n > 0 &&
        (rt_str_copy(needle, sizeof needle, text) != RT_OK || strstr(rt_buf_text(body), needle) == NULL)) {
        return emu_error_set(l->error, EMU_EXIT_NO, "web: \"%.*s\" is not in the answer: it is printed above",
                             (int)text.n, text.p);
    }
    return EMU_EXIT_OK;
}

static enum emu_exit do_web(const struct line *l)
{
    struct rt_str text = l->rest;
    char path[LINE_MAX_BYTES];
    struct rt_buf body;
    int status;
    if (rt_str_copy(path, sizeof path, take_word(&text)) != RT_OK || path[0] != '/') {
        return usage(l, "say the path: web /admin/advanced");
    }
    rt_buf_init(&body, WEB_SHOWN_MAX);
    enum rt_err err = emu_act_web(&l->bench->acts, path, &status, &body);
    if (err == RT_OK) {
        (void)judge_page(l, status, text, &body); /* the error says it */
    } else if (err == RT_EUNREACH) {
        emu_error_set(l->error, EMU_EXIT_NO, "web %s: %s", path, emu_act_why_unreachable(&l->bench->acts));
    } else if (err == RT_ECLOSED) {
        emu_error_set(l->error, EMU_EXIT_NO, "web %s: no answer: is Enable_WAN_Web_Server set?", path);
    } else {
        (void)outcome(l, err);
    }
    rt_buf_fini(&body);
    return l->error->code;
}

static enum emu_exit do_help(const struct line *l)
{
    if (rt_str_is(l->rest, "signals")) {
        for (int s = 0; s < BOARD_N_SIGNALS; s++) {
            printf("  %-12s %s\n", board_signal_name((enum board_signal)s), board_signal_help((enum board_signal)s));
        }
        return EMU_EXIT_OK;
    }
    for (size_t i = 0; i < N_COMMANDS; i++) {
        char left[48];
        (void)snprintf(left, sizeof left, "%s %s", commands[i].name, commands[i].arguments);
        printf("  %-28s %s\n", left, commands[i].help);
    }
    return EMU_EXIT_OK;
}

static enum emu_exit do_quit(const struct line *l)
{
    l->bench->is_over = true;
    return EMU_EXIT_OK;
}

const char *emu_bench_command(const void *unused, size_t i)
{
    (void)unused;
    return i < N_COMMANDS ? commands[i].name : NULL;
}

const char *emu_bench_signal(const void *unused, size_t i)
{
    (void)unused;
    return i < BOARD_N_SIGNALS ? board_signal_name((enum board_signal)i) : NULL;
}

void emu_bench_init(struct emu_bench *b, struct emu_unit *u)
{
    *b = (struct emu_bench){.unit = u};
    emu_acts_init(&b->acts, u);
}

enum emu_exit emu_bench_do(struct emu_bench *b, const char *text, struct emu_error *error)
{
    struct rt_str rest = rt_str_trim(rt_str(text));
    char name[32];
    if (rest.n == 0 || rest.p[0] == '#') {
        return EMU_EXIT_OK;
    }
    struct rt_str word = take_word(&rest);
    struct line l = {.bench = b, .rest = rest, .error = error};
    for (size_t i = 0; i < N_COMMANDS; i++) {
        if (rt_str_is(word, commands[i].name)) {
            l.command = commands[i].name;
            return commands[i].fn(&l);
        }
    }
    const char *near =
        rt_str_copy(name, sizeof name, word) == RT_OK ? emu_nearest(name, emu_bench_command, NULL) : NULL;
    return emu_error_set(error, EMU_EXIT_USAGE, "%.*s: unknown command: %s%s%s'help' lists them", (int)word.n, word.p,
                         near != NULL ? "did you mean '" : "", near != NULL ? near : "", near != NULL ? "'? " : "");
}
