/* SPDX-License-Identifier: MIT */
/* The register of the border: each call from outside is seen before it acts, and makes the same events again. */
#include <harness/rig.h>
#include <harness/test.h>
#include <board/fault.h>
#include <host/signals.h>
#include <fw/channel.h>
#include <board/flash.h>
#include <board/fxs.h>
#include <board/input.h>
#include <board/nic.h>
#include <rt/buf.h>
#include <string.h>

struct kept {
    struct board_input in;
    struct board_moment at;
    char text[BOARD_INPUT_TEXT_MAX + 1];
    int16_t data[64];
};

struct seen {
    struct kept input[32];
    size_t n;
};

static void keep(void *ctx, struct board *b, const struct board_input *in)
{
    struct seen *s = ctx;
    assert_true(s->n < 32 && in->n_data <= sizeof s->input[0].data);
    struct kept *k = &s->input[s->n++];
    k->in = *in;
    k->at = board_moment(b);
    (void)strncpy(k->text, in->text, sizeof k->text - 1);
    if (in->n_data > 0) {
        memcpy(k->data, in->data, in->n_data);
    }
    k->in.text = k->text;
    k->in.data = (const uint8_t *)k->data;
}

static void act_in_every_way(struct board *b)
{
    static const int16_t samples[3] = {1, -2, 3};
    static const uint8_t frame[60] = {1, 2, 3};
    struct board_fault plan[2];
    assert_int_equal(board_fault_parse("k17t3,k2a", plan, 2), 2);
    board_nic_plug(b, BOARD_PORT_LAN, true);
    board_power_on(b);
    (void)board_step(b, 0);
    board_nic_deliver(b, BOARD_PORT_LAN, frame, sizeof frame);
    board_nic_deliver(b, BOARD_PORT_WAN, frame, 3); /* lost */
    board_fxs_set_hook(b, 1, true);
    (void)board_fxs_speak(b, 1, samples, 3);
    board_fault_arm(b, plan, 2);
    board_emit(b, &emu_signal_lab, 4, 5, "seen");
    board_emit(b, &emu_signal_ear, 1, 0, "silence"); /* no input: it follows */
    board_emit(b, &fw_signal_net, 0, 0, "a lease");  /* the unit's own word */
    board_fault_rot(b, BOARD_REGION_FACTORY, 2, 7);
    board_reset(b, BOARD_RESET_PIN);
    (void)board_step(b, 0);
    board_power_off(b);
    (void)board_step(b, 0);
}

static void every_kind_of_call_is_seen_once_in_order(void **state)
{
    (void)state;
    static struct seen seen;
    struct rig rig;
    static const enum board_input_kind wanted[] = {BOARD_INPUT_CABLE,     BOARD_INPUT_POWER, BOARD_INPUT_FRAME,
                                                   BOARD_INPUT_FRAME,     BOARD_INPUT_HOOK,  BOARD_INPUT_MIC,
                                                   BOARD_INPUT_FAULTS,    BOARD_INPUT_WORD,  BOARD_INPUT_ROT,
                                                   BOARD_INPUT_RESET_PIN, BOARD_INPUT_POWER};
    rig_init(&rig);
    seen.n = 0;
    struct board_recorder recorder = {.fn = keep, .ctx = &seen};
    static struct seen by_another;
    struct board_recorder another = {.fn = keep, .ctx = &by_another};
    by_another.n = 0;
    board_record(rig.board, &recorder);
    board_record(rig.board, &another);
    act_in_every_way(rig.board);
    board_unrecord(rig.board, &recorder);
    board_power_on(rig.board); /* one of them records no more */
    assert_int_equal(by_another.n, seen.n + 1);
    board_unrecord(rig.board, &another);
    board_power_off(rig.board);
    assert_int_equal(by_another.n, seen.n + 1);
    assert_int_equal(seen.n, sizeof wanted / sizeof wanted[0]);
    for (size_t i = 0; i < seen.n; i++) {
        assert_int_equal(seen.input[i].in.kind, wanted[i]);
        assert_false(seen.input[i].at.is_in_call);
        assert_true(i == 0 || seen.input[i].at.event >= seen.input[i - 1].at.event);
    }
    assert_string_equal(seen.input[6].in.text, "k17t3,k2a");
    assert_int_equal(seen.input[5].data[1], -2);
    rig_fini(&rig);
}

static void put_trace(struct rt_buf *out, const struct board *b)
{
    char line[BOARD_TRACE_TEXT_MAX + 96];
    for (uint64_t i = 0; i < board_trace_end(b); i++) {
        (void)board_event_format(board_trace_get(b, i), line, sizeof line);
        assert_int_equal(rt_buf_printf(out, "%s\n", line), RT_OK);
    }
}

static void what_was_seen_makes_the_same_trace_again(void **state)
{
    (void)state;
    static struct seen seen;
    struct rig rig;
    struct rig again;
    struct rt_buf one;
    struct rt_buf two;
    seen.n = 0;
    rt_buf_init(&one, 65536);
    rt_buf_init(&two, 65536);
    rig_init(&rig);
    rig_init(&again);
    struct board_recorder recorder = {.fn = keep, .ctx = &seen};
    board_record(rig.board, &recorder);
    act_in_every_way(rig.board);
    put_trace(&one, rig.board);
    for (size_t i = 0; i < seen.n; i++) {
        if (seen.input[i].at.n_calls > board_moment(again.board).n_calls) {
            (void)board_step(again.board, 0);
        }
        assert_int_equal(board_moment(again.board).n_calls, seen.input[i].at.n_calls);
        if (seen.input[i].at.event > board_moment(again.board).event) { /* the two words that are no inputs */
            board_emit(again.board, &emu_signal_ear, 1, 0, "silence");
            board_emit(again.board, &fw_signal_net, 0, 0, "a lease");
        }
        assert_int_equal(board_input_apply(again.board, &seen.input[i].in), RT_OK);
    }
    (void)board_step(again.board, 0);
    put_trace(&two, again.board);
    assert_string_equal(rt_buf_text(&one), rt_buf_text(&two));
    assert_true(memcmp(rig.flash, again.flash, BOARD_FLASH_BYTES) == 0);
    rig_fini(&rig);
    rig_fini(&again);
    rt_buf_fini(&one);
    rt_buf_fini(&two);
}

static void what_no_call_could_have_made_is_refused(void **state)
{
    (void)state;
    static const int16_t odd[2];
    const struct board_input wrong[] = {
        {.kind = BOARD_INPUT_POWER, .value = 2, .text = ""},
        {.kind = BOARD_INPUT_CABLE, .unit = 2, .text = ""},
        {.kind = BOARD_INPUT_CABLE, .value = -1, .text = ""},
        {.kind = BOARD_INPUT_FRAME, .unit = 9, .text = ""},
        {.kind = BOARD_INPUT_HOOK, .unit = 2, .text = ""},
        {.kind = BOARD_INPUT_HOOK, .value = 3, .text = ""},
        {.kind = BOARD_INPUT_JACK, .unit = 2, .text = ""},
        {.kind = BOARD_INPUT_JACK, .value = 2, .text = ""},
        {.kind = BOARD_INPUT_MIC, .unit = 2, .text = ""},
        {.kind = BOARD_INPUT_MIC, .data = (const uint8_t *)odd, .n_data = 3, .text = ""},
        {.kind = BOARD_INPUT_FAULTS, .text = "k0x"},
        {.kind = BOARD_INPUT_WORD, .signal = &fw_signal_net, .text = "forged"},
        {.kind = BOARD_INPUT_WORD, .signal = NULL, .text = ""},
        {.kind = BOARD_INPUT_ROT, .unit = BOARD_N_REGIONS, .text = ""},
        {.kind = BOARD_INPUT_ROT, .value = -1, .text = ""},
        {.kind = BOARD_INPUT_ROT, .value = INT64_MAX, .text = ""},
        {.kind = BOARD_N_INPUTS, .text = ""},
    };
    struct rig rig;
    rig_init(&rig);
    rig_power_on(&rig);
    uint64_t end = board_trace_end(rig.board);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        assert_int_equal(board_input_apply(rig.board, &wrong[i]), RT_EINVAL);
    }
    assert_int_equal(board_trace_end(rig.board), end);
    rig_fini(&rig);
}

static unsigned n_fired;

static void count(void *ctx, struct board_timer *t)
{
    (void)ctx;
    (void)t;
    n_fired++;
}

static bool stop_before_the_third(void *ctx, struct board *b)
{
    (void)ctx;
    return board_moment(b).n_calls < 2;
}

/* Calls of the outside do not count: they are not there in a replay. */
static void a_gap_stands_before_each_call_and_can_end_the_step(void **state)
{
    (void)state;
    struct rig rig;
    struct board_timer timer[4];
    rig_init(&rig);
    n_fired = 0;
    for (unsigned i = 0; i < 4; i++) {
        board_timer_init(&timer[i], "t", i == 3 ? BOARD_PRIORITY_OUTSIDE : BOARD_PRIORITY_INPUT, count, NULL);
        board_timer_start(rig.board, &timer[i], 10);
    }
    board_set_gap(rig.board, stop_before_the_third, NULL);
    assert_true(board_step(rig.board, 10));
    assert_int_equal(n_fired, 2);
    assert_int_equal(board_now_us(rig.board), 10);
    board_set_gap(rig.board, NULL, NULL);
    assert_true(board_step(rig.board, 10));
    assert_int_equal(n_fired, 4);
    assert_int_equal(board_moment(rig.board).n_calls, 3);
    rig_fini(&rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_kind_of_call_is_seen_once_in_order),
        cmocka_unit_test(what_was_seen_makes_the_same_trace_again),
        cmocka_unit_test(what_no_call_could_have_made_is_refused),
        cmocka_unit_test(a_gap_stands_before_each_call_and_can_end_the_step),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
