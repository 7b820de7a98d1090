/* SPDX-License-Identifier: MIT */
/*
 * Each sequence is a small automaton: a thread is a position in its text and the number sent so far. All threads of a
 * sequence advance together with each key, in order of preference, and no two of them stand at the same position, so
 * repeated elements cost nothing extra.
 */
#include <fw/dialmatch.h>
#include <rt/assert.h>
#include <string.h>

/* Threads of one sequence at a time. guess: each needs a repeated element of its own; the field has at most three. */
#define THREADS_MAX 24u
/* Elements passed without a key, per step: bounds "<:1>." and its like. */
#define DEPTH_MAX   40u

struct thread {
    const char *at;     /* the next element; end: of the sequence */
    const char *resume; /* not NULL: at is inside the dialled part of a substitution, which ends at dialled_end */
    const char *dialled_end;
    struct rt_str sent; /* appended at dialled_end */
    uint32_t short_ms, long_ms;
    bool has_tone; /* passed a ',' since the last key */
    char number[FW_DIALMATCH_NUMBER_MAX + 1];
};

struct threads {
    unsigned n;
    struct thread t[THREADS_MAX];
};

struct walk {
    const char *end; /* of the sequence */
    struct threads *to;
};

static void append(struct thread *t, struct rt_str text)
{
    size_t n = strlen(t->number);
    for (size_t i = 0; i < text.n && n < FW_DIALMATCH_NUMBER_MAX; i++) {
        if (text.p[i] != ' ' && text.p[i] != '\t') {
            t->number[n++] = text.p[i];
        }
    }
    t->number[n] = '\0';
}

static bool is_known(const struct threads *s, const struct thread *t)
{
    for (unsigned i = 0; i < s->n; i++) {
        if (s->t[i].at == t->at && s->t[i].resume == t->resume) {
            return true;
        }
    }
    return false;
}

static bool is_at_end(const struct walk *w, const struct thread *t)
{
    return t->resume == NULL && t->at == w->end;
}

/* The element where the thread stands, and where the next one begins; false: the end of the text or of the dialled
 * part. */
static bool element_at(const struct walk *w, const struct thread *t, struct fw_dialplan_element *e, const char **next)
{
    const char *limit = t->resume != NULL ? t->dialled_end : w->end;
    struct rt_str rest = rt_str_n(t->at, (size_t)(limit - t->at));
    if (rt_str_trim(rest).n == 0 || !fw_dialplan_next(&rest, e)) {
        return false;
    }
    *next = limit - rest.n;
    return true;
}

/* Passes everything that needs no key, and adds the threads that stand on a key or at the end. */
static void add(struct walk *w, struct thread t, unsigned depth)
{
    struct fw_dialplan_element e;
    const char *next;
    if (depth > DEPTH_MAX || w->to->n == THREADS_MAX) {
        return;
    }
    if (!element_at(w, &t, &e, &next)) {
        if (t.resume != NULL) { /* the dialled part is complete */
            append(&t, t.sent);
            t.at = t.resume;
            t.resume = NULL;
            add(w, t, depth + 1);
        } else if (!is_known(w->to, &t)) {
            t.at = w->end;
            w->to->t[w->to->n++] = t;
        }
        return;
    }
    switch (e.kind) {
    case FW_DIALPLAN_KEYS:
        if (!is_known(w->to, &t)) {
            w->to->t[w->to->n++] = t;
        }
        break;
    case FW_DIALPLAN_SUBSTITUTION: {
        struct thread inside = t;
        inside.at = e.dialled.p;
        inside.dialled_end = e.dialled.p + e.dialled.n;
        inside.resume = e.is_repeated && e.dialled.n > 0 ? t.at : next;
        inside.sent = e.sent;
        add(w, inside, depth + 1);
        break;
    }
    case FW_DIALPLAN_OUTSIDE_TONE:
        t.at = next;
        t.has_tone = true;
        add(w, t, depth + 1);
        return;
    case FW_DIALPLAN_TIMER:
        t.at = next;
        t.short_ms = e.short_ms != FW_DIALPLAN_TIMER_NONE ? e.short_ms : t.short_ms;
        t.long_ms = e.long_ms != FW_DIALPLAN_TIMER_NONE ? e.long_ms : t.long_ms;
        add(w, t, depth + 1);
        return;
    }
    if (e.is_repeated) { /* zero of them */
        t.at = next;
        add(w, t, depth + 1);
    }
}

static uint32_t key_bit(char c)
{
    if (c >= '0' && c <= '9') {
        return 1u << (c - '0');
    }
    if (c >= 'A' && c <= 'D') {
        return 1u << (12 + c - 'A');
    }
    return c == '*' ? FW_DIALPLAN_STAR : c == '#' ? FW_DIALPLAN_HASH : 0;
}

static void step(struct walk *w, const struct threads *from, char key)
{
    struct fw_dialplan_element e;
    const char *next;
    w->to->n = 0;
    for (unsigned i = 0; i < from->n; i++) {
        struct thread t = from->t[i];
        if (!element_at(w, &t, &e, &next) || (e.keys & key_bit(key)) == 0) {
            continue;
        }
        t.has_tone = false;
        if (t.resume == NULL) { /* what a substitution takes is not sent */
            append(&t, rt_str_n(&key, 1));
        }
        t.at = e.is_repeated ? t.at : next;
        add(w, t, 0);
    }
}

/* What one sequence makes of the keys. */
struct outcome {
    bool is_alive, is_complete, is_open, has_tone;
    uint32_t short_ms, long_ms; /* its own; FW_DIALPLAN_TIMER_NONE */
    char number[FW_DIALMATCH_NUMBER_MAX + 1];
};

static void run(const struct fw_dialplan_sequence *s, struct rt_str keys, struct outcome *out)
{
    struct threads pair[2] = {{.n = 0}, {.n = 0}};
    struct walk w = {.end = s->text.p + s->text.n, .to = &pair[0]};
    add(&w, (struct thread){.at = s->text.p, .short_ms = s->short_ms, .long_ms = s->long_ms}, 0);
    unsigned now = 0;
    for (size_t i = 0; i < keys.n; i++) {
        w.to = &pair[now ^ 1];
        step(&w, &pair[now], keys.p[i]);
        now ^= 1;
    }
    *out = (struct outcome){.short_ms = s->short_ms, .long_ms = s->long_ms};
    for (unsigned i = pair[now].n; i-- > 0;) { /* the preferred one last, so that it decides */
        const struct thread *t = &pair[now].t[i];
        out->is_alive = true;
        out->has_tone |= t->has_tone;
        out->long_ms = t->long_ms;
        if (is_at_end(&w, t)) {
            out->is_complete = true;
            out->short_ms = t->short_ms;
            memcpy(out->number, t->number, sizeof out->number);
        } else {
            out->is_open = true;
        }
    }
}

static uint32_t first_set(uint32_t a, uint32_t b, uint32_t c)
{
    return a != FW_DIALPLAN_TIMER_NONE ? a : b != FW_DIALPLAN_TIMER_NONE ? b : c;
}

/* All sequences together. */
struct tally {
    int chosen; /* complete: the first barred one, else the first; -1: none */
    bool is_barred, is_open, is_immediate;
    uint32_t short_ms, long_ms; /* of the chosen; of the first that is alive */
    uint64_t alive, complete;
    bool has_tone;
    int literal;          /* complete; -1: none */
    bool is_literal_open; /* a longer one begins with the keys */
    char number[FW_DIALMATCH_NUMBER_MAX + 1];
};

static void count(const struct fw_dialplan *plan, const struct fw_dialmatch_cfg *cfg, struct rt_str keys,
                  struct tally *out)
{
    *out = (struct tally){
        .chosen = -1, .literal = -1, .short_ms = FW_DIALPLAN_TIMER_NONE, .long_ms = FW_DIALPLAN_TIMER_NONE};
    for (unsigned i = 0; i < plan->n_sequences; i++) {
        const struct fw_dialplan_sequence *s = &plan->sequence[i];
        struct outcome o;
        run(s, keys, &o);
        out->alive |= (uint64_t)o.is_alive << i;
        out->complete |= (uint64_t)o.is_complete << i;
        out->is_open |= o.is_open;
        out->has_tone |= o.has_tone;
        out->long_ms = out->long_ms == FW_DIALPLAN_TIMER_NONE && o.is_alive ? o.long_ms : out->long_ms;
        uint32_t short_ms = first_set(o.short_ms, plan->short_ms, cfg->short_ms);
        bool is_immediate = o.is_complete && short_ms == 0 && (keys.n > 0 || o.number[0] != '\0');
        bool is_better = out->chosen < 0 || (s->is_barred && !out->is_barred) ||
                         (is_immediate && !out->is_immediate && !out->is_barred);
        if (o.is_complete && is_better) {
            out->chosen = (int)i;
            out->is_barred = s->is_barred;
            out->is_immediate = is_immediate;
            out->short_ms = short_ms;
            memcpy(out->number, o.number, sizeof out->number);
        }
    }
    out->long_ms = first_set(out->long_ms, plan->long_ms, cfg->long_ms);
    for (unsigned i = cfg->n_literals; keys.n > 0 && i-- > 0;) { /* of equal ones the first */
        struct rt_str literal = cfg->literals[i];
        if (literal.n >= keys.n && memcmp(literal.p, keys.p, keys.n) == 0) {
            out->literal = literal.n == keys.n ? (int)i : out->literal;
            out->is_literal_open |= literal.n > keys.n;
        }
    }
    if (out->literal >= 0) {
        out->short_ms = first_set(FW_DIALPLAN_TIMER_NONE, plan->short_ms, cfg->short_ms);
    }
}

static bool is_alive(const struct tally *t)
{
    return t->alive != 0 || t->literal >= 0 || t->is_literal_open;
}

/* What the keys are when no more of them come. */
static enum fw_dialmatch_verdict settle(const struct tally *t, const struct fw_dialmatch_cfg *cfg, struct rt_str typed,
                                        struct fw_dialmatch_result *out)
{
    if (t->literal >= 0) {
        out->literal = t->literal;
        (void)rt_str_copy(out->number, sizeof out->number, typed);
        return FW_DIALMATCH_SEND;
    }
    out->sequence = t->chosen;
    if (t->chosen >= 0 && t->is_barred) {
        return FW_DIALMATCH_BARRED;
    }
    if (t->chosen >= 0 && t->number[0] != '\0') {
        memcpy(out->number, t->number, sizeof out->number);
        return FW_DIALMATCH_SEND;
    }
    if (cfg->is_strict || typed.n == 0) {
        return FW_DIALMATCH_REJECT;
    }
    (void)rt_str_copy(out->number, sizeof out->number, typed);
    return FW_DIALMATCH_RAW;
}

/* Off-hook, no key yet: a sequence that is complete with S0, or the hot line; else dial tone, for as long as it lasts.
 */
static void off_hook(const struct fw_dialplan *plan, const struct tally *t, const struct fw_dialmatch_cfg *cfg,
                     struct fw_dialmatch_result *out)
{
    if (t->is_immediate) {
        out->is_hotline = true;
        out->verdict = settle(t, cfg, RT_STR(""), out);
        return;
    }
    out->wait_ms = FW_DIALPLAN_TIMER_NONE;
    out->on_timeout = FW_DIALMATCH_REJECT;
    if (plan->has_hotline) {
        out->is_hotline = true;
        out->wait_ms = plan->hotline_ms;
        out->on_timeout = plan->hotline_number.n > 0 ? FW_DIALMATCH_SEND : FW_DIALMATCH_REJECT;
        (void)rt_str_copy(out->number, sizeof out->number, plan->hotline_number);
    }
}

void fw_dialmatch(const struct fw_dialplan *plan, const struct fw_dialmatch_cfg *cfg, struct rt_str keys,
                  struct fw_dialmatch_result *out)
{
    RT_ASSERT(plan != NULL && cfg != NULL && out != NULL);
    struct tally t;
    *out = (struct fw_dialmatch_result){.verdict = FW_DIALMATCH_WAIT, .sequence = -1, .literal = -1};
    if (keys.n > FW_DIALMATCH_KEYS_MAX) {
        out->verdict = FW_DIALMATCH_REJECT;
        return;
    }
    count(plan, cfg, keys, &t);
    if (!is_alive(&t) && keys.n > 0 && keys.p[keys.n - 1] == '#') {
        struct rt_str typed = rt_str_n(keys.p, keys.n - 1);
        count(plan, cfg, typed, &t);
        if (is_alive(&t)) {
            out->is_ended_by_hash = true;
            out->verdict = settle(&t, cfg, typed, out);
        }
    }
    out->alive = t.alive;
    out->complete = t.complete;
    if (out->is_ended_by_hash) {
        return;
    }
    out->has_outside_tone = t.has_tone && keys.n > 0;
    if (keys.n == 0) {
        off_hook(plan, &t, cfg, out);
    } else if (!is_alive(&t)) {
        out->verdict = FW_DIALMATCH_REJECT;
    } else if (t.literal >= 0 ? !t.is_literal_open
                              : t.chosen >= 0 && (t.is_immediate || !(t.is_open || t.is_literal_open))) {
        out->verdict = settle(&t, cfg, keys, out);
    } else {
        out->wait_ms = t.literal >= 0 || t.chosen >= 0 ? t.short_ms : t.long_ms;
        out->on_timeout = settle(&t, cfg, keys, out);
    }
}

const char *fw_dialmatch_verdict_name(enum fw_dialmatch_verdict v)
{
    static const char *const names[] = {
        [FW_DIALMATCH_WAIT] = "wait",     [FW_DIALMATCH_SEND] = "send",     [FW_DIALMATCH_RAW] = "send as typed",
        [FW_DIALMATCH_REJECT] = "reject", [FW_DIALMATCH_BARRED] = "barred",
    };
    return names[v];
}
