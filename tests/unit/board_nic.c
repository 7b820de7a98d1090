/* SPDX-License-Identifier: MIT */
#include <harness/rig.h>
#include <harness/test.h>
#include <board/nic.h>
#include <string.h>

#define WAN BOARD_PORT_WAN

/* A firmware that writes down what it is told: first byte of each frame, 'U' and 'D' for the link. */
struct station {
    struct rig rig;
    char line[2048];
    size_t n;
    bool is_inside; /* a call of ours runs: no other may begin */
    unsigned n_answers;
};

static void note(struct station *s, char c)
{
    assert_false(s->is_inside);
    assert_true(s->n + 1 < sizeof s->line);
    s->line[s->n++] = c;
}

static void make_frame(uint8_t frame[60], char c)
{
    memset(frame, 0, 60);
    frame[0] = (uint8_t)c;
}

static void on_frame(void *ctx, enum board_port p, const uint8_t *frame, size_t n)
{
    struct station *s = ctx;
    note(s, (char)frame[0]);
    assert_int_equal(n, 60);
    if (s->n_answers > 0) {
        s->n_answers--;
        s->is_inside = true;
        uint8_t answer[60];
        make_frame(answer, 'x');
        assert_int_equal(board_nic_send(s->rig.board, p, answer, sizeof answer), RT_OK);
        s->is_inside = false;
    }
}

static void on_link(void *ctx, enum board_port p, bool is_linked)
{
    (void)p;
    note(ctx, is_linked ? 'U' : 'D');
}

static void attach(void *ctx, struct board *b)
{
    const struct board_nic_client client = {on_frame, on_link, ctx};
    board_nic_attach_client(b, WAN, &client);
}

static void deliver(struct station *s, char c)
{
    uint8_t frame[60];
    make_frame(frame, c);
    board_nic_deliver(s->rig.board, WAN, frame, sizeof frame);
}

/* An other end that answers at once, from inside the unit's send. */
static void echo(void *ctx, enum board_port p, const uint8_t *frame, size_t n)
{
    struct station *s = ctx;
    board_nic_deliver(s->rig.board, p, frame, n);
}

static int set_up(void **state)
{
    static struct station s;
    memset(&s, 0, sizeof s);
    rig_init(&s.rig);
    s.rig.on_start = attach;
    s.rig.ctx = &s;
    board_nic_plug(s.rig.board, WAN, true);
    rig_power_on(&s.rig);
    *state = &s;
    return 0;
}

static int tear_down(void **state)
{
    rig_fini(&((struct station *)*state)->rig);
    return 0;
}

static void frames_arrive_in_order_in_the_same_instant(void **state)
{
    struct station *s = *state;
    deliver(s, 'a');
    deliver(s, 'b');
    assert_string_equal(s->line, ""); /* not from inside deliver */
    rig_settle(&s->rig);
    assert_string_equal(s->line, "ab");
    assert_int_equal(board_now_us(s->rig.board), 0);
}

static void an_answer_from_the_wire_never_enters_the_firmware_again(void **state)
{
    struct station *s = *state;
    board_nic_attach_wire(s->rig.board, WAN, echo, s);
    s->n_answers = 3;
    deliver(s, 'a');
    rig_settle(&s->rig);
    assert_string_equal(s->line, "axxx");
    struct board_nic_counters c = board_nic_counters(s->rig.board, WAN);
    assert_int_equal(c.frames_out, 3);
    assert_int_equal(c.bytes_out, 180);
    assert_int_equal(c.frames_in, 4);
    assert_int_equal(c.bytes_in, 240);
    assert_int_equal(c.frames_lost, 0);
    assert_int_equal(rig_count(&s->rig, &board_signal_frame_out), 3);
}

static void the_queue_is_bounded(void **state)
{
    struct station *s = *state;
    for (unsigned i = 0; i < BOARD_FRAME_QUEUE_MAX + 7; i++) {
        deliver(s, i < BOARD_FRAME_QUEUE_MAX ? 'a' : 'z');
    }
    assert_int_equal(board_nic_counters(s->rig.board, WAN).frames_lost, 7);
    assert_true(rig_saw(&s->rig, &board_signal_frame_lost, WAN, "queue full"));
    rig_settle(&s->rig);
    assert_int_equal(s->n, BOARD_FRAME_QUEUE_MAX);
    assert_null(strchr(s->line, 'z'));
    deliver(s, 'b'); /* and it works on */
    rig_settle(&s->rig);
    assert_int_equal(s->line[s->n - 1], 'b');
}

/* Frames of all lengths go round the queue several times, and it is never empty: each arrives whole and in its turn. */
struct round {
    struct rig *rig;
    unsigned n_sent, n_seen;
};
enum { ROUND_FRAMES = 5000, ROUND_AT_ONCE = 400 };

static size_t length_of(unsigned i)
{
    return BOARD_FRAME_MIN + (size_t)i * 977u % (BOARD_FRAME_MAX - BOARD_FRAME_MIN + 1);
}

static void send_next(struct round *r)
{
    uint8_t frame[BOARD_FRAME_MAX];
    memset(frame, (int)(r->n_sent % 251), sizeof frame);
    board_nic_deliver(r->rig->board, WAN, frame, length_of(r->n_sent));
    r->n_sent++;
}

static void on_round(void *ctx, enum board_port p, const uint8_t *frame, size_t n)
{
    struct round *r = ctx;
    (void)p;
    assert_int_equal(n, length_of(r->n_seen));
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(frame[i], r->n_seen % 251);
    }
    r->n_seen++;
    if (r->n_sent < ROUND_FRAMES) {
        send_next(r);
    }
}

static void frames_of_all_lengths_go_round_the_queue(void **state)
{
    struct station *s = *state;
    struct round r = {.rig = &s->rig};
    const struct board_nic_client client = {on_round, NULL, &r};
    board_nic_attach_client(s->rig.board, WAN, &client);
    for (unsigned i = 0; i < ROUND_AT_ONCE; i++) {
        send_next(&r);
    }
    rig_settle(&s->rig);
    assert_int_equal(r.n_seen, ROUND_FRAMES);
    assert_int_equal(board_nic_counters(s->rig.board, WAN).frames_lost, 0);
}

static void frames_are_lost_without_power_cable_or_size(void **state)
{
    struct station *s = *state;
    struct board *b = s->rig.board;
    static uint8_t big[BOARD_FRAME_MAX + 1];
    board_nic_deliver(b, WAN, big, BOARD_FRAME_MIN - 1);
    board_nic_deliver(b, WAN, big, BOARD_FRAME_MAX + 1);
    assert_true(rig_saw(&s->rig, &board_signal_frame_lost, WAN, "too short"));
    assert_true(rig_saw(&s->rig, &board_signal_frame_lost, WAN, "too short"));
    assert_int_equal(board_nic_send(b, WAN, big, BOARD_FRAME_MIN - 1), RT_EINVAL);
    assert_int_equal(board_nic_send(b, WAN, big, BOARD_FRAME_MAX + 1), RT_EINVAL);
    assert_int_equal(board_nic_send(b, WAN, big, BOARD_FRAME_MAX), RT_OK);
    assert_int_equal(board_nic_send(b, BOARD_PORT_LAN, big, 60), RT_EUNREACH);
    board_nic_deliver(b, BOARD_PORT_LAN, big, 60);
    assert_true(rig_saw(&s->rig, &board_signal_frame_lost, BOARD_PORT_LAN, "no cable"));
    deliver(s, 'a'); /* waits when the power fails */
    board_power_off(b);
    deliver(s, 'b');
    assert_int_equal(board_nic_send(b, WAN, big, 60), RT_EPOWER);
    rig_settle(&s->rig);
    assert_true(rig_saw(&s->rig, &board_signal_frame_lost, WAN, "no power"));
    assert_true(rig_saw(&s->rig, &board_signal_frame_lost, WAN, "power failed"));
    rig_power_on(&s->rig);
    assert_string_equal(s->line, "");
    assert_int_equal(board_nic_counters(b, WAN).frames_lost, 4);
}

static void the_link_is_reported_and_a_short_break_too(void **state)
{
    struct station *s = *state;
    struct board *b = s->rig.board;
    board_nic_plug(b, WAN, true); /* it is in already */
    rig_settle(&s->rig);
    assert_string_equal(s->line, "");
    board_nic_plug(b, WAN, false);
    assert_false(board_nic_is_linked(b, WAN));
    rig_settle(&s->rig);
    assert_string_equal(s->line, "D");
    board_nic_plug(b, WAN, true);
    deliver(s, 'a');
    rig_settle(&s->rig);
    assert_string_equal(s->line, "DUa"); /* the link is told before the first frame */
    board_nic_plug(b, WAN, false);
    board_nic_plug(b, WAN, true);
    rig_settle(&s->rig);
    assert_string_equal(s->line, "DUaDU");
    rig_power_off(&s->rig);
    board_nic_plug(b, WAN, false); /* nobody is there to be told */
    board_nic_plug(b, WAN, true);
    rig_power_on(&s->rig);
    assert_string_equal(s->line, "DUaDU");
    assert_int_equal(rig_count(&s->rig, &board_signal_cable), 7);
}

static void a_removed_client_hears_nothing_more(void **state)
{
    struct station *s = *state;
    deliver(s, 'a');
    board_nic_attach_client(s->rig.board, WAN, NULL);
    rig_settle(&s->rig);
    board_nic_plug(s->rig.board, WAN, false);
    rig_settle(&s->rig);
    assert_string_equal(s->line, "");
}

static void a_reset_removes_the_client(void **state)
{
    struct station *s = *state;
    s->rig.on_start = NULL; /* the next firmware does not attach */
    deliver(s, 'a');        /* comes before the reset, is told after it: to nobody */
    board_reset(s->rig.board, BOARD_RESET_SOFT);
    rig_settle(&s->rig);
    deliver(s, 'b');
    rig_settle(&s->rig);
    assert_string_equal(s->line, "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(frames_arrive_in_order_in_the_same_instant, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_answer_from_the_wire_never_enters_the_firmware_again, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_queue_is_bounded, set_up, tear_down),
        cmocka_unit_test_setup_teardown(frames_of_all_lengths_go_round_the_queue, set_up, tear_down),
        cmocka_unit_test_setup_teardown(frames_are_lost_without_power_cable_or_size, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_link_is_reported_and_a_short_break_too, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_reset_removes_the_client, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_removed_client_hears_nothing_more, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
