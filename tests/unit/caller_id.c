/* SPDX-License-Identifier: MIT */
/* Ringing and caller ID: when the telephone rings, what its display shows, by every method; polarity and battery. */
#include <harness/test.h>
#include <harness/line_rig.h>
#include <harness/media_rig.h>
#include <board/board.h>
#include <board/clock.h>
#include <board/fxs.h>
#include <ear/ear.h>
#include <host/signals.h>
#include <line/caller_id.h>
#include <rt/mem.h>
#include <spandsp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define IMAGE TEST_BINARY_DIR "/images/spa2102-5.2.10.img"

static struct line_rig rig;
static const struct fw_line_caller_id smith = {.number = "4085551212", .name = "J. Smith"};

static int set_up(void **state)
{
    (void)state;
    line_rig_open(&rig, IMAGE);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    line_rig_close(&rig);
    return 0;
}

static struct fw_line *line_1(void)
{
    return fw_lines_line(rig.lines, 0);
}

/* "0 on, 2000 off, ..." of the ring signal since the cursor, in ms since <from_us>. */
static const char *rings(uint64_t from_us)
{
    static char text[2000];
    text[0] = '\0';
    for (uint64_t n = rig.cursor; n < board_trace_end(rig.board); n++) {
        const struct board_event *e = board_trace_get(rig.board, n);
        if (e != NULL && board_event_signal(e) == &board_signal_ring) {
            (void)snprintf(text + strlen(text), sizeof text - strlen(text), "%s%u%s", text[0] != '\0' ? " " : "",
                           (unsigned)((e->at_us - from_us) / 1000), e->value != 0 ? "+" : "-");
        }
    }
    return text;
}

static void the_cadences_are_those_of_the_parameters(void **state)
{
    (void)state;
    static const struct {
        unsigned cadence;
        const char *rings;
    } rows[] = {
        {1, "0+ 2000- 6000+ 8000- 12000+"},
        {2, "0+ 800- 1200+ 2000- 6000+ 6800- 7200+ 8000- 12000+"},
        {3, "0+ 400- 600+ 1000- 1200+ 2000- 6000+ 6400- 6600+ 7000- 7200+ 8000- 12000+"},
        {5, "0+ 500- 1000+ 1500- 2000+ 2500- 3000+"},
        {8, "0+ 250- 10000+ 10250-"},
        {9, "0+ 400- 600+ 1000- 3000+ 3400- 3600+ 4000- 6000+ 6400- 6600+ 7000- 9000+"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint64_t from_us = board_now_us(rig.board);
        rig.cursor = board_trace_end(rig.board);
        fw_line_ring(line_1(), rows[i].cadence, NULL);
        assert_false(fw_lines_are_idle(rig.lines));
        line_rig_run_ms(&rig, 12001);
        if (strncmp(rings(from_us), rows[i].rings, strlen(rows[i].rings)) != 0) {
            fail_msg("cadence %u: %s", rows[i].cadence, rings(from_us));
        }
        fw_line_ring_stop(line_1());
        assert_true(fw_lines_are_idle(rig.lines));
        rig.cursor = board_trace_end(rig.board);
        line_rig_run_ms(&rig, 10000);
        assert_string_equal(rings(0), "");
    }
}

static void the_script_begins_again_at_its_end(void **state)
{
    (void)state;
    line_rig_set(&rig, "Ring4_Cadence", "3(1/1);1(.2/.3)");
    uint64_t from_us = board_now_us(rig.board);
    fw_line_ring(line_1(), 4, NULL);
    line_rig_run_ms(&rig, 4500);
    assert_string_equal(rings(from_us), "0+ 1000- 2000+ 3200- 3500+ 3700- 4000+");
}

static void a_splash_is_one_burst(void **state)
{
    (void)state;
    uint64_t from_us = board_now_us(rig.board);
    fw_line_ring_splash(line_1(), 1500000);
    fw_line_ring_splash(line_1(), 0);
    line_rig_run_ms(&rig, 20000);
    assert_string_equal(rings(from_us), "0+ 1500-");
    assert_true(fw_lines_are_idle(rig.lines));
}

static void lifting_stops_ringing_within_a_frame(void **state)
{
    (void)state;
    for (unsigned on_or_off = 0; on_or_off < 2; on_or_off++) {
        fw_line_ring(line_1(), 1, &smith);
        line_rig_run_ms(&rig, on_or_off == 0 ? 1234 : 3100); /* in a ring; in the caller ID */
        uint64_t at_us = board_now_us(rig.board);
        rig.cursor = board_trace_end(rig.board);
        board_fxs_set_hook(rig.board, 0, true);
        line_rig_run_ms(&rig, 10);
        assert_string_equal(rings(at_us), on_or_off == 0 ? "0-" : "");
        line_rig_run_ms(&rig, 20000);
        assert_string_equal(rings(at_us), on_or_off == 0 ? "0-" : "");
        board_fxs_set_hook(rig.board, 0, false);
        line_rig_run_ms(&rig, 2000);
    }
    /* A telephone that is off-hook does not ring. */
    board_fxs_set_hook(rig.board, 1, true);
    line_rig_run_ms(&rig, 100);
    rig.cursor = board_trace_end(rig.board);
    fw_line_ring(fw_lines_line(rig.lines, 1), 1, NULL);
    fw_line_ring_splash(fw_lines_line(rig.lines, 1), 1000000);
    line_rig_run_ms(&rig, 100);
    assert_string_equal(rings(0), "");
}

static void the_message_is_the_one_of_the_standard(void **state)
{
    (void)state;
    static const uint8_t expected[] = {0x80, 0x20, 0x01, 0x08, 0x30, 0x34, 0x31, 0x38, 0x31, 0x37, 0x33, 0x30,
                                       0x02, 0x0a, 0x34, 0x30, 0x38, 0x35, 0x35, 0x35, 0x31, 0x32, 0x31, 0x32,
                                       0x07, 0x08, 0x4a, 0x2e, 0x20, 0x53, 0x6d, 0x69, 0x74, 0x68};
    static const uint8_t lamp[] = {0x82, 0x03, 0x0b, 0x01, 0xff};
    struct caller_id_plan plan;
    struct caller_id_input in = {.method = RT_STR("ETSI FSK"), .date = "04181730", .id = &smith};
    caller_id_plan(&plan, &in);
    assert_int_equal(plan.script.n_data, sizeof expected);
    assert_memory_equal(plan.script.data, expected, sizeof expected);
    uint8_t sum = 0;
    for (size_t i = 0; i < plan.script.n_data; i++) {
        sum = (uint8_t)(sum + plan.script.data[i]);
    }
    assert_int_equal((uint8_t)-sum, 0x06);
    in.occasion = CALLER_ID_LAMP;
    in.is_lamp_on = true;
    caller_id_plan(&plan, &in);
    assert_int_equal(plan.script.n_data, sizeof lamp);
    assert_memory_equal(plan.script.data, lamp, sizeof lamp);
}

/* What the display says, and when it comes: before the first ring, or before the second. */
static const struct {
    const char *method;
    bool is_before, is_digits;
    unsigned n_reversals;
} methods[] = {
    {"Bellcore(N.Amer,China)", false, false, 0},
    {"DTMF(Finland,Sweden)", true, true, 2},
    {"DTMF(Denmark)", true, true, 0},
    {"DTMF(Denmark) With PR", true, true, 2},
    {"ETSI DTMF", true, true, 0},
    {"ETSI DTMF With PR", true, true, 2},
    {"ETSI DTMF After Ring", false, true, 0},
    {"ETSI FSK", true, false, 0},
    {"ETSI FSK With PR(UK)", true, false, 2},
};

static unsigned count(const struct board_signal *s)
{
    unsigned n = 0;
    for (uint64_t i = rig.cursor; i < board_trace_end(rig.board); i++) {
        const struct board_event *e = board_trace_get(rig.board, i);
        n += e != NULL && board_event_signal(e) == s;
    }
    return n;
}

static void every_method_reaches_the_display(void **state)
{
    (void)state;
    static const char *const standards[] = {"bell 202", "v.23"};
    for (size_t i = 0; i < 2 * (sizeof methods / sizeof methods[0]); i++) {
        line_rig_set(&rig, "Caller_ID_Method", methods[i / 2].method);
        line_rig_set(&rig, "Caller_ID_FSK_Standard", standards[i % 2]);
        uint64_t start = rig.cursor = board_trace_end(rig.board);
        fw_line_ring(line_1(), 1, &smith);
        uint64_t shown_us = line_rig_expect(
            &rig, &emu_signal_ear, 0,
            methods[i / 2].is_digits ? "displays 4085551212" : "displays 4085551212 \"J. Smith\"", 6000);
        line_rig_run_ms(&rig, 9000);
        rig.cursor = start;
        uint64_t first_us = line_rig_expect(&rig, &board_signal_ring, 0, "", 1);
        (void)line_rig_expect(&rig, &board_signal_ring, 0, "", 1);
        uint64_t second_us = line_rig_expect(&rig, &board_signal_ring, 0, "", 1);
        rig.cursor = start;
        if (methods[i / 2].is_before) {
            assert_in_range(first_us - shown_us, 200000, 400000);
        } else {
            assert_in_range(shown_us - first_us, 2500000, 6000000);
            assert_in_range(second_us - shown_us, 200000, 3000000);
        }
        assert_int_equal(count(&board_signal_polarity), methods[i / 2].n_reversals);
        assert_int_equal(count(&emu_signal_ear), 1); /* no tone, no sound */
        fw_line_ring_stop(line_1());
        line_rig_run_ms(&rig, 1000);
    }
}

/* A display of each country at a unit with each method: which of them show a call. */
static void a_display_shows_what_its_country_sends(void **state)
{
    (void)state;
    static const struct {
        enum emu_display_standard display;
        const char *shows; /* by row of methods: x */
        const char *why;   /* of one that it does not show */
    } rows[] = {
        {EMU_DISPLAY_ANY, "xxxxxxxxx", NULL},
        {EMU_DISPLAY_BELLCORE, "x........", "display stays empty: no ring before the data"},
        {EMU_DISPLAY_ETSI, ".......xx", "display stays empty: DTMF digits, and it reads FSK"},
        {EMU_DISPLAY_UK, "........x", "display stays empty: no line reversal before the data"},
        {EMU_DISPLAY_DTMF, ".xxxxxx..", "display stays empty: FSK, and it reads DTMF digits"},
        {EMU_DISPLAY_NONE, ".........", "display stays empty: the telephone has none"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        bool was_why = rows[i].why == NULL;
        board_emit(rig.board, &emu_signal_display, 1, rows[i].display, emu_display_name(rows[i].display));
        for (size_t k = 0; k < sizeof methods / sizeof methods[0]; k++) {
            line_rig_set(&rig, "Caller_ID_Method", methods[k].method);
            rig.cursor = board_trace_end(rig.board);
            fw_line_ring(line_1(), 1, &smith);
            uint64_t from = rig.cursor;
            (void)line_rig_expect(&rig, &emu_signal_ear, 0,
                                  rows[i].shows[k] == 'x' ? "displays 4085551212" : "display stays empty", 6000);
            for (uint64_t n = from; n < board_trace_end(rig.board); n++) {
                const struct board_event *e = board_trace_get(rig.board, n);
                was_why = was_why || strcmp(e->text, rows[i].why) == 0;
            }
            fw_line_ring_stop(line_1());
            line_rig_run_ms(&rig, 7000); /* the ring is forgotten */
        }
        assert_true(was_why);
    }
    /* The other telephone keeps its own; the lamp needs no ring and no reversal. */
    board_emit(rig.board, &emu_signal_display, 2, EMU_DISPLAY_NONE, "none");
    board_emit(rig.board, &emu_signal_display, 1, EMU_DISPLAY_UK, "uk");
    line_rig_set(&rig, "Caller_ID_Method", "ETSI FSK With PR(UK)");
    rig.cursor = board_trace_end(rig.board);
    assert_int_equal(fw_line_vmwi(line_1(), true), RT_OK);
    (void)line_rig_expect(&rig, &emu_signal_ear, 0, "displays messages waiting", 2000);
}

static void who_is_not_known_and_who_withholds(void **state)
{
    (void)state;
    static const struct {
        const char *method;
        struct fw_line_caller_id id;
        const char *shown;
    } rows[] = {
        {"ETSI FSK", {"", "", false}, "displays unavailable"},
        {"ETSI FSK", {"1234", "", true}, "displays private"},
        {"ETSI FSK", {"1234", "", false}, "displays 1234"},
        {"ETSI FSK", {"", "Al \x01\xe4", false}, "displays unavailable \"Al ??\""},
        {"ETSI FSK", {"123456789012345678901234567890", "x", false}, "displays 12345678901234567890 \"x\""},
        {"ETSI DTMF", {"", "", false}, "displays unavailable"},
        {"ETSI DTMF", {"1234", "", true}, "displays private"},
        {"ETSI DTMF", {"+1 (408) 555", "", false}, "displays 1408555"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        line_rig_set(&rig, "Caller_ID_Method", rows[i].method);
        fw_line_ring(line_1(), 1, &rows[i].id);
        (void)line_rig_expect(&rig, &emu_signal_ear, 0, rows[i].shown, 5000);
        fw_line_ring_stop(line_1());
        line_rig_run_ms(&rig, 500);
    }
}

/* In the first pause that is long enough: behind both rings of cadence 2. */
static void caller_id_waits_for_a_long_pause(void **state)
{
    (void)state;
    uint64_t from_us = board_now_us(rig.board);
    fw_line_ring(line_1(), 2, &smith);
    uint64_t at_us = line_rig_expect(&rig, &emu_signal_ear, 0, "displays", 7000);
    assert_in_range(at_us - from_us, 3000000, 4000000);
    fw_line_ring_stop(line_1());
    fw_line_ring(line_1(), 5, &smith); /* none is */
    line_rig_expect_none(&rig, &emu_signal_ear, 0, "displays", 20000);
    fw_line_ring_stop(line_1());
    rig.cursor = board_trace_end(rig.board);
    line_rig_set(&rig, "Ring1_Cadence", ""); /* silent */
    fw_line_ring(line_1(), 1, &smith);
    line_rig_expect_none(&rig, &board_signal_ring, 0, "", 20000);
}

static void the_lamp_follows_only_an_idle_line(void **state)
{
    (void)state;
    assert_int_equal(fw_line_vmwi(line_1(), true), RT_OK);
    assert_int_equal(fw_line_vmwi(line_1(), true), RT_EBUSY); /* still sending */
    (void)line_rig_expect(&rig, &emu_signal_ear, 0, "displays messages waiting", 2000);
    line_rig_run_ms(&rig, 500);
    line_rig_set(&rig, "Caller_ID_Method", "ETSI FSK");
    assert_int_equal(fw_line_vmwi(line_1(), false), RT_OK);
    (void)line_rig_expect(&rig, &emu_signal_ear, 0, "displays no messages", 2000);
    line_rig_run_ms(&rig, 500);
    line_rig_set(&rig, "Caller_ID_Method", "ETSI DTMF");
    assert_int_equal(fw_line_vmwi(line_1(), true), RT_ENOTSUP);
    line_rig_set(&rig, "Caller_ID_Method", "ETSI FSK");
    fw_line_ring(line_1(), 1, NULL);
    assert_int_equal(fw_line_vmwi(line_1(), true), RT_EBUSY);
    fw_line_ring_stop(line_1());
    board_fxs_set_hook(rig.board, 0, true);
    line_rig_run_ms(&rig, 100);
    assert_int_equal(fw_line_vmwi(line_1(), true), RT_EBUSY);
}

static void polarity_and_battery(void **state)
{
    (void)state;
    line_rig_set(&rig, "Idle_Polarity_2_", "Reverse");
    line_rig_drop_lines(&rig);
    assert_int_equal(fw_lines_create(&rig.lines, &(struct fw_lines_config){.board = rig.board,
                                                                           .params = rig.params.params,
                                                                           .log = &rig.log,
                                                                           .image = &rig.image}),
                     RT_OK);
    assert_int_equal(count(&board_signal_polarity), 1); /* of telephone 2 */
    line_rig_set(&rig, "Idle_Polarity_2_", "Forward");  /* takes effect at once */
    assert_int_equal(count(&board_signal_polarity), 2);
    rig.cursor = board_trace_end(rig.board);
    fw_line_polarity(line_1(), true);
    fw_line_polarity(line_1(), true);
    assert_int_equal(count(&board_signal_polarity), 1);
    line_rig_set(&rig, "Caller_ID_Method", "ETSI FSK With PR(UK)");
    fw_line_ring(line_1(), 1, &smith);
    line_rig_run_ms(&rig, 300);
    assert_int_equal(count(&board_signal_polarity), 2);
    fw_line_ring_stop(line_1()); /* in the middle: as it was */
    assert_int_equal(count(&board_signal_polarity), 3);
    fw_line_cpc(line_1()); /* CPC_Duration 0 */
    assert_int_equal(count(&board_signal_loop), 0);
    line_rig_set(&rig, "CPC_Duration", "1");
    fw_line_cpc(line_1());
    line_rig_run_ms(&rig, 999);
    assert_int_equal(count(&board_signal_loop), 1);
    line_rig_run_ms(&rig, 2);
    assert_int_equal(count(&board_signal_loop), 2);
}

static void without_memory_it_rings_without_caller_id(void **state)
{
    (void)state;
    for (uint64_t nth = 1; nth <= 2; nth++) {
        rig.cursor = board_trace_end(rig.board);
        fw_line_ring(line_1(), 1, &smith);
        if (nth == 1) {
            fw_line_ring_stop(line_1());
            rt_mem_fail_at(1);
            fw_line_ring(line_1(), 1, &smith);
        } else {
            line_rig_run_ms(&rig, 1990);
            rt_mem_fail_at(1);
        }
        line_rig_run_ms(&rig, 7000);
        rt_mem_fail_at(0);
        assert_true(count(&board_signal_ring) >= 3);
        assert_int_equal(count(&emu_signal_ear), 0);
        fw_line_ring_stop(line_1());
    }
}

/* ---- off-hook: call waiting ---- */

/* A user of the line, as a call is: it says a constant, and keeps the loudest of what it hears. */
static int mic_peak;

static void on_take(void *ctx, struct fw_line *l)
{
    (void)ctx;
    (void)l;
}

static void on_frame(void *ctx, struct fw_line *l, const int16_t *mic, int16_t *ear)
{
    (void)ctx;
    (void)l;
    for (unsigned i = 0; i < 80; i++) {
        ear[i] = 50;
        mic_peak = abs(mic[i]) > mic_peak ? abs(mic[i]) : mic_peak;
    }
}

static void on_key_of_call(void *ctx, struct fw_line *l, char key)
{
    (void)ctx;
    (void)l;
    if (key != 0) {
        fail_msg("the call gets the key %c", key);
    }
}

static const struct fw_line_user call = {
    .name = "call", .on_take = on_take, .on_frame = on_frame, .on_key = on_key_of_call};

static int16_t heard[8000 * 30];
static size_t n_heard;

static void on_samples(void *ctx, unsigned port, const int16_t *samples, uint64_t at_us)
{
    (void)ctx;
    (void)port;
    (void)at_us;
    if (n_heard + 80 <= sizeof heard / sizeof heard[0]) {
        memcpy(heard + n_heard, samples, 80 * sizeof *samples);
        n_heard += 80;
    }
}

static void begin_call(struct board_ear *ear)
{
    board_fxs_set_hook(rig.board, 0, true);
    line_rig_run_ms(&rig, 100);
    fw_line_take(line_1(), &call, NULL);
    line_rig_run_ms(&rig, 1000);
    *ear = (struct board_ear){.fn = on_samples};
    board_fxs_listen(rig.board, 0, ear);
    n_heard = 0;
    mic_peak = 0;
}

static uint8_t message[256];
static int n_message;

static void on_message(void *ctx, const uint8_t *bytes, int n)
{
    (void)ctx;
    memcpy(message, bytes, (size_t)n);
    n_message = n;
}

/* What a display makes of what was heard from so many ms on. */
static void decode(unsigned from_ms)
{
    adsi_rx_state_t *rx = adsi_rx_init(NULL, ADSI_STANDARD_CLASS, on_message, NULL);
    n_message = 0;
    for (size_t i = from_ms * 8; i + 80 <= n_heard; i += 80) {
        (void)adsi_rx(rx, heard + i, 80);
    }
    (void)adsi_rx_free(rx);
}

static void call_waiting_is_a_tone_over_the_call_and_data_on_request(void **state)
{
    (void)state;
    struct board_ear ear;
    begin_call(&ear);
    fw_line_call_waiting(line_1(), 1, &smith);
    line_rig_run_ms(&rig, 410); /* .3 s of tone, 80 ms of CAS */
    line_rig_dial(&rig, 0, "D");
    line_rig_run_ms(&rig, 1500);
    assert_true(media_rig_level(heard, 2400, 440) > -10.5);
    assert_true(media_rig_level(heard + 2480, 560, 2130) > -17.5);
    assert_true(media_rig_level(heard + 2480, 560, 2750) > -17.5);
    decode(400);
    assert_int_equal(n_message, 24); /* no date: the clock is not set */
    assert_memory_equal(message + 2,
                        "\2\12"
                        "4085551212\7\10J. Smith",
                        22);
    assert_int_equal(mic_peak, 0);            /* the peer heard nothing of it */
    assert_int_equal(heard[n_heard - 1], 50); /* and is heard again */
    n_heard = 0;
    line_rig_run_ms(&rig, 10000); /* the next burst, without data */
    decode(0);
    assert_int_equal(n_message, 0);
    fw_line_call_waiting_stop(line_1());
    board_fxs_unlisten(rig.board, 0, &ear);
}

static void a_telephone_that_does_not_answer_gets_no_data(void **state)
{
    (void)state;
    struct board_ear ear;
    begin_call(&ear);
    fw_line_call_waiting(line_1(), 3, &smith);
    line_rig_run_ms(&rig, 3000);
    decode(0);
    assert_int_equal(n_message, 0);
    assert_int_equal(heard[n_heard - 1], 50);
    line_rig_set(&rig, "Caller_ID_Method", "ETSI DTMF"); /* has nothing for a call */
    n_heard = 0;
    fw_line_call_waiting(line_1(), 1, &smith);
    line_rig_run_ms(&rig, 1000);
    for (size_t i = 2480; i < n_heard; i++) {
        assert_int_equal(heard[i], 50);
    }
    fw_line_call_waiting_stop(line_1());
    n_heard = 0;
    line_rig_run_ms(&rig, 12000);
    assert_true(media_rig_level(heard, n_heard, 440) < -60);
    /* Hanging up in the middle of it all. */
    fw_line_call_waiting(line_1(), 1, &smith);
    board_fxs_set_hook(rig.board, 0, false);
    line_rig_run_ms(&rig, 3000);
    board_fxs_unlisten(rig.board, 0, &ear);
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        T(the_cadences_are_those_of_the_parameters),
        T(the_script_begins_again_at_its_end),
        T(a_splash_is_one_burst),
        T(lifting_stops_ringing_within_a_frame),
        T(the_message_is_the_one_of_the_standard),
        T(every_method_reaches_the_display),
        T(a_display_shows_what_its_country_sends),
        T(who_is_not_known_and_who_withholds),
        T(caller_id_waits_for_a_long_pause),
        T(the_lamp_follows_only_an_idle_line),
        T(polarity_and_battery),
        T(without_memory_it_rings_without_caller_id),
        T(call_waiting_is_a_tone_over_the_call_and_data_on_request),
        T(a_telephone_that_does_not_answer_gets_no_data),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
