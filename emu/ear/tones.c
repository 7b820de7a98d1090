/* SPDX-License-Identifier: MIT */
#include <ear/tones.h>
#include "tone_fit.h"
#include <fw/param.h>
#include <fw/script.h>
#include <rt/mem.h>
#include <rt/str.h>
#include <ctype.h>
#include <string.h>

enum {
    BLOCK = EMU_TONES_BLOCK,
    WINDOW = TONE_FIT_WINDOW,
    BLOCK_MS = 10,
    TOLERANCE_MS = 30,
    STEADY_MS = 400,                            /* least length of a tone without pauses */
    ELEMENTS = 2 * (int)FW_SCRIPT_SEGMENTS_MAX, /* on and off times of a section */
    DOUBT_BLOCKS = 6,                           /* so many without a clear answer: it is no tone */
};
#define LOUD_RMS   60.0 /* about -52 dBm0 */
#define FOREVER_MS FW_SCRIPT_FOREVER

/* parameter, factory script: provisioning sample of the SPA2102 5.2.x */
#define TONE_LIST(X)                                                                                                   \
    X("Dial_Tone", "350@-19,440@-19;10(*/0/1+2)")                                                                      \
    X("Second_Dial_Tone", "420@-19,520@-19;10(*/0/1+2)")                                                               \
    X("Outside_Dial_Tone", "420@-16;10(*/0/1)")                                                                        \
    X("Prompt_Tone", "520@-19,620@-19;10(*/0/1+2)")                                                                    \
    X("Busy_Tone", "480@-19,620@-19;10(.5/.5/1+2)")                                                                    \
    X("Reorder_Tone", "480@-19,620@-19;10(.25/.25/1+2)")                                                               \
    X("Off_Hook_Warning_Tone", "480@-10,620@0;10(.125/.125/1+2)")                                                      \
    X("Ring_Back_Tone", "440@-19,480@-19;*(2/4/1+2)")                                                                  \
    X("Ring_Back_2_Tone", "440@-19,480@-19;*(1/1/1+2)")                                                                \
    X("Confirm_Tone", "600@-16;1(.25/.25/1)")                                                                          \
    X("SIT1_Tone", "985@-16,1428@-16,1777@-16;20(.380/0/1,.380/0/2,.380/0/3,0/4/0)")                                   \
    X("SIT2_Tone", "914@-16,1371@-16,1777@-16;20(.274/0/1,.274/0/2,.380/0/3,0/4/0)")                                   \
    X("SIT3_Tone", "914@-16,1371@-16,1777@-16;20(.380/0/1,.380/0/2,.380/0/3,0/4/0)")                                   \
    X("SIT4_Tone", "985@-16,1371@-16,1777@-16;20(.380/0/1,.274/0/2,.380/0/3,0/4/0)")                                   \
    X("MWI_Dial_Tone", "350@-19,440@-19;2(.1/.1/1+2);10(*/0/1+2)")                                                     \
    X("Cfwd_Dial_Tone", "350@-19,440@-19;2(.2/.2/1+2);10(*/0/1+2)")                                                    \
    X("Holding_Tone", "600@-19;*(.1/.1/1,.1/.1/1,.1/9.5/1)")                                                           \
    X("Conference_Tone", "350@-19;20(.1/.1/1,.1/9.7/1)")                                                               \
    X("Secure_Call_Indication_Tone", "397@-19,507@-19;15(0/2/0,.2/.1/1,.1/2.1/2)")                                     \
    X("Feature_Invocation_Tone", "350@-16;*(.1/.1/1)")

static const struct {
    const char *parameter, *script;
} tone_rows[] = {
#define TONE_ROW(parameter, script) {parameter, script},
    TONE_LIST(TONE_ROW)
#undef TONE_ROW
};
enum { N_TONES = sizeof tone_rows / sizeof tone_rows[0] };

/* A time with one combination of frequencies; mask 0 is a pause. */
struct element {
    uint32_t mask;
    uint32_t ms; /* FOREVER_MS */
};
struct section {
    unsigned n; /* elements of one turn; 0: not used */
    struct element elements[ELEMENTS];
};
struct tone {
    struct section sections[FW_SCRIPT_SECTIONS_MAX];
    unsigned pause_ms; /* longest finite pause */
};

struct emu_tones {
    struct tone tones[N_TONES];
    struct tone_fit fit;
    /* what is heard */
    int16_t window[WINDOW];
    unsigned n_loud_blocks; /* in a row, up to now */
    unsigned n_doubt;       /* blocks in a row whose combination is not clear */
    bool is_doubtful;       /* the present sound is no tone */
    struct element now;
    struct element past[2 * ELEMENTS]; /* ended ones, the last one at [n_past - 1]; two turns of any section */
    unsigned n_past;
    int tone; /* recognised, or -1 */
};

/* ---- the scripts ---- */

static void put_element(struct section *s, uint32_t mask, uint32_t ms)
{
    if (ms == 0) {
        return;
    }
    if (s->n > 0 && s->elements[s->n - 1].mask == mask) {
        uint32_t sum = s->elements[s->n - 1].ms + ms;

        s->elements[s->n - 1].ms = ms == FOREVER_MS || s->elements[s->n - 1].ms == FOREVER_MS ? FOREVER_MS : sum;
    } else {
        s->elements[s->n++] = (struct element){mask, ms};
    }
}

static void read_section(struct section *out, const struct fw_script_section *in, const uint32_t bits[])
{
    for (unsigned i = 0; i < in->n_segments; i++) {
        uint32_t mask = 0;

        for (unsigned f = 0; f < FW_SCRIPT_FREQUENCIES_MAX; f++) {
            mask |= in->segment[i].mask >> f & 1u ? bits[f] : 0;
        }
        put_element(out, mask, in->segment[i].on_ms);
        put_element(out, 0, in->segment[i].off_ms);
    }
    if (out->n > 1 && out->elements[0].mask == 0) { /* a turn is heard from its first sound on */
        struct element pause = out->elements[0];

        memmove(out->elements, out->elements + 1, (--out->n) * sizeof out->elements[0]);
        put_element(out, pause.mask, pause.ms);
    }
    if (out->n == 1) { /* nothing interrupts it */
        out->elements[0].ms = FOREVER_MS;
    }
}

static void read_tone(struct emu_tones *t, unsigned row, const char *text)
{
    struct fw_script_tone script;
    uint32_t bits[FW_SCRIPT_FREQUENCIES_MAX] = {0};
    struct tone *tone = &t->tones[row];

    if (fw_script_parse_tone(rt_str(text), &script, NULL) != RT_OK) {
        return; /* it is never heard */
    }
    for (unsigned f = 0; f < script.frequencies.n; f++) {
        bits[f] = tone_fit_bit(&t->fit, script.frequencies.frequency[f].hz);
    }
    for (unsigned i = 0; i < script.cadence.n_sections; i++) {
        struct section *s = &tone->sections[i];

        read_section(s, &script.cadence.section[i], bits);
        for (unsigned k = 0; k < s->n; k++) {
            uint32_t ms = s->elements[k].ms;

            if (s->elements[k].mask == 0 && ms != FOREVER_MS && ms > tone->pause_ms) {
                tone->pause_ms = ms;
            }
        }
    }
}

static bool put_element_to_fit(struct tone_fit *fit, struct element e)
{
    if (!tone_fit_add(fit, e.mask)) {
        return false;
    }
    struct tone_combination *c = tone_fit_find(fit, e.mask);
    if (c != NULL && e.ms != FOREVER_MS && e.ms > c->longest_ms) {
        c->longest_ms = e.ms;
    }
    return true;
}

/* Only what the scripts need: most have a dozen frequencies, and combinations of one or two. */
static bool prepare(struct emu_tones *t)
{
    if (!tone_fit_make_waves(&t->fit)) {
        return false;
    }
    for (unsigned row = 0; row < N_TONES; row++) {
        for (unsigned i = 0; i < FW_SCRIPT_SECTIONS_MAX; i++) {
            const struct section *s = &t->tones[row].sections[i];
            for (unsigned k = 0; k < s->n; k++) {
                if (!put_element_to_fit(&t->fit, s->elements[k])) {
                    return false;
                }
            }
        }
    }
    return true;
}

struct emu_tones *emu_tones_create(const struct fw_params *params)
{
    struct emu_tones *t = rt_mem_alloc(sizeof *t);

    if (t == NULL) {
        return NULL;
    }
    for (unsigned row = 0; row < N_TONES; row++) {
        read_tone(t, row, params != NULL ? fw_param_by_name(params, tone_rows[row].parameter) : tone_rows[row].script);
    }
    if (!prepare(t)) {
        emu_tones_destroy(t);
        return NULL;
    }
    emu_tones_reset(t);
    return t;
}

void emu_tones_destroy(struct emu_tones *t)
{
    if (t != NULL) {
        tone_fit_fini(&t->fit);
    }
    rt_mem_free(t);
}

void emu_tones_reset(struct emu_tones *t)
{
    t->n_loud_blocks = 0;
    t->n_doubt = 0;
    t->is_doubtful = false;
    t->now = (struct element){0, 0};
    t->n_past = 0;
    t->tone = -1;
}

void emu_tones_forget(struct emu_tones *t)
{
    t->tone = -1;
}

/* ---- the cadence ---- */

static bool is_about(uint32_t ms, uint32_t wanted_ms)
{
    return ms + TOLERANCE_MS >= wanted_ms && ms <= wanted_ms + TOLERANCE_MS;
}

static bool is_steady(struct emu_tones *t, uint32_t mask)
{
    const struct tone_combination *c = tone_fit_find(&t->fit, mask);
    uint32_t least = STEADY_MS;

    if (c != NULL && c->longest_ms + 2 * TOLERANCE_MS > least) {
        least = c->longest_ms + 2 * TOLERANCE_MS;
    }
    return t->now.mask == mask && t->now.ms >= least;
}

static bool begins_like(const struct section *s, const struct section *other)
{
    for (unsigned k = 0; k < s->n; k++) {
        if (s->elements[k].mask != other->elements[k].mask || !is_about(s->elements[k].ms, other->elements[k].ms)) {
            return false;
        }
    }
    return true;
}

/* Another tone begins with the whole of this section and goes on differently: one turn proves nothing. */
static bool is_ambiguous(const struct emu_tones *t, const struct section *s)
{
    for (unsigned row = 0; row < N_TONES; row++) {
        for (unsigned i = 0; i < FW_SCRIPT_SECTIONS_MAX; i++) {
            const struct section *other = &t->tones[row].sections[i];

            if (other->n > s->n && begins_like(s, other)) {
                return true;
            }
        }
    }
    return false;
}

#define UNCLEAR UINT32_MAX /* mask of a sound whose combination is not known (yet) */

/* What is heard now may be the beginning of another turn. */
static bool may_be_next(const struct emu_tones *t, const struct element *first)
{
    return t->now.mask == 0 || t->now.mask == UNCLEAR ||
           (t->now.mask == first->mask && t->now.ms <= first->ms + TOLERANCE_MS);
}

/* One whole turn of the section, which has elements, was just heard. Its last element may go on if it is a pause. */
static bool fits_section(struct emu_tones *t, const struct section *s)
{
    const struct element *last = &s->elements[s->n - 1];
    uint32_t wanted_ms = last->ms == FOREVER_MS ? STEADY_MS : last->ms;
    bool is_last_open = last->mask == 0 && t->now.mask == 0 && !t->is_doubtful && is_about(t->now.ms, wanted_ms);
    unsigned n_closed = is_last_open ? s->n - 1 : s->n;

    if (s->n == 1) {
        return s->elements[0].mask != 0 && is_steady(t, s->elements[0].mask);
    }
    if (is_ambiguous(t, s)) {
        n_closed = 2 * s->n; /* both turns, to their ends */
    }
    if (n_closed > t->n_past) {
        return false;
    }
    for (unsigned i = 0; i < n_closed; i++) {
        const struct element *e = &t->past[t->n_past - n_closed + i];
        const struct element *wanted = &s->elements[i % s->n];

        if (e->mask != wanted->mask || !is_about(e->ms, wanted->ms)) {
            return false;
        }
    }
    return is_last_open || may_be_next(t, &s->elements[0]);
}

static bool fits_tone(struct emu_tones *t, int row)
{
    for (unsigned i = 0; i < FW_SCRIPT_SECTIONS_MAX; i++) {
        if (t->tones[row].sections[i].n > 0 && fits_section(t, &t->tones[row].sections[i])) {
            return true;
        }
    }
    return false;
}

static int find_tone(struct emu_tones *t)
{
    if (t->tone >= 0 && fits_tone(t, t->tone)) {
        return -1; /* it goes on, perhaps with its second section */
    }
    for (int row = 0; row < N_TONES; row++) {
        if (row != t->tone && fits_tone(t, row)) {
            t->tone = row;
            return row;
        }
    }
    return -1;
}

static void begin_element(struct emu_tones *t, uint32_t mask, uint32_t ms)
{
    if (t->now.ms > 0) {
        if (t->n_past == 2 * ELEMENTS) {
            memmove(t->past, t->past + 1, (2 * ELEMENTS - 1) * sizeof t->past[0]);
            t->n_past--;
        }
        t->past[t->n_past++] = t->now;
    }
    t->now = (struct element){mask, ms};
}

static void hear_sound(struct emu_tones *t)
{
    uint32_t mask = t->n_loud_blocks >= 4 ? tone_fit_classify(&t->fit, t->window) : 0;

    if (t->n_loud_blocks == 1) {
        begin_element(t, UNCLEAR, BLOCK_MS);
        t->n_doubt = 0;
        return;
    }
    if (mask == 0) { /* the window is not full yet, or is across a change */
        t->now.ms += BLOCK_MS;
        t->n_doubt += t->n_loud_blocks >= 4;
        t->is_doubtful = t->n_doubt > DOUBT_BLOCKS;
        return;
    }
    if (t->now.mask == UNCLEAR && !t->is_doubtful) {
        t->now.mask = mask;
    } else if (t->now.mask != mask) { /* the change was in the middle of the doubtful blocks */
        uint32_t ms = BLOCK_MS * (t->n_doubt / 2 + 1);

        t->now.ms -= t->now.ms > ms ? ms : 0;
        begin_element(t, mask, ms);
    }
    t->now.ms += BLOCK_MS;
    t->n_doubt = 0;
    t->is_doubtful = false;
}

static void hear_pause(struct emu_tones *t)
{
    if (t->now.mask != 0 || t->is_doubtful) {
        begin_element(t, 0, 0);
        t->is_doubtful = false;
    }
    t->now.ms += t->now.ms < FOREVER_MS - BLOCK_MS ? BLOCK_MS : 0;
}

int emu_tones_hear(struct emu_tones *t, const int16_t samples[EMU_TONES_BLOCK])
{
    double energy = 0;

    memmove(t->window, t->window + BLOCK, (WINDOW - BLOCK) * sizeof t->window[0]);
    memcpy(t->window + WINDOW - BLOCK, samples, BLOCK * sizeof t->window[0]);
    for (unsigned i = 0; i < BLOCK; i++) {
        energy += (double)samples[i] * samples[i];
    }
    if (energy > LOUD_RMS * LOUD_RMS * BLOCK) {
        t->n_loud_blocks++;
        hear_sound(t);
    } else {
        t->n_loud_blocks = 0;
        hear_pause(t);
    }
    return find_tone(t);
}

bool emu_tones_is_tonal(const struct emu_tones *t)
{
    return !t->is_doubtful;
}

unsigned emu_tones_pause_ms(const struct emu_tones *t)
{
    return t->tone >= 0 ? t->tones[t->tone].pause_ms : 0;
}

int emu_tones_n(void)
{
    return N_TONES;
}

const char *emu_tones_name(int tone, char out[EMU_TONE_NAME_MAX])
{
    struct rt_str name = rt_str(tone_rows[tone].parameter);

    if (rt_str_ends(name, "_Tone")) {
        name.n -= 5;
    }
    (void)rt_str_copy(out, EMU_TONE_NAME_MAX, name); /* it fits: the list is ours */
    for (char *c = out; *c != '\0'; c++) {
        *c = (char)tolower((unsigned char)*c);
    }
    return out;
}
