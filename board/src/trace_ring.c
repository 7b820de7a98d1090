/* SPDX-License-Identifier: MIT */
/*
 * What the trace keeps: a ring of slots and a ring of texts.
 *
 * A slot has 16 bytes, since a unit that runs for long fills the ring: the time since the first event of its group, the
 * low halves of value and text position, and one word of kind, unit, and whether that was all. An event for which it is
 * not (hours after its group began, a great number, a kind far from the program's own) has the whole of it in the text
 * ring, ahead of its text.
 *
 * Texts have a ring buffer of their own, so an event without text takes no space there: it points to the NUL behind the
 * last text. A text never wraps around the end. Its position is a running byte number, of which a slot has the low
 * half: the ring is shorter than that counts. An event is discarded when its slot is reused or when the text ring
 * overwrites its text, whichever comes first.
 */
#include "board_priv.h"
#include <rt/assert.h>
#include <rt/mem.h>
#include <rt/str.h>
#include <string.h>

enum {
    TEXT_RING_MIN = 4 * (BOARD_TRACE_TEXT_MAX + 1),
    GROUP = 64, /* events that count from one time */
    IS_WHOLE = 1,
    UNIT_SHIFT = 1,
    UNIT_MAX = 0x7f,
    KIND_SHIFT = 8,
    KIND_STEP = 8, /* a kind has pointers: its address is a multiple of it, on a host of 64 bits */
    KIND_SIGN = 1 << 23,
    KIND_MASK = (1 << 24) - 1,
};

struct whole {
    uint64_t at_us;
    int64_t value;
    const struct board_kind *kind;
    uint32_t unit;
};

/* Kinds are constants of the program: most lie within 64 MiB of this one. */
static uintptr_t anchor(void)
{
    return (uintptr_t)&board_signal_power.kind;
}

enum rt_err board_trace_init(struct board *b, size_t n_events)
{
    struct trace *t = &b->trace;
    RT_ASSERT(n_events <= UINT32_MAX / 2 / BOARD_TRACE_TEXT_BYTES_PER_EVENT);
    t->n_slots = n_events;
    t->n_groups = n_events / GROUP + 2;
    t->n_text = n_events * BOARD_TRACE_TEXT_BYTES_PER_EVENT;
    t->n_text = t->n_text < TEXT_RING_MIN ? TEXT_RING_MIN : t->n_text;
    /* Not zeroed: on a used heap that would touch the whole block, even for the few events of a short run. One block:
     * the host maps a large one, and gives it memory only as it fills. */
    size_t n_times = t->n_groups * sizeof *t->group_us, n_slots = n_events * sizeof *t->slots;
    t->group_us = rt_mem_alloc_raw(n_times + n_slots + t->n_text);
    t->seen = rt_mem_alloc(sizeof *t->seen);
    if (!t->group_us || !t->seen) {
        return RT_ENOMEM;
    }
    t->slots = (struct trace_slot *)(t->group_us + t->n_groups);
    t->text = (char *)(t->slots + n_events);
    t->text[0] = 0; /* the text of events without one, until there is another */
    t->text_end = 1;
    return RT_OK;
}

void board_trace_fini(struct board *b)
{
    rt_mem_free(b->trace.group_us);
    rt_mem_free(b->trace.seen);
}

static uint64_t *group_of(const struct trace *t, uint64_t number)
{
    return &t->group_us[number / GROUP % t->n_groups];
}

static struct trace_slot *slot_of(const struct trace *t, uint64_t number)
{
    return &t->slots[number % t->n_slots];
}

/* The running number of the text's first byte. */
static uint64_t text_of(const struct trace *t, const struct trace_slot *slot)
{
    return t->text_end - (uint32_t)((uint32_t)t->text_end - slot->text_at);
}

static bool is_overwritten(const struct trace *t, uint64_t number)
{
    const struct trace_slot *slot = slot_of(t, number);
    uint64_t begin = text_of(t, slot) - ((slot->what & IS_WHOLE) != 0 ? sizeof(struct whole) : 0);
    return begin + t->n_text < t->text_end;
}

/* Stores n bytes of text, NUL-terminated, behind the whole event if there is one, and discards the events whose texts
 * it overwrites. */
static void keep_text(struct trace *t, const struct whole *whole, const char *text, size_t n)
{
    size_t n_whole = whole != NULL ? sizeof *whole : 0;
    size_t at = (size_t)(t->text_end % t->n_text);
    if (at + n_whole + n + 1 > t->n_text) {
        t->text_end += t->n_text - at;
        at = 0;
    }
    t->text_end += n_whole + n + 1;
    while (t->first < t->end && is_overwritten(t, t->first)) {
        t->first++;
    }
    if (whole != NULL) {
        memcpy(t->text + at, whole, n_whole);
        at += n_whole;
    }
    memcpy(t->text + at, text, n);
    t->text[at + n] = 0;
    rt_text_safe(t->text + at, n); /* one event is one line, even with external text */
}

/* The slot of an event, without its text. False: the slot does not hold all of it. */
static bool pack(struct trace_slot *slot, const struct whole *e, uint64_t group_us)
{
    intptr_t far = (intptr_t)((uintptr_t)e->kind - anchor());
    *slot = (struct trace_slot){.after_us = (uint32_t)(e->at_us - group_us), .value = (int32_t)e->value};
    if (e->at_us - group_us > UINT32_MAX || slot->value != e->value || e->unit > UNIT_MAX || far % KIND_STEP != 0 ||
        far / KIND_STEP < -KIND_SIGN || far / KIND_STEP >= KIND_SIGN) {
        slot->what = IS_WHOLE;
        return false;
    }
    slot->what = ((uint32_t)(far / KIND_STEP) & KIND_MASK) << KIND_SHIFT | e->unit << UNIT_SHIFT;
    return true;
}

static struct whole unpack(const struct trace *t, uint64_t number)
{
    const struct trace_slot *slot = slot_of(t, number);
    struct whole e;
    if ((slot->what & IS_WHOLE) != 0) {
        memcpy(&e, t->text + text_of(t, slot) % t->n_text - sizeof e, sizeof e);
        return e;
    }
    intptr_t far = (intptr_t)((slot->what >> KIND_SHIFT ^ KIND_SIGN) & KIND_MASK) - KIND_SIGN;
    return (struct whole){.at_us = *group_of(t, number) + slot->after_us,
                          .value = slot->value,
                          .kind = (const struct board_kind *)(anchor() + (uintptr_t)(far * KIND_STEP)),
                          .unit = slot->what >> UNIT_SHIFT & UNIT_MAX};
}

struct board_event board_trace_at(const struct trace *t, uint64_t number)
{
    struct whole e = unpack(t, number);
    return (struct board_event){
        .number = number,
        .at_us = e.at_us,
        .kind = e.kind,
        .unit = e.unit,
        .value = e.value,
        .text = t->text + text_of(t, slot_of(t, number)) % t->n_text,
    };
}

void board_trace_keep(struct trace *t, const struct board_event *e)
{
    struct whole whole = {e->at_us, e->value, e->kind, e->unit};
    struct trace_slot slot;
    size_t n_text = e->text ? strnlen(e->text, BOARD_TRACE_TEXT_MAX) : 0;
    uint64_t group_us = t->end % GROUP == 0 ? e->at_us : *group_of(t, t->end);
    bool is_all = pack(&slot, &whole, group_us);
    if (n_text > 0 || !is_all) {
        keep_text(t, is_all ? NULL : &whole, e->text ? e->text : "", n_text);
    }
    if (t->end - t->first == t->n_slots) {
        t->first++;
    }
    slot.text_at = (uint32_t)(t->text_end - n_text - 1);
    *group_of(t, t->end) = group_us;
    *slot_of(t, t->end) = slot;
    t->end++;
}
