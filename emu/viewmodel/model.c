/* SPDX-License-Identifier: MIT */
#include <viewmodel/timing.h>
#include <board/board.h>
#include <board/clock.h>
#include <board/led.h>
#include <fw/device.h>
#include <fw/status.h>
#include <host/signals.h>
#include <screen/face.h>
#include <viewmodel/options.h>
#include <rt/buf.h>
#include <rt/mem.h>
#include <rt/str.h>
#include <stdio.h>
#include <string.h>

/* Longer than any pause of a cadence: the caller has given up. */
#define BELL_PAUSE_US (8u * (uint64_t)BOARD_US_PER_S)

#define LOOPBACK      0x7f000001u
#define WEB_PORT      80u

const char *win_says(const struct win_model *m, enum win_text id)
{
    return win_text(id, m->language);
}

void win_says_of(const struct win_model *m, enum win_text id, const char *place, const char *value, char *out,
                 size_t size)
{
    emu_text_fill(win_says(m, id), place, value, out, size);
}

void win_model_say(struct win_model *m, const char *text)
{
    (void)snprintf(m->message, sizeof m->message, "%s", text);
}

void win_model_say_of(struct win_model *m, enum win_text id, const char *place, const char *value)
{
    win_says_of(m, id, place, value, m->message, sizeof m->message);
}

void win_model_refuse(struct win_model *m, const char *english)
{
    (void)emu_text_said(EMU_TEXTS_REFUSALS, english, m->language, m->message, sizeof m->message); /* or as it is */
}

/* "http://127.0.0.1:8080/", when a port of this computer leads to the unit's pages. */
static void find_page(struct win_model *m, const struct emu_forwards *forwards)
{
    char ip[16];
    const struct emu_forward *f = NULL;
    for (int side = BOARD_N_PORTS; side-- > 0 && f == NULL;) { /* the LAN port first: it needs no switch */
        f = emu_forward_find(forwards, (enum board_port)side, WEB_PORT);
    }
    m->page_url[0] = '\0';
    if (f != NULL) {
        (void)snprintf(m->page_url, sizeof m->page_url, "http://%s:%u/",
                       rt_ipv4_text(f->host_ip != 0 ? f->host_ip : LOOPBACK, ip), (unsigned)f->host_port);
    }
}

void win_model_show(struct win_model *m, const struct emu_window_options *o, float scale, bool has_sound)
{
    m->w = o->size.w;
    m->h = o->size.h;
    m->scale = scale;
    m->theme = (enum win_theme)o->theme;
    m->language = (enum emu_language)o->language;
    m->is_still = o->is_still;
    m->is_live = !o->is_hidden;
    m->saves_tree = o->tree != NULL;
    m->side = o->panel < WIN_N_SIDES ? (enum win_side)o->panel : WIN_SIDE_HAPPENS;
    m->has_drawer = o->panel != WIN_SIDE_HAPPENS;
    m->is_list = o->panel == WIN_N_SIDES;
    m->guest = o->guest;
    m->has_drawer = m->has_drawer || o->guest != NULL;
    if (o->forwards != NULL) {
        find_page(m, o->forwards);
    }
    m->has_sound = has_sound;
}

void win_model_measure(struct win_model *m, const struct win_face_table *table, struct win_face *face)
{
    m->text_width = table->text_width;
    m->face = face;
}

void win_model_take_view(struct win_model *m, const struct win_model *from)
{
    const size_t begin = offsetof(struct win_model, w), end = offsetof(struct win_model, on_ear);
    memcpy((char *)m + begin, (const char *)from + begin, end - begin);
    memcpy(m->message, from->message, sizeof m->message);
}

void win_model_name(struct win_model *m)
{
    static const char *const keys[] = {"unit.product", "unit.mac", "unit.version"};
    struct fw_device *device = emu_unit_device(m->unit);
    size_t n = 0;
    if (!fw_device_is_running(device)) {
        return;
    }
    for (size_t i = 0; i < sizeof keys / sizeof keys[0]; i++) {
        struct rt_buf value;
        rt_buf_init(&value, WIN_NAME_MAX);
        if (fw_status_get(device, keys[i], &value) == RT_OK && n < sizeof m->title) {
            n += (size_t)snprintf(m->title + n, sizeof m->title - n, "%s%s", i > 0 ? "   " : "", rt_buf_text(&value));
        }
        rt_buf_fini(&value);
    }
}

const char *win_lamp_meaning(const struct win_model *m, unsigned led)
{
    struct fw_led_meaning row;
    enum board_led_pattern now = board_led_pattern(emu_unit_board(m->unit), (enum board_led)led);
    for (size_t i = 0; fw_led_meaning(i, &row); i++) {
        if (row.pattern == now && strcmp(row.led, board_led_name((enum board_led)led)) == 0) {
            return emu_text_in(EMU_TEXTS_LAMPS, row.meaning, m->language);
        }
    }
    return "";
}

const char *win_side_word(enum win_side side)
{
    static const char *const words[] = {
#define SIDE_WORD(id, word, name) word,
        WIN_SIDE_LIST(SIDE_WORD)
#undef SIDE_WORD
    };
    return words[side];
}

enum win_text win_side_name(enum win_side side)
{
    static const enum win_text names[] = {
#define SIDE_NAME(id, word, name) WIN_SAYS_##name,
        WIN_SIDE_LIST(SIDE_NAME)
#undef SIDE_NAME
    };
    return names[side];
}

enum win_topic win_topic_of(const struct emu_row *row)
{
    static const struct {
        const char *prefix;
        enum win_topic topic;
    } rows[] = {{"phone.", WIN_TOPIC_LINE},  {"line.", WIN_TOPIC_LINE},   {"call.", WIN_TOPIC_LINE},
                {"menu.", WIN_TOPIC_LINE},   {"media.", WIN_TOPIC_LINE},  {"net.", WIN_TOPIC_NETWORK},
                {"sip.", WIN_TOPIC_NETWORK}, {"link.", WIN_TOPIC_NETWORK}};
    if (row->kind->level == EMU_ROW_WARNING || row->kind->level == EMU_ROW_ERROR) {
        return WIN_TOPIC_WARNINGS;
    }
    if (row->kind->who != EMU_ROW_BY_UNIT) {
        return row->kind->who == EMU_ROW_BY_USER       ? WIN_TOPIC_USER
               : row->kind->who == EMU_ROW_BY_PROVIDER ? WIN_TOPIC_PROVIDER
                                                       : WIN_TOPIC_NETWORK;
    }
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        if (rt_str_starts(rt_str(row->kind->id), rows[i].prefix)) {
            return rows[i].topic;
        }
    }
    return WIN_TOPIC_UNIT;
}

/* ---- what is heard ---- */

static void put_caption(struct win_model *m, unsigned telephone, const char *text)
{
    memmove(&m->caption[0], &m->caption[1], sizeof m->caption - sizeof m->caption[0]);
    m->caption[WIN_CAPTIONS_MAX - 1].telephone = telephone;
    (void)snprintf(m->caption[WIN_CAPTIONS_MAX - 1].text, sizeof m->caption[0].text, "%s", text);
}

/* "1 9 2 dot 1 6 8" as it is written: "192.168". Words of more than one letter that are no sign stay apart. */
static void join_characters(struct rt_str spoken, char *out, size_t size)
{
    static const struct {
        const char *word, *sign;
    } signs[] = {{"dot", "."}, {"dash", "-"}, {"slash", "/"}, {"colon", ":"}, {"star", "*"}, {"pound", "#"}};
    size_t n = 0;
    out[0] = '\0';
    while (spoken.n > 0 && n + 1 < size) {
        struct rt_str word = rt_str_cut(spoken, ' ', &spoken);
        char text[32];
        (void)rt_str_copy(text, sizeof text, word); /* a word is short */
        for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
            if (rt_str_is(word, signs[i].word)) {
                (void)snprintf(text, sizeof text, "%s", signs[i].sign);
            }
        }
        n += (size_t)snprintf(out + n, size - n, "%s", text);
    }
}

/* "4085551212 "J. Smith" 04/18 17:30": the number, and the rest on the second line. */
static void show_caller(struct win_phone *p, struct rt_str shown)
{
    struct rt_str rest = {NULL, 0}, number = rt_str_cut(shown, ' ', &rest);
    bool is_words = number.n > 0 && number.p[0] >= 'a' && number.p[0] <= 'z'; /* "messages waiting" */
    if (rt_str_is(shown, "no messages")) {
        p->caller[0] = p->caller_more[0] = '\0';
        return;
    }
    (void)snprintf(p->caller, sizeof p->caller, "%.*s", (int)(is_words ? shown.n : number.n), shown.p);
    (void)snprintf(p->caller_more, sizeof p->caller_more, "%.*s", is_words ? 0 : (int)rest.n, rest.n > 0 ? rest.p : "");
}

/* Speech in quotes, sounds in brackets: [dial tone]. */
static void hear(struct win_model *m, const struct board_event *e)
{
    char text[WIN_VALUE_MAX], words[WIN_VALUE_MAX] = "";
    struct rt_str heard = rt_str(e->text);
    if (rt_str_starts(heard, "displays ")) { /* data for the display, no sound for an ear */
        show_caller(&m->phone[e->unit - 1], rt_str_from(heard, strlen("displays ")));
        return;
    }
    if (rt_str_starts(heard, "display ")) {
        return; /* it stays empty */
    }
    if (rt_str_starts(heard, "cut")) {
        struct win_caption *last = &m->caption[WIN_CAPTIONS_MAX - 1];
        size_t n = strlen(last->text);
        if (last->telephone == e->unit && n + 4 < sizeof last->text) {
            memcpy(last->text + n, " —", sizeof " —");
        }
        return;
    }
    if (rt_str_starts(heard, "says \"")) {
        struct rt_str said, rest = rt_str_from(heard, strlen("says \""));
        said = rt_str_cut(rest, '"', &rest);
        if (rt_str_starts(rest, " (digits)")) {
            join_characters(said, words, sizeof words);
        } else {
            (void)rt_str_copy(words, sizeof words, said.n < sizeof words ? said : rt_str_n(said.p, sizeof words - 1));
        }
        (void)snprintf(text, sizeof text, "“%.190s”", words);
    } else {
        bool is_tone = rt_str_starts(heard, "tone ");
        (void)emu_row_words(rt_str_from(heard, is_tone ? strlen("tone ") : 0), words, sizeof words);
        (void)snprintf(text, sizeof text, "[%.180s%s]", words, is_tone ? " tone" : "");
    }
    put_caption(m, e->unit, text);
}

/* ---- the telephones ---- */

static void put_typed(struct win_phone *p, const char *keys)
{
    for (; *keys != '\0'; keys++) {
        size_t n = strlen(p->typed);
        if (n == WIN_TYPED_MAX) {
            memmove(p->typed, p->typed + 1, n);
            n--;
        }
        p->typed[n] = *keys;
        p->typed[n + 1] = '\0';
    }
}

/* Nothing more is heard of this telephone. */
static void end_ear(struct win_model *m, unsigned i)
{
    m->phone[i].sounds = false;
    if (m->on_ear != NULL) {
        m->on_ear(m->ear_ctx, i, NULL, 0);
    }
}

static void on_hook(struct win_model *m, unsigned i, bool is_off_hook)
{
    struct win_phone *p = &m->phone[i];
    p->is_off_hook = is_off_hook;
    end_ear(m, i);
    if (is_off_hook) {
        p->typed[0] = '\0';
        p->rings = p->has_bell = false;
    } else {
        p->caller[0] = p->caller_more[0] = '\0';
    }
}

static void on_event(void *ctx, struct board *b, const struct board_event *e)
{
    struct win_model *m = ctx;
    const struct board_signal *s = board_event_signal(e);
    struct win_phone *p = e->unit >= 1 && e->unit <= BOARD_N_FXS ? &m->phone[e->unit - 1] : NULL;
    (void)b;
    win_setters_see(m->setters, e);
    m->n_clicks += e->at_us > 0 && (s == &board_signal_cable || s == &board_signal_jack || s == &board_signal_power);
    if (p == NULL) {
        return;
    }
    if (s == &board_signal_hook) {
        on_hook(m, e->unit - 1, e->value == 1);
    } else if (s == &board_signal_jack) {
        p->is_plugged = e->value == 1;
        p->rings = p->rings && p->is_plugged;
        end_ear(m, e->unit - 1);
    } else if (s == &board_signal_ring) {
        p->has_bell = e->value == 1;
        if (!p->rings && e->value == 1) {
            p->caller[0] = p->caller_more[0] = '\0'; /* of the call before */
            put_caption(m, e->unit, "[rings]");
        }
        p->rings = p->is_plugged;
        p->bell_us = e->at_us;
    } else if (s == &emu_signal_keys) {
        put_typed(p, e->text);
    } else if (s == &emu_signal_press) {
        p->held = e->value == 1 ? e->text[0] : '\0';
        if (e->value == 1) {
            put_typed(p, e->text);
        }
    } else if (s == &emu_signal_ear) {
        hear(m, e);
    }
}

static void on_samples(void *ctx, unsigned port, const int16_t *samples, uint64_t at_us)
{
    struct win_model *m = ctx;
    bool is_loud = false;
    (void)at_us;
    for (unsigned i = 0; i < BOARD_FXS_FRAME_SAMPLES && !is_loud; i++) {
        is_loud = samples[i] > 200 || samples[i] < -200;
    }
    m->phone[port].sounds = is_loud;
    if (m->on_ear != NULL) {
        m->on_ear(m->ear_ctx, port, samples, BOARD_FXS_FRAME_SAMPLES);
    }
}

static void free_parts(struct win_model *m)
{
    emu_rows_destroy(m->rows);
    rt_mem_free(m->seen);
    rt_mem_free(m->track);
    rt_mem_free(m->setters);
}

bool win_model_start(struct win_model *m, struct emu_unit *u)
{
    *m = (struct win_model){.unit = u, .w = 1280, .h = 800, .scale = 1, .title = "SPA2102"};
    m->rows = emu_rows_create(u, EMU_ROWS_MAX);
    m->seen = rt_mem_alloc(sizeof *m->seen);
    m->track = rt_mem_alloc(sizeof *m->track);
    m->setters = rt_mem_alloc(sizeof *m->setters);
    if (m->rows == NULL || m->seen == NULL || m->track == NULL || m->setters == NULL) {
        free_parts(m);
        return false;
    }
    *m->track = (struct win_past){.rate = 1, .is_by_rows = true, .is_of_run = true};
    m->watcher = (struct board_watcher){.fn = on_event, .ctx = m};
    board_watch(emu_unit_board(u), &m->watcher);
    for (unsigned i = 0; i < BOARD_N_FXS; i++) {
        m->phone[i].is_off_hook = board_fxs_is_lifted(emu_unit_board(u), i);
        m->phone[i].is_plugged = board_fxs_is_plugged(emu_unit_board(u), i);
        m->ear[i] = (struct board_ear){.fn = on_samples, .ctx = m};
        board_fxs_listen(emu_unit_board(u), i, &m->ear[i]);
    }
    return true;
}

void win_model_recall(struct win_model *m)
{
    struct board *b = emu_unit_board(m->unit);
    uint64_t end = board_trace_end(b);
    emu_rows_recall(m->rows);
    for (uint64_t i = end > EMU_UNIT_TRACE_EVENTS ? end - EMU_UNIT_TRACE_EVENTS : 0; i < end; i++) {
        const struct board_event *e = board_trace_get(b, i);
        if (e != NULL) {
            on_event(m, b, e);
        }
        if (e != NULL && board_event_signal(e) == &emu_signal_ear && e->unit >= 1 && e->unit <= BOARD_N_FXS) {
            struct rt_str heard = rt_str(e->text); /* the samples themselves are gone */
            m->phone[e->unit - 1].sounds = !rt_str_starts(heard, "silence") && !rt_str_starts(heard, "cut");
        }
    }
    for (unsigned i = 0; i < BOARD_N_FXS; i++) { /* whatever the trace does not keep any more */
        m->phone[i].is_off_hook = board_fxs_is_lifted(b, i);
        m->phone[i].is_plugged = board_fxs_is_plugged(b, i);
    }
}

void win_model_stop(struct win_model *m)
{
    for (unsigned i = 0; i < BOARD_N_FXS; i++) {
        board_fxs_unlisten(emu_unit_board(m->unit), i, &m->ear[i]);
    }
    board_unwatch(emu_unit_board(m->unit), &m->watcher);
    free_parts(m);
}

bool win_has_side(const struct win_model *m)
{
    return m->w >= 1100;
}

bool win_shows_side(const struct win_model *m)
{
    bool is_drawer = !win_has_side(m) && m->w >= 900; /* there it would take the second telephone's place */
    return is_drawer ? m->has_drawer : !m->is_side_closed;
}

bool win_rings(const struct win_model *m, unsigned i)
{
    return m->phone[i].rings && board_now_us(emu_unit_board(m->unit)) < m->phone[i].bell_us + BELL_PAUSE_US;
}

static uint64_t earlier(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

uint64_t win_next_change_us(const struct win_model *m)
{
    const struct board *b = emu_unit_board(m->unit);
    uint64_t now_us = board_now_us(b), next_us = BOARD_NEVER;
    for (int led = 0; led < BOARD_N_LEDS; led++) {
        next_us = earlier(next_us, board_led_next_change_us(b, (enum board_led)led, now_us));
    }
    for (unsigned i = 0; i < BOARD_N_FXS; i++) {
        if (m->phone[i].has_bell && !m->is_still) {
            next_us = earlier(next_us, now_us + BOARD_US_PER_S / 60);
        }
        if (win_rings(m, i)) {
            next_us = earlier(next_us, m->phone[i].bell_us + BELL_PAUSE_US);
        }
    }
    return next_us;
}
