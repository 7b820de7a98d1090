/* SPDX-License-Identifier: MIT */
#include <harness/rig.h>
#include <harness/test.h>
#include <board/led.h>
#include <host/signals.h>
#include <fw/channel.h>
#include <rt/mem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct board *make(size_t n_events)
{
    struct board_config config = {.n_trace_events = n_events};
    struct board *b = board_create(&config);
    assert_non_null(b);
    return b;
}

static uint64_t oldest(const struct board *b)
{
    uint64_t i = 0;
    while (i < board_trace_end(b) && !board_trace_get(b, i)) {
        i++;
    }
    return i;
}

static void the_log_keeps_the_last_events_under_running_numbers(void **state)
{
    (void)state;
    struct board *b = make(16);
    uint64_t begin = board_trace_end(b);
    for (int i = 0; i < 100; i++) {
        board_emitf(b, &emu_signal_note, 0, i, "note %d", i);
    }
    assert_int_equal(board_trace_end(b), begin + 100);
    assert_null(board_trace_get(b, begin + 100));
    assert_int_equal(oldest(b), begin + 84);
    for (int i = 84; i < 100; i++) {
        char text[20];
        const struct board_event *e = board_trace_get(b, begin + (uint64_t)i);
        (void)snprintf(text, sizeof text, "note %d", i);
        assert_string_equal(e->text, text);
        assert_int_equal(e->value, i);
        assert_int_equal(e->number, begin + (uint64_t)i);
        assert_null(e->data);
    }
    board_destroy(b);
}

/* Texts of all lengths go round the text ring many times: what is still there is right, and enough is there. */
static void long_texts_push_out_old_events_and_are_never_mixed(void **state)
{
    (void)state;
    enum { N = 64 };
    struct board *b = make(N);
    char text[BOARD_TRACE_TEXT_MAX + 100];
    for (unsigned i = 0; i < 2000; i++) {
        size_t n = i % 3 == 0 ? 0 : i * 7 % sizeof text;
        memset(text, 'a' + (int)(board_trace_end(b) % 26), n);
        text[n] = 0;
        board_emit(b, &emu_signal_note, 0, (int64_t)n, text);
        uint64_t from = oldest(b);
        assert_true(board_trace_end(b) < N || board_trace_end(b) - from >= N / 4);
        for (uint64_t k = from; k < board_trace_end(b); k++) {
            const struct board_event *e = board_trace_get(b, k);
            size_t wanted = (size_t)e->value < BOARD_TRACE_TEXT_MAX ? (size_t)e->value : BOARD_TRACE_TEXT_MAX;
            if (board_event_signal(e) == &emu_signal_note) {
                assert_int_equal(strlen(e->text), wanted);
                assert_true(wanted == 0 || (e->text[0] == 'a' + (int)(k % 26) && e->text[wanted - 1] == e->text[0]));
            }
        }
    }
    board_destroy(b);
}

/* Events for which a slot is too small, among others: nothing of them changes, however often the rings go round. */
static void every_event_is_read_as_it_was_written(void **state)
{
    (void)state;
    enum { N = 100, ALL = 5000 };
    static const uint64_t later_us[] = {0, 1, 999, 3600000000u, 4294967296u, 400000000000u};
    static const int64_t values[] = {0, -1, INT32_MAX, INT32_MIN, (int64_t)INT32_MAX + 1, INT64_MIN, INT64_MAX, 7};
    static const uint32_t units[] = {0, 1, 127, 128, UINT32_MAX};
    struct board *b = make(N);
    struct board_kind *far = rt_mem_alloc(sizeof *far); /* not among the program's constants */
    assert_non_null(far);
    *far = board_signal_led.kind;
    const struct board_kind *kinds[] = {&emu_signal_note.kind, far, &board_signal_led.kind};
    struct board_event *wrote = calloc(ALL, sizeof *wrote);
    assert_non_null(wrote);
    static const char *const texts[] = {NULL, "some words", "x"};
    uint64_t begin = board_trace_end(b), seed = 1;
    for (unsigned i = 0; i < ALL; i++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        unsigned r = (unsigned)(seed >> 33);
        uint64_t until_us = board_now_us(b) + (r % 7 == 0 ? later_us[r / 7 % 6] : 0);
        while (board_step(b, until_us)) {
        }
        wrote[i] = (struct board_event){.at_us = board_now_us(b), .kind = kinds[r % 16 < 2 ? 1 : r % 3 == 0 ? 2 : 0]};
        wrote[i].value = values[r / 11 % 8];
        wrote[i].unit = units[r / 13 % 5];
        wrote[i].text = texts[r / 17 % 3];
        assert_int_equal(board_trace_end(b), begin + i);
        board_emit_kind(b, wrote[i].kind, wrote[i].unit, wrote[i].value, wrote[i].text);
        uint64_t from = oldest(b) < begin ? begin : oldest(b);
        for (uint64_t k = from; k < board_trace_end(b); k++) {
            const struct board_event *e = board_trace_get(b, k), *wanted = &wrote[k - begin];
            assert_true(e->at_us == wanted->at_us && e->value == wanted->value && e->unit == wanted->unit);
            assert_ptr_equal(e->kind, wanted->kind);
            assert_string_equal(e->text, wanted->text != NULL ? wanted->text : "");
        }
    }
    assert_int_equal(board_trace_end(b) - oldest(b), N);
    board_destroy(b);
    rt_mem_free(far);
    free(wrote);
}

static void writing_events_allocates_nothing(void **state)
{
    (void)state;
    struct board *b = make(0);
    uint64_t n = rt_mem_n_allocations();
    for (int i = 0; i < 20000; i++) {
        board_emitf(b, &emu_signal_note, 0, i, "some words %d", i);
    }
    assert_int_equal(rt_mem_n_allocations(), n);
    assert_int_equal(board_trace_end(b) - oldest(b), BOARD_TRACE_DEFAULT_EVENTS);
    board_destroy(b);
}

struct seen {
    struct board_watcher watcher;
    unsigned n;
    uint64_t sum;
    bool leaves, writes;
};

static void on_event(void *ctx, struct board *b, const struct board_event *e)
{
    struct seen *seen = ctx;
    seen->n++;
    for (size_t i = 0; i < e->n_data; i++) {
        seen->sum += e->data[i];
    }
    if (seen->leaves) {
        board_unwatch(b, &seen->watcher);
    }
    if (seen->writes) {
        board_emit(b, &emu_signal_note, 0, 0, "from inside");
    }
}

static void watchers_see_each_event_at_once_with_its_data(void **state)
{
    (void)state;
    struct board *b = make(0);
    struct seen first = {.watcher = {.fn = on_event, .ctx = &first}, .leaves = true};
    struct seen second = {.watcher = {.fn = on_event, .ctx = &second}};
    board_watch(b, &first.watcher);
    board_watch(b, &second.watcher);
    board_emit_data(b, &board_signal_frame_in, 0, (const uint8_t *)"\x01\x02\x03", 3);
    assert_int_equal(first.n, 1);
    assert_int_equal(second.sum, 6);
    const struct board_event *e = board_trace_get(b, board_trace_end(b) - 1);
    assert_int_equal(e->value, 3);
    assert_null(e->data); /* borrowed for the call only */
    assert_int_equal(e->n_data, 0);
    board_emit(b, &emu_signal_note, 0, 0, NULL);
    assert_int_equal(first.n, 1);
    assert_int_equal(second.n, 2);
    board_unwatch(b, &second.watcher);
    board_unwatch(b, &second.watcher);
    board_emit(b, &emu_signal_note, 0, 0, NULL);
    assert_int_equal(second.n, 2);
    board_destroy(b);
}

static void write_from_inside(void *ctx)
{
    struct seen seen = {.watcher = {.fn = on_event, .ctx = &seen}, .writes = true};
    board_watch(ctx, &seen.watcher);
    board_emit(ctx, &emu_signal_note, 0, 0, NULL);
}

static void a_watcher_that_writes_aborts(void **state)
{
    (void)state;
    struct board *b = make(0);
    assert_true(rig_aborts(write_from_inside, b));
    board_destroy(b);
}

static void the_text_form_is_stable(void **state)
{
    (void)state;
    static const struct {
        struct board_event event;
        const char *line;
    } rows[] = {
        {{.at_us = 12345678, .kind = &board_signal_led.kind, .unit = BOARD_LED_POWER, .text = "fast"},
         "      12.345678 led[power] fast"},
        {{.kind = &board_signal_power.kind, .value = 1, .text = "switched on"},
         "       0.000000 power on=1 switched on"},
        {{.at_us = 86400000001, .kind = &board_signal_frame_in.kind, .unit = 1, .value = 60, .text = ""},
         "   86400.000001 frame.in[lan] bytes=60"},
        {{.at_us = 5, .kind = &board_signal_frame_lost.kind, .text = "no cable"},
         "       0.000005 frame.lost[wan] bytes=0 no cable"},
        {{.at_us = 5, .kind = &board_signal_hook.kind, .unit = 2, .text = ""}, "       0.000005 hook[2] off=0"},
        {{.at_us = 5, .kind = &emu_signal_keys.kind, .unit = 1, .value = 40000040, .text = "****"},
         "       0.000005 keys[1] rhythm=40000040 ****"},
        {{.at_us = 5, .kind = &emu_signal_lab.kind, .text = "dhcp"}, "       0.000005 lab dhcp"},
        {{.at_us = 5, .kind = &emu_signal_lab.kind, .value = 9, .text = "drop"}, "       0.000005 lab bytes=9 drop"},
        {{.at_us = 5, .kind = &emu_signal_note.kind, .value = -7, .text = ""}, "       0.000005 note value=-7"},
        {{.at_us = 5, .kind = &board_signal_led.kind, .unit = 99, .text = "x"}, "       0.000005 led[?] x"},
    };
    char out[100];
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(board_event_format(&rows[i].event, out, sizeof out), strlen(rows[i].line));
        assert_string_equal(out, rows[i].line);
    }
    assert_int_equal(board_event_format(&rows[0].event, out, 10), 9);
    assert_string_equal(out, "      12.");
    assert_int_equal(board_event_format(&rows[0].event, out, 1), 0);
    assert_string_equal(out, "");
}

static void every_signal_has_a_name_of_its_own(void **state)
{
    (void)state;
    const struct board_signal *s, *other;
    size_t n = 0;
    for (; (s = emu_signal_at(n)) != NULL; n++) {
        assert_true(strlen(s->help) > 1 && s->kind.signal == s && emu_signal_index(s) == n);
        assert_ptr_equal(emu_signal_find(rt_str(s->name)), s);
        for (size_t k = n + 1; (other = emu_signal_at(k)) != NULL; k++) {
            assert_string_not_equal(s->name, other->name);
        }
    }
    assert_in_range(n, 25, EMU_SIGNALS_MAX);
    assert_null(emu_signal_find(rt_str("fw.nothing")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_log_keeps_the_last_events_under_running_numbers),
        cmocka_unit_test(long_texts_push_out_old_events_and_are_never_mixed),
        cmocka_unit_test(every_event_is_read_as_it_was_written),
        cmocka_unit_test(writing_events_allocates_nothing),
        cmocka_unit_test(watchers_see_each_event_at_once_with_its_data),
        cmocka_unit_test(a_watcher_that_writes_aborts),
        cmocka_unit_test(the_text_form_is_stable),
        cmocka_unit_test(every_signal_has_a_name_of_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
