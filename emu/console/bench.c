/* SPDX-License-Identifier: MIT */
#include "bench.h"
#include <host/options.h>
#include <board/board.h>
#include <board/clock.h>
#include <board/led.h>
#include <fw/channel.h>
#include <fw/device.h>
#include <host/signals.h>
#include <unit/trace_page.h>
#include <rt/human.h>
#include <stdio.h>
#include <string.h>

#define LINE_MAX_BYTES 1024u
#define TRACE_PAGE_MAX (256u * 1024u)

struct line {
    struct emu_bench *bench;
    const char *command;
    struct rt_str rest; /* after the command, trimmed */
    struct emu_error *error;
};
typedef enum emu_exit command_fn(const struct line *l);

static command_fn do_wait, do_param, do_leds, do_syslog, do_web, do_notify, do_help, do_quit;

/* What is no act: watches, and the acts whose answer is shown. All other acts come from their table. */
static const struct command {
    const char *name, *arguments, *help;
    command_fn *fn;
} commands[] = {
    {"wait", "TIME", "advance virtual time: 5, 200ms, 10m, 1h", do_wait},
    {"wait", "SIGNAL[=VALUE] [TIME]", "wait for a signal [60s]: wait ear[1]=Invalid 10s; see 'help signals'", do_wait},
    {"param", "NAME [VALUE]", "print a parameter; with VALUE, fail if it differs", do_param},
    {"leds", "", "print the LEDs", do_leds},
    {"syslog", "", "print new lines of the syslog server", do_syslog},
    {"web", "PATH [TEXT]", "request a page of the unit; with TEXT, fail if it is not in the answer", do_web},
    {"notify", NULL, NULL, do_notify},
    {"help", "[signals|trace|ACT]", "list the commands, the signals, the trace reference, or the arguments of an act",
     do_help},
    {"quit", "", "end", do_quit},
};
#define N_COMMANDS (sizeof commands / sizeof commands[0])

static const struct command *find_command(struct rt_str name)
{
    for (size_t i = 0; i < N_COMMANDS; i++) {
        if (rt_str_is(name, commands[i].name)) {
            return &commands[i];
        }
    }
    return NULL;
}

static enum emu_exit usage(const struct line *l, const char *fix)
{
    return emu_error_set(l->error, EMU_EXIT_USAGE, "%s %.*s: %s", l->command, (int)l->rest.n, l->rest.p, fix);
}

static enum emu_exit refuse(const struct line *l, const char *why)
{
    return emu_error_set(l->error, EMU_EXIT_NO, "%s %.*s: %s", l->command, (int)l->rest.n, l->rest.p, why);
}

/* What waiting came to, in words. */
static enum emu_exit outcome(const struct line *l, enum rt_err err)
{
    return err == RT_OK ? EMU_EXIT_OK : refuse(l, emu_wait_text(err));
}

/* ---- acts ---- */

/* Takes the arguments, acts, and waits for the end. */
static enum emu_exit do_call(const struct line *l, struct emu_act_call *call)
{
    char copy[LINE_MAX_BYTES];
    if (rt_str_copy(copy, sizeof copy, l->rest) != RT_OK) {
        return usage(l, "the line is too long");
    }
    enum rt_err err = emu_act_take_line(call, copy);
    err = err == RT_OK ? emu_act_do(call) : err;
    if (err != RT_OK) {
        return emu_error_set(l->error, call->code, "%s %.*s: %s", l->command, (int)l->rest.n, l->rest.p, call->message);
    }
    return EMU_EXIT_OK;
}

static enum emu_exit do_act(const struct line *l, const struct emu_act *act)
{
    struct emu_act_call call;
    emu_act_call_init(&call, &l->bench->acts, act);
    enum emu_exit code = do_call(l, &call);
    emu_act_call_fini(&call);
    return code;
}

static enum emu_exit do_notify(const struct line *l)
{
    struct emu_act_call call;
    emu_act_call_init(&call, &l->bench->acts, emu_act_find("notify"));
    enum emu_exit code = do_call(l, &call);
    if (code == EMU_EXIT_OK) {
        printf(call.result[0].number != 0 ? "SIP %d\n" : "no answer\n", (int)call.result[0].number);
    }
    emu_act_call_fini(&call);
    return code;
}

/* ---- watches ---- */

/* The next word of a line; the rest is trimmed. */
static struct rt_str take_word(struct rt_str *s)
{
    struct rt_str rest;
    struct rt_str word = rt_str_cut(*s, ' ', &rest);
    *s = rt_str_trim(rest);
    return word;
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
        return usage(l, "no name: give an element name, as in param GPP_A");
    }
    if (!fw_device_is_running(device)) {
        return emu_error_set(
            l->error, EMU_EXIT_NO,
            "param %s: the unit is not running: wait until it has booted; one that blinks SOS needs firmware", name);
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
        if (e != NULL && board_event_signal(e) == &fw_signal_syslog) {
            printf("%8llu.%06llu %s\n", (unsigned long long)(e->at_us / BOARD_US_PER_S),
                   (unsigned long long)(e->at_us % BOARD_US_PER_S), e->text);
        }
    }
    return EMU_EXIT_OK;
}

/* ---- pages ---- */

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
    printf("HTTP %d, %s\n", status, rt_count(body->n, "byte").s);
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
    struct emu_act_call call;
    if (rt_str_copy(path, sizeof path, take_word(&text)) != RT_OK || path[0] == '\0') {
        return usage(l, "no path: give one, as in web /admin/advanced");
    }
    struct line asked = {.bench = l->bench, .command = l->command, .rest = rt_str(path), .error = l->error};
    emu_act_call_init(&call, &l->bench->acts, emu_act_find("web"));
    if (do_call(&asked, &call) == EMU_EXIT_OK) {
        (void)judge_page(l, (int)call.result[0].number, text, &call.body); /* the error says it */
    }
    emu_act_call_fini(&call);
    return l->error->code;
}

/* ---- help ---- */

static void help_row(const char *usage_text, const char *help)
{
    printf("  %-28s %s\n", usage_text, help);
}

static void help_act(const struct emu_act *act)
{
    char text[EMU_ACT_MESSAGE_MAX];
    emu_act_usage(act, text, sizeof text);
    help_row(text, act->help);
    for (size_t i = 0; i < act->n_arguments; i++) {
        const struct emu_act_argument *a = &act->arguments[i];
        printf("    %-14s %s%s%s%s\n", a->name, emu_act_how_to_give(a, text) + strlen("give "),
               a->fallback != NULL ? " [" : "",
               a->fallback != NULL ? a->fallback
               : a->is_optional    ? " (optional)"
                                   : "",
               a->fallback != NULL ? "]" : "");
    }
}

static void help_all(void)
{
    char left[128];
    for (size_t i = 0; i < emu_acts_n(); i++) {
        const struct command *c = find_command(rt_str(emu_act_row(i)->name));
        if (c == NULL || c->arguments == NULL) {
            emu_act_usage(emu_act_row(i), left, sizeof left);
            help_row(left, emu_act_row(i)->help);
        }
    }
    for (size_t i = 0; i < N_COMMANDS; i++) {
        if (commands[i].arguments != NULL) {
            (void)snprintf(left, sizeof left, "%s %s", commands[i].name, commands[i].arguments);
            help_row(left, commands[i].help);
        }
    }
}

static enum emu_exit print_trace_page(const struct line *l)
{
    struct rt_buf page;
    rt_buf_init(&page, TRACE_PAGE_MAX);
    if (emu_trace_page(&page) == RT_OK) {
        (void)fwrite(page.bytes, 1, page.n, stdout); /* as printf: whether stdout took it is asked at the end */
    } else {
        (void)emu_error_set(l->error, EMU_EXIT_ENVIRONMENT, "help trace: out of memory");
    }
    rt_buf_fini(&page);
    return l->error->code;
}

static enum emu_exit do_help(const struct line *l)
{
    if (rt_str_is(l->rest, "trace")) {
        return print_trace_page(l);
    }
    if (rt_str_is(l->rest, "signals")) {
        const struct board_signal *s;
        for (size_t i = 0; (s = emu_signal_at(i)) != NULL; i++) {
            printf("  %-12s %s\n", s->name, s->help);
        }
        return EMU_EXIT_OK;
    }
    char name[32];
    const struct emu_act *act = rt_str_copy(name, sizeof name, l->rest) == RT_OK ? emu_act_find(name) : NULL;
    if (act != NULL) {
        help_act(act);
    } else if (l->rest.n > 0) {
        return usage(l, "no such act: 'help' lists them");
    } else {
        help_all();
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
    return i < emu_acts_n()                ? emu_act_name(NULL, i)
           : i - emu_acts_n() < N_COMMANDS ? commands[i - emu_acts_n()].name
                                           : NULL;
}

const char *emu_bench_signal(const void *unused, size_t i)
{
    (void)unused;
    const struct board_signal *s = emu_signal_at(i);
    return s != NULL ? s->name : NULL;
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
    const struct command *command = find_command(word);
    bool is_short = rt_str_copy(name, sizeof name, word) == RT_OK;
    const struct emu_act *act = is_short ? emu_act_find(name) : NULL;
    if (command != NULL || act != NULL) {
        l.command = command != NULL ? command->name : act->name;
        return command != NULL ? command->fn(&l) : do_act(&l, act);
    }
    const char *near = is_short ? emu_nearest(name, emu_bench_command, NULL) : NULL;
    return emu_error_set(error, EMU_EXIT_USAGE, "%.*s: unknown command: %s%s%s'help' lists them", (int)word.n, word.p,
                         near != NULL ? "did you mean '" : "", near != NULL ? near : "", near != NULL ? "'? " : "");
}
