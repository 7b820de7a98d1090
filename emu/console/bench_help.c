/* SPDX-License-Identifier: MIT */
/* 'help': made from the tables. */
#include "bench_priv.h"
#include <story/rows.h>
#include <unit/trace_page.h>
#include <host/options.h>
#include <host/signals.h>
#include <board/led.h>
#include <fw/device.h>
#include <fw/image.h>
#include <rt/tsv.h>
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define TRACE_PAGE_MAX  (256u * 1024u)
#define LINE_COLUMNS    79u
#define HELP_COLUMN     25u
#define PATTERN_MAX     200u
#define ARGUMENT_COLUMN 19u
#define MENU_MAX        (64u * 1024u)

/* A text from a column on, in lines of at most so many columns. */
static void put_wrapped(const char *text, size_t from, size_t at)
{
    while (*text != '\0') {
        size_t n = strcspn(text, " ");
        if (at > from && at + 1 + n > LINE_COLUMNS) {
            printf("\n%*s", (int)from, "");
            at = from;
        }
        at += (size_t)printf("%s%.*s", at > from ? " " : "", (int)n, text);
        text += n + strspn(text + n, " ");
    }
    putchar('\n');
}

/* What is typed and what it does; on a line of its own if there is no room behind. */
static void help_row(const char *usage_text, const char *help)
{
    size_t n = strlen(usage_text);
    printf("  ");
    if (n < HELP_COLUMN - 3) {
        printf("%-*s", (int)HELP_COLUMN - 2, usage_text);
    } else {
        printf("%s\n%*s", usage_text, (int)HELP_COLUMN, "");
    }
    put_wrapped(help, HELP_COLUMN, HELP_COLUMN);
}

static void help_act(const struct emu_act *act)
{
    char text[EMU_ACT_MESSAGE_MAX], row[EMU_ACT_MESSAGE_MAX + sizeof act->arguments->fallback];
    emu_act_usage(act, text, sizeof text);
    help_row(text, act->help);
    for (size_t i = 0; i < act->n_arguments; i++) {
        const struct emu_act_argument *a = &act->arguments[i];
        const char *how = emu_act_how_to_give(a, text) + strlen("give ");
        bool has_fallback = a->fallback[0] != '\0' && strstr(how, "(default") == NULL;
        const char *more = has_fallback ? a->fallback : a->is_optional && a->fallback[0] == '\0' ? "(optional)" : "";
        (void)snprintf(row, sizeof row, has_fallback ? "%s [%s]" : "%s %s", how, more);
        printf("    %-*s ", (int)ARGUMENT_COLUMN - 5, a->name);
        put_wrapped(row, ARGUMENT_COLUMN, ARGUMENT_COLUMN);
    }
}

/* Where a heading stands: before the first row of its kind. */
static const char *const headings[][2] = {
    {"offhook", "Telephones"},
    {"power", "Power and cables"},
    {"post", "The unit's pages"},
    {"notify", "The provider's services"},
    {"registrar", "Registrar and mailboxes"},
    {"stun", "NAT and PPPoE"},
    {"peer", "The provider's telephones"},
    {"vlan", "VLAN, and the PC at the LAN port"},
    {"fault", "Faults, pictures, notes"},
    {"wait", "Waiting and looking"},
    {"level", "This console"},
};

static void help_heading(const char *before)
{
    for (size_t i = 0; i < sizeof headings / sizeof headings[0]; i++) {
        if (strcmp(headings[i][0], before) == 0) {
            printf("%s:\n", headings[i][1]);
        }
    }
}

static void help_all(void)
{
    char left[128];
    for (size_t i = 0; i < emu_acts_n(); i++) {
        const struct command *c = bench_find(rt_str(emu_act_row(i)->name));
        if (c == NULL || c->arguments == NULL) {
            help_heading(emu_act_row(i)->name);
            emu_act_usage(emu_act_row(i), left, sizeof left);
            help_row(left, emu_act_row(i)->help);
        }
    }
    for (size_t i = 0; i < n_bench_commands; i++) {
        if (bench_commands[i].arguments != NULL) {
            if (i == 0 || strcmp(bench_commands[i].name, bench_commands[i - 1].name) != 0) {
                help_heading(bench_commands[i].name);
            }
            (void)snprintf(left, sizeof left, "%s %s", bench_commands[i].name, bench_commands[i].arguments);
            help_row(left, bench_commands[i].help);
        }
    }
    puts("Topics: help menu (codes of the voice menu), help codes (service codes),\nhelp leds, help signals, help "
         "trace");
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

/* ---- help menu ---- */

enum column { CODE, KIND, SUBJECT, INPUT, PASSWORD, WHEN, NAME, ASK, SOURCE, N_COLUMNS };

/* A name of the tables as words: "internet_ip_address". */
static void put_words(struct rt_str name)
{
    char words[128];
    (void)emu_row_words(name, words, sizeof words);
    fputs(words, stdout);
}

/* What is typed after the code: "0 = DHCP, 1 = Static IP". */
static void put_choices(struct rt_str choices)
{
    const char *glue = "; then ";
    while (choices.n > 0) {
        struct rt_str value;
        struct rt_str one = rt_str_cut(choices, '|', &choices);
        struct rt_str key = rt_str_cut(one, '=', &value);
        struct rt_str shown = rt_str_cut(value, ':', &one);
        printf("%s%.*s# = %.*s", glue, (int)key.n, key.p, (int)shown.n, shown.p);
        glue = ", ";
    }
}

static void menu_row(const struct rt_str cell[N_COLUMNS])
{
    char code[32];
    (void)snprintf(code, sizeof code, "%.*s#", (int)cell[CODE].n, cell[CODE].p);
    printf("  %-8s %s", code,
           rt_str_is(cell[KIND], "announce") ? "says "
           : rt_str_is(cell[KIND], "set")    ? "sets "
                                             : "");
    put_words(rt_str_is(cell[KIND], "action") ? cell[SUBJECT] : cell[NAME]);
    if (rt_str_is(cell[KIND], "set") && rt_str_is(cell[INPUT], "address")) {
        fputs("; then 192*168*0*1#", stdout);
    } else if (rt_str_is(cell[KIND], "set")) {
        put_choices(cell[INPUT]);
    } else if (rt_str_is(cell[INPUT], "confirm")) {
        fputs("; then 1# to confirm", stdout);
    }
    fputs(rt_str_is(cell[PASSWORD], "admin")     ? " (*)\n"
          : rt_str_is(cell[PASSWORD], "protect") ? " (**)\n"
                                                 : "\n",
          stdout);
}

static enum emu_exit help_menu(const struct line *l)
{
    struct fw_device *d = emu_unit_device(l->bench->unit);
    struct rt_str row, cell[N_COLUMNS];
    struct rt_buf text;
    if (!fw_device_is_running(d)) {
        return emu_error_set(l->error, EMU_EXIT_NO, "help menu: the unit is not running: its release has the menu");
    }
    rt_buf_init(&text, MENU_MAX);
    if (fw_image_read(fw_device_image(d), FW_IMAGE_MENU, &text) == RT_OK) {
        printf("Voice menu of release %s: lift a handset, dial ****, then a code.\n"
               "A new value: 1 saves it, 2 reads it out, 3 enters it again, * drops it.\n"
               "** leaves an input; hanging up ends the menu.\n",
               fw_device_manifest(d)->version);
        struct rt_tsv t = rt_tsv(rt_str_n((const char *)text.bytes, text.n));
        while (rt_tsv_next(&t, &row)) {
            if (rt_tsv_cells(row, cell, N_COLUMNS) <= N_COLUMNS) {
                menu_row(cell);
            }
        }
        puts("(*) asks for the administrator's password, if one is set; (**) if Protect_IVR_FactoryReset is Yes");
    } else {
        (void)emu_error_set(l->error, EMU_EXIT_NO, "help menu: release %s has no voice menu",
                            fw_device_manifest(d)->version);
    }
    rt_buf_fini(&text);
    return l->error->code;
}

/* ---- help leds ---- */

static enum emu_exit help_leds(const struct line *l)
{
    struct fw_led_meaning row;
    uint32_t ms;
    (void)l;
    for (size_t i = 0; fw_led_meaning(i, &row); i++) {
        printf("  %-9s %-5s %s\n", row.led, board_led_pattern_name(row.pattern), row.meaning);
    }
    puts("Patterns, in ms on, off, on, off ... (repeated):");
    for (int p = BOARD_LED_LONG; p < BOARD_N_LED_PATTERNS; p++) {
        char times[PATTERN_MAX] = "";
        for (size_t i = 0, n = 0; (ms = board_led_pattern_ms((enum board_led_pattern)p, i)) != 0 && n < sizeof row;
             i++) {
            n += (size_t)snprintf(times + n, sizeof times - n, "%s%u", i > 0 ? " " : "", (unsigned)ms);
        }
        printf("  %-5s ", board_led_pattern_name((enum board_led_pattern)p));
        put_wrapped(times, 8, 8);
    }
    return EMU_EXIT_OK;
}

static enum emu_exit help_signals(const struct line *l)
{
    const struct board_signal *s;
    (void)l;
    for (size_t i = 0; (s = emu_signal_at(i)) != NULL; i++) {
        printf("  %-12s %s\n", s->name, s->help);
    }
    return EMU_EXIT_OK;
}

/* ---- help ---- */

static const struct {
    const char *name;
    command_fn *fn;
} topics[] = {{"signals", help_signals},
              {"trace", print_trace_page},
              {"menu", help_menu},
              {"codes", bench_help_codes},
              {"leds", help_leds}};
#define N_TOPICS (sizeof topics / sizeof topics[0])

const char *emu_bench_topic(const void *unused, size_t i)
{
    (void)unused;
    return i < N_TOPICS ? topics[i].name : emu_bench_command(NULL, i - N_TOPICS);
}

static void help_command(struct rt_str name)
{
    char left[128];
    for (size_t i = 0; i < n_bench_commands; i++) {
        if (rt_str_is_ci(name, bench_commands[i].name) && bench_commands[i].arguments != NULL) {
            (void)snprintf(left, sizeof left, "%s %s", bench_commands[i].name, bench_commands[i].arguments);
            help_row(left, bench_commands[i].help);
        }
    }
}

enum emu_exit bench_help(const struct line *l)
{
    char name[32];
    if (l->rest.n == 0) {
        help_all();
        return EMU_EXIT_OK;
    }
    for (size_t i = 0; i < N_TOPICS; i++) {
        if (rt_str_is_ci(l->rest, topics[i].name)) {
            return topics[i].fn(l);
        }
    }
    bool is_short = rt_str_copy(name, sizeof name, l->rest) == RT_OK;
    const struct command *command = bench_find(l->rest);
    const struct emu_act *act = is_short ? emu_bench_act(name) : NULL;
    if (act != NULL) {
        help_act(act);
    } else if (command != NULL && command->arguments != NULL) {
        help_command(l->rest);
    } else if (command != NULL) {
        help_all();
    } else {
        const char *near = is_short ? emu_nearest(name, emu_bench_topic, NULL) : NULL;
        return emu_error_set(l->error, EMU_EXIT_USAGE, "help %.*s: no such topic or command: %s%s%s'help' lists them",
                             (int)l->rest.n, l->rest.p, near != NULL ? "did you mean '" : "", near != NULL ? near : "",
                             near != NULL ? "'? " : "");
    }
    return EMU_EXIT_OK;
}
