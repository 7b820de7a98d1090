/* SPDX-License-Identifier: MIT */
/* The telephones of the lab without a unit: two labs on one wire call each other. */
#include <harness/test.h>
#include <harness/rig.h>
#include <board/board.h>
#include <board/clock.h>
#include <board/signal.h>
#include <host/signals.h>
#include <lab/lab.h>
#include <net/packet.h>
#include <telephone/pitch.h>
#include <telephone/telephone.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define FRAMES_MAX 256u
#define SECOND     (uint64_t) BOARD_US_PER_S

static struct {
    struct rig rig;
    struct emu_lab *lab[2]; /* 0 is the company, 1 stands for a unit */
    struct {
        uint8_t frame[BOARD_FRAME_MAX];
        size_t n;
        unsigned to;
    } queue[FRAMES_MAX];
    size_t first, n;
    uint64_t cursor;
} w;

static void put(unsigned to, const uint8_t *frame, size_t n)
{
    size_t i = (w.first + w.n++) % FRAMES_MAX;
    assert_true(w.n <= FRAMES_MAX);
    memcpy(w.queue[i].frame, frame, n);
    w.queue[i].n = n;
    w.queue[i].to = to;
}

static void from_company(void *ctx, const uint8_t *frame, size_t n)
{
    (void)ctx;
    put(1, frame, n);
}

static void from_unit(void *ctx, const uint8_t *frame, size_t n)
{
    (void)ctx;
    put(0, frame, n);
}

static void deliver(void)
{
    while (w.n > 0) {
        size_t i = w.first;
        w.first = (w.first + 1) % FRAMES_MAX;
        w.n--;
        (void)emu_lab_on_frame(w.lab[w.queue[i].to], w.queue[i].frame, w.queue[i].n);
    }
}

static void pass(uint64_t us)
{
    uint64_t until = board_now_us(w.rig.board) + us;
    deliver();
    while (board_now_us(w.rig.board) < until || board_next_due_us(w.rig.board) <= until) {
        (void)board_step(w.rig.board, until);
        deliver();
    }
}

/* Was there such an event since the last question? */
static void expect(const char *text)
{
    for (uint64_t i = w.cursor; i < board_trace_end(w.rig.board); i++) {
        const struct board_event *e = board_trace_get(w.rig.board, i);
        if (e != NULL && board_event_signal(e) == &emu_signal_lab && strstr(e->text, text) != NULL) {
            w.cursor = i + 1;
            return;
        }
    }
    for (uint64_t i = w.cursor; i < board_trace_end(w.rig.board); i++) {
        const struct board_event *e = board_trace_get(w.rig.board, i);
        if (e != NULL) {
            print_message("%12llu %s\n", (unsigned long long)e->at_us, e->text);
        }
    }
    fail_msg("no event \"%s\"", text);
}

static int setup(void **state)
{
    struct emu_error error = {0};
    (void)state;
    memset(&w, 0, sizeof w);
    rig_init(&w.rig);
    rig_power_on(&w.rig);
    for (unsigned i = 0; i < 2; i++) {
        const struct emu_lab_config config = {.board = w.rig.board, .send = i == 0 ? from_company : from_unit};
        assert_int_equal(emu_lab_create(&w.lab[i], &config, &error), EMU_EXIT_OK);
    }
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    emu_lab_destroy(w.lab[0]);
    emu_lab_destroy(w.lab[1]);
    rig_fini(&w.rig);
    return 0;
}

static struct emu_lab_phone plain(const char *number, const char *codecs)
{
    return (struct emu_lab_phone){
        .number = number, .name = "", .codecs = codecs, .contact = "", .progress = 180, .ptime_ms = 20};
}

static void add(unsigned lab, const struct emu_lab_phone *phone)
{
    assert_int_equal(emu_lab_set_phone(w.lab[lab], phone), RT_OK);
}

/* 200 of the company calls 1001. */
static enum rt_err call(struct emu_lab_call c)
{
    c.from = "200";
    c.to = "1001";
    c.unit_ip = EMU_NET_PROVIDER;
    c.unit_port = 5060;
    return emu_lab_call(w.lab[0], &c);
}

static void talk(const char *codecs)
{
    struct emu_lab_phone unit = plain("1001", codecs);
    add(1, &unit);
    assert_int_equal(call((struct emu_lab_call){.name = "J. Smith", .codecs = codecs}), RT_OK);
    pass(SECOND);
    expect("phone 1001: rings, from 200 \"J. Smith\"");
    expect("phone 200: 180 from 1001");
    assert_int_equal(emu_lab_phone_answer(w.lab[1], "1001"), RT_OK);
    pass(SECOND / 10);
    expect("phone 200: talks to 1001");
}

static void a_call_in_each_codec(void **state)
{
    static const char *const codecs[] = {"PCMU", "PCMA", "G726-16", "G726-24", "G726-32", "G726-40"};
    (void)state;
    for (size_t i = 0; i < sizeof codecs / sizeof codecs[0]; i++) {
        talk(codecs[i]);
        expect("phone 1001: talks to 200");
        assert_int_equal(emu_lab_phone_say(w.lab[0], "200", "tone 440 Hz", 11), RT_OK);
        assert_int_equal(emu_lab_phone_say(w.lab[1], "1001", "tone 1200 Hz", 12), RT_OK);
        pass(SECOND);
        char heard[64];
        const struct board_event *e;
        unsigned n_right = 0;
        for (uint64_t k = w.cursor; k < board_trace_end(w.rig.board); k++) {
            e = board_trace_get(w.rig.board, k);
            if (e != NULL && sscanf(e->text, "phone %*s hears %60[^\n]", heard) == 1) {
                n_right += emu_lab_pitch_is(heard, "440 Hz") || emu_lab_pitch_is(heard, "1200 Hz");
            }
        }
        if (n_right != 2) {
            expect(codecs[i]);
        }
        assert_int_equal(emu_lab_phone_hang_up(w.lab[0], "200"), RT_OK);
        pass(SECOND / 10);
        expect("phone 1001: call over: BYE");
        expect("phone 200: call over: hung up");
    }
}

static void keys_in_three_ways(void **state)
{
    (void)state;
    talk("PCMU");
    for (unsigned how = 0; how < 3; how++) {
        const struct emu_lab_dtmf dtmf = {.number = "200", .keys = "5#", .how = (enum emu_lab_dtmf_how)how, .ms = 120};
        static const char *const told[] = {"by rtp for 120ms", "by info for 120ms", "in band"};
        char text[64];
        assert_int_equal(emu_lab_phone_dtmf(w.lab[0], &dtmf), RT_OK);
        pass(SECOND);
        (void)snprintf(text, sizeof text, "phone 1001: dtmf 5 %s", told[how]);
        expect(text);
        (void)snprintf(text, sizeof text, "phone 1001: dtmf # %s", told[how]);
        expect(text);
    }
}

static void hold_and_resume(void **state)
{
    (void)state;
    talk("PCMU");
    assert_int_equal(emu_lab_phone_say(w.lab[1], "1001", "tone 440 Hz", 11), RT_OK);
    pass(SECOND);
    expect("phone 200: hears 44");
    assert_int_equal(emu_lab_phone_hold(w.lab[0], "200", true), RT_OK);
    pass(SECOND);
    expect("phone 1001: held by 200");
    uint64_t before = board_trace_end(w.rig.board);
    assert_int_equal(emu_lab_phone_hold(w.lab[0], "200", false), RT_OK);
    pass(SECOND);
    expect("phone 1001: resumed by 200");
    assert_true(board_trace_end(w.rig.board) > before);
    assert_int_equal(emu_lab_phone_hang_up(w.lab[1], "1001"), RT_OK);
    pass(SECOND);
    expect("phone 200: call over: BYE");
}

static void refused_cancelled_busy_and_silent(void **state)
{
    (void)state;
    struct emu_lab_phone unit = plain("1001", EMU_LAB_CODECS);
    unit.refuses = 486;
    add(1, &unit);
    assert_int_equal(call((struct emu_lab_call){.codecs = NULL}), RT_OK);
    pass(SECOND);
    expect("phone 200: call over: 486");
    unit.refuses = 0;
    add(1, &unit);
    assert_int_equal(call((struct emu_lab_call){.codecs = NULL}), RT_OK);
    pass(SECOND);
    assert_int_equal(call((struct emu_lab_call){.codecs = NULL}), RT_EBUSY);
    assert_int_equal(emu_lab_phone_hang_up(w.lab[0], "200"), RT_OK);
    pass(SECOND);
    expect("phone 1001: call over: CANCEL");
    expect("phone 200: call over: 487");
    unit.is_silent = true;
    add(1, &unit);
    assert_int_equal(call((struct emu_lab_call){.codecs = NULL}), RT_OK);
    pass(40 * SECOND);
    expect("phone 200: call over: no answer");
}

static void an_offer_in_the_answer(void **state)
{
    (void)state;
    struct emu_lab_phone unit = plain("1001", EMU_LAB_CODECS);
    unit.answers_by_itself = true;
    unit.answers_after_us = SECOND;
    unit.slow_us = SECOND / 5;
    add(1, &unit);
    assert_int_equal(call((struct emu_lab_call){.has_no_offer = true}), RT_OK);
    pass(3 * SECOND);
    expect("phone 200: talks to 1001, PCMU");
    expect("phone 1001: talks to 200, PCMU");
    assert_int_equal(emu_lab_phone_say(w.lab[1], "1001", "tone 700 Hz", 11), RT_OK);
    pass(SECOND);
    expect("phone 200: hears 700 Hz");
    size_t n;
    assert_non_null(strstr(emu_lab_phone_message(w.lab[1], "1001", "ACK ", &n), "a=rtpmap:0 PCMU/8000"));
}

static void pitches(void **state)
{
    static const unsigned tones[][2] = {{440, 0}, {350, 440},   {440, 480},  {480, 620},
                                        {880, 0}, {2130, 2750}, {1000, 3000}};
    (void)state;
    for (size_t i = 0; i < sizeof tones / sizeof tones[0]; i++) {
        struct emu_lab_pitch p = {.n = 0};
        int16_t samples[8000];
        char heard[EMU_LAB_PITCH_TEXT_MAX] = "", wanted[EMU_LAB_PITCH_TEXT_MAX];
        for (int k = 0; k < 8000; k++) {
            double v = 6000 * sin(6.283185307179586 * tones[i][0] * k / 8000);
            v += tones[i][1] > 0 ? 3000 * sin(6.283185307179586 * tones[i][1] * k / 8000 + 1) : 0;
            samples[k] = (int16_t)v;
        }
        if (tones[i][1] > 0) {
            (void)snprintf(wanted, sizeof wanted, "%u+%u Hz", tones[i][0], tones[i][1]);
        } else {
            (void)snprintf(wanted, sizeof wanted, "%u Hz", tones[i][0]);
        }
        assert_true(emu_lab_pitch_hear(&p, samples, 8000, heard));
        if (!emu_lab_pitch_is(heard, wanted)) {
            fail_msg("%s is heard as %s", wanted, heard);
        }
    }
}

/* ---- telephones of one lab, with each other ---- */

static void inner_call(const char *from, const char *to)
{
    const struct emu_lab_call c = {.from = from, .to = to};
    assert_int_equal(emu_lab_call(w.lab[0], &c), RT_OK);
    pass(SECOND / 10);
    assert_int_equal(emu_lab_phone_answer(w.lab[0], to), RT_OK);
    pass(SECOND / 10);
}

static void inner(void)
{
    static const char *const numbers[] = {"200", "300", "400"};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        struct emu_lab_phone phone = plain(numbers[i], "PCMU");
        add(0, &phone);
    }
}

static void say(const char *number, const char *what)
{
    assert_int_equal(emu_lab_phone_say(w.lab[0], number, what, strlen(what)), RT_OK);
    pass(SECOND);
}

static void they_call_each_other(void **state)
{
    (void)state;
    inner();
    inner_call("200", "300");
    expect("phone 300: talks to 200");
    say("200", "tone 440 Hz");
    expect("phone 300: hears 44");
    say("300", "tone 880 Hz");
    expect("phone 200: hears 88");
    assert_int_equal(w.n, 0); /* nothing of it is on the wire */
    assert_int_equal(emu_lab_phone_hang_up(w.lab[0], "300"), RT_OK);
    pass(SECOND / 10);
    expect("phone 200: call over: BYE");
}

static void they_transfer_each_other(void **state)
{
    (void)state;
    inner();
    inner_call("200", "300");
    assert_int_equal(emu_lab_phone_transfer(w.lab[0], &(struct emu_lab_transfer){.number = "300", .to = "400"}), RT_OK);
    pass(SECOND / 10);
    expect("phone 200: is sent to 400");
    expect("phone 300: REFER: 202");
    expect("phone 300: transfer: 180");
    assert_int_equal(emu_lab_phone_answer(w.lab[0], "400"), RT_OK);
    pass(SECOND / 10);
    expect("phone 200: talks to 400");
    expect("phone 300: transfer: 200, the last report");
    expect("phone 200: let go by 300");
    say("200", "tone 440 Hz");
    expect("phone 400: hears 44");
}

/* 300 talks to 200, and takes its call over for 400. */
static void a_call_takes_the_place_of_another(void **state)
{
    (void)state;
    inner();
    inner_call("200", "300");
    const struct emu_lab_call c = {.from = "400", .to = "300", .replaces = "200"};
    assert_int_equal(emu_lab_call(w.lab[0], &c), RT_OK);
    pass(SECOND / 10);
    expect("phone 300: gets 400 in the place of 200");
    expect("phone 200: call over: BYE");
    say("400", "tone 880 Hz");
    expect("phone 300: hears 88");
}

static void transfers_that_are_refused(void **state)
{
    struct emu_lab_transfer t = {.number = "200", .to = "400"};
    (void)state;
    inner();
    assert_int_equal(emu_lab_phone_transfer(w.lab[0], &t), RT_EREFUSED);
    t.number = "900";
    assert_int_equal(emu_lab_phone_transfer(w.lab[0], &t), RT_ENOENT);
    inner_call("200", "300");
    t = (struct emu_lab_transfer){.number = "200", .to = "400", .replaces = "400"};
    assert_int_equal(emu_lab_phone_transfer(w.lab[0], &t), RT_EREFUSED);
    t = (struct emu_lab_transfer){.number = "200", .to = "4>0"};
    assert_int_equal(emu_lab_phone_transfer(w.lab[0], &t), RT_EINVAL);
    struct emu_lab_phone phone = plain("300", "PCMU");
    phone.refer = 403;
    add(0, &phone);
    t = (struct emu_lab_transfer){.number = "200", .to = "400"};
    assert_int_equal(emu_lab_phone_transfer(w.lab[0], &t), RT_OK);
    pass(SECOND / 10);
    expect("phone 200: REFER: 403");
    say("200", "tone 440 Hz");
    expect("phone 300: hears 44");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pitches),
        cmocka_unit_test_setup_teardown(a_call_in_each_codec, setup, teardown),
        cmocka_unit_test_setup_teardown(keys_in_three_ways, setup, teardown),
        cmocka_unit_test_setup_teardown(hold_and_resume, setup, teardown),
        cmocka_unit_test_setup_teardown(refused_cancelled_busy_and_silent, setup, teardown),
        cmocka_unit_test_setup_teardown(an_offer_in_the_answer, setup, teardown),
        cmocka_unit_test_setup_teardown(they_call_each_other, setup, teardown),
        cmocka_unit_test_setup_teardown(they_transfer_each_other, setup, teardown),
        cmocka_unit_test_setup_teardown(a_call_takes_the_place_of_another, setup, teardown),
        cmocka_unit_test_setup_teardown(transfers_that_are_refused, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
