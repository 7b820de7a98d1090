/* SPDX-License-Identifier: MIT */
/* The digit detector hears every key a telephone sends, once, and nothing that is not a key. */
#include <line/dtmf.h>
#include <rt/mem.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>
#include <spandsp.h>

#define RATE      8000
#define PI        3.14159265358979323846
#define KEYS      "123A456B789C*0#D"
#define HEARD_MAX 20000

struct ear {
    struct fw_dtmf *dtmf;
    char heard[HEARD_MAX + 1];
    size_t n_heard;
    size_t n_samples;
    size_t first_key_at; /* sample at whose frame the first key was told */
};

static void on_key(void *ctx, char key)
{
    struct ear *e = ctx;

    if (key == 0) {
        return; /* the end of one */
    }
    assert_true(e->n_heard < HEARD_MAX);
    if (e->n_heard == 0) {
        e->first_key_at = e->n_samples;
    }
    e->heard[e->n_heard++] = key;
    e->heard[e->n_heard] = '\0';
}

static int set_up(void **state)
{
    struct ear *e = rt_mem_alloc(sizeof *e);

    assert_int_equal(fw_dtmf_create(&e->dtmf, on_key, e), RT_OK);
    *state = e;
    return 0;
}

static int tear_down(void **state)
{
    struct ear *e = *state;

    fw_dtmf_destroy(e->dtmf);
    rt_mem_free(e);
    assert_int_equal(rt_mem_n_live(), 0);
    return 0;
}

/* In pieces of 10 ms, as the port gives them. */
static void hear(struct ear *e, const int16_t *samples, size_t n)
{
    for (size_t at = 0; at < n; at += 80) {
        size_t n_now = n - at < 80 ? n - at : 80;

        e->n_samples += n_now;
        fw_dtmf_hear(e->dtmf, samples + at, n_now);
    }
}

static void hear_silence(struct ear *e, unsigned ms)
{
    int16_t zero[80] = {0};

    for (unsigned i = 0; i < ms; i += 10) {
        hear(e, zero, 80);
    }
}

struct sender {
    double low_dbm0, high_dbm0; /* level of each tone */
    unsigned on_ms, off_ms;
    double noise_dbm0;   /* white, over the whole time; 0: none */
    double detune;       /* 1.01: all frequencies 1 % high */
    bool with_dial_tone; /* 350 + 440 Hz at -25 dBm0 leak into the microphone */
};

static double amplitude(double dbm0)
{
    return 32767.0 * pow(10.0, (dbm0 - 3.14) / 20.0);
}

/* A plain little generator with a plain formula, so that the detector is not judged by its own sister alone. */
static double gauss(uint32_t *seed)
{
    double sum = 0;

    for (int i = 0; i < 12; i++) {
        *seed = *seed * 1664525u + 1013904223u;
        sum += *seed / 4294967296.0;
    }
    return sum - 6.0;
}

static void send(struct ear *e, const struct sender *s, const char *keys)
{
    static const double low[] = {697, 770, 852, 941}, high[] = {1209, 1336, 1477, 1633};
    uint32_t seed = 1;
    size_t t = 0;

    for (const char *k = keys; *k != '\0'; k++) {
        unsigned row = (unsigned)(strchr(KEYS, *k) - KEYS) / 4, column = (unsigned)(strchr(KEYS, *k) - KEYS) % 4;
        size_t n_on = s->on_ms * 8u, n = n_on + s->off_ms * 8u;

        for (size_t at = 0; at < n; at += 80) {
            int16_t frame[80];

            for (size_t i = 0; i < 80; i++, t++) {
                double x = 0, at_s = (double)t / RATE;

                if (at + i < n_on) {
                    x += amplitude(s->low_dbm0) * sin(2 * PI * low[row] * s->detune * at_s);
                    x += amplitude(s->high_dbm0) * sin(2 * PI * high[column] * s->detune * at_s);
                }
                if (s->noise_dbm0 != 0) {
                    x += amplitude(s->noise_dbm0) / sqrt(2) * gauss(&seed);
                }
                if (s->with_dial_tone) {
                    x += amplitude(-25) * (sin(2 * PI * 350 * at_s) + sin(2 * PI * 440 * at_s));
                }
                frame[i] = (int16_t)lrint(fmax(-32768, fmin(32767, x)));
            }
            hear(e, frame, n - at < 80 ? n - at : 80);
        }
    }
}

static const struct sender ordinary = {.low_dbm0 = -10, .high_dbm0 = -8, .on_ms = 100, .off_ms = 100, .detune = 1};

static void each_of_the_16_keys_is_heard(void **state)
{
    struct ear *e = *state;

    send(e, &ordinary, KEYS);
    assert_string_equal(e->heard, KEYS);
}

/* The entry of the voice menu, as a machine dials it: four times the same key, at the limit of Q.24. */
static void four_stars_at_40_ms_are_four_stars(void **state)
{
    struct ear *e = *state;
    struct sender fast = ordinary;

    fast.on_ms = fast.off_ms = 40;
    for (unsigned shift = 0; shift < 110; shift += 10) { /* against the detector's blocks of 102 samples */
        e->n_heard = 0;
        send(e, &fast, "****");
        assert_string_equal(e->heard, "****");
        hear_silence(e, 50 + shift);
    }
}

static void thousands_of_digits_at_40_ms_are_all_heard(void **state)
{
    struct ear *e = *state;
    struct sender fast = ordinary;
    char keys[4001];
    uint32_t seed = 7;

    fast.on_ms = fast.off_ms = 40;
    for (size_t i = 0; i < 4000; i++) {
        seed = seed * 1664525u + 1013904223u;
        keys[i] = KEYS[i % 5 == 4 ? (size_t)(strchr(KEYS, keys[i - 1]) - KEYS) : seed >> 28]; /* doubles too */
    }
    keys[4000] = '\0';
    send(e, &fast, keys);
    assert_string_equal(e->heard, keys);
}

static void spandsp_s_own_sender_is_understood(void **state)
{
    struct ear *e = *state;
    dtmf_tx_state_t *tx = dtmf_tx_init(NULL);
    int16_t samples[80];
    int n;

    dtmf_tx_set_timing(tx, 40, 40);
    assert_int_equal(dtmf_tx_put(tx, "****73738#1#", -1), 0);
    while ((n = dtmf_tx(tx, samples, 80)) > 0) {
        hear(e, samples, (size_t)n);
    }
    dtmf_tx_free(tx);
    assert_string_equal(e->heard, "****73738#1#");
}

static void levels_from_minus_3_to_minus_24_dBm0_are_heard(void **state)
{
    struct ear *e = *state;

    for (int level = -3; level >= -24; level--) {
        struct sender s = ordinary;

        s.low_dbm0 = s.high_dbm0 = level;
        e->n_heard = 0;
        send(e, &s, KEYS);
        assert_string_equal(e->heard, KEYS);
    }
}

static void twist_of_a_telephone_line_is_tolerated(void **state)
{
    struct ear *e = *state;
    struct sender s = ordinary;

    s.low_dbm0 = -12;
    s.high_dbm0 = -9; /* +3 dB: high louder */
    send(e, &s, KEYS);
    s.low_dbm0 = -8;
    s.high_dbm0 = -14; /* -6 dB: low louder */
    send(e, &s, KEYS);
    assert_string_equal(e->heard, KEYS KEYS);
}

static void a_pair_with_20_dB_of_twist_is_no_key(void **state)
{
    struct ear *e = *state;
    struct sender s = ordinary;

    s.low_dbm0 = -3;
    s.high_dbm0 = -23;
    send(e, &s, KEYS);
    s.low_dbm0 = -23;
    s.high_dbm0 = -3;
    send(e, &s, KEYS);
    assert_int_equal(e->n_heard, 0);
}

static void frequencies_1_percent_off_are_heard_and_6_percent_off_are_not(void **state)
{
    struct ear *e = *state;
    struct sender s = ordinary;

    s.detune = 1.01;
    send(e, &s, "1590*#");
    s.detune = 0.99;
    send(e, &s, "1590*#");
    assert_string_equal(e->heard, "1590*#1590*#");
    s.detune = 1.06;
    send(e, &s, "5");
    assert_int_equal(e->n_heard, 12);
}

static void noise_15_dB_below_does_not_disturb(void **state)
{
    struct ear *e = *state;
    struct sender s = ordinary;

    s.low_dbm0 = s.high_dbm0 = -12;
    s.noise_dbm0 = -27;
    send(e, &s, KEYS KEYS KEYS KEYS);
    assert_string_equal(e->heard, KEYS KEYS KEYS KEYS);
}

static void dial_tone_in_the_microphone_does_not_disturb(void **state)
{
    struct ear *e = *state;
    struct sender s = ordinary;

    s.with_dial_tone = true;
    send(e, &s, KEYS);
    assert_string_equal(e->heard, KEYS);
}

static void noise_alone_is_no_key(void **state)
{
    struct ear *e = *state;
    uint32_t seed = 99;

    for (unsigned i = 0; i < 60 * 100; i++) {
        int16_t frame[80];

        for (size_t k = 0; k < 80; k++) {
            frame[k] = (int16_t)lrint(fmax(-32768, fmin(32767, amplitude(-15) * gauss(&seed))));
        }
        hear(e, frame, 80);
    }
    assert_int_equal(e->n_heard, 0);
}

static void single_tones_are_no_keys(void **state)
{
    struct ear *e = *state;
    struct sender s = ordinary;

    s.high_dbm0 = -90;
    send(e, &s, KEYS);
    s = ordinary;
    s.low_dbm0 = -90;
    send(e, &s, KEYS);
    assert_int_equal(e->n_heard, 0);
}

static void a_key_is_reported_while_it_is_still_down(void **state)
{
    struct ear *e = *state;
    struct sender s = ordinary;

    s.on_ms = 5000;
    send(e, &s, "5");
    assert_string_equal(e->heard, "5"); /* once */
    assert_true(e->first_key_at <= 50 * 8);
}

static void a_key_of_20_ms_is_too_short(void **state)
{
    struct ear *e = *state;
    struct sender s = ordinary;

    s.on_ms = 20;
    send(e, &s, KEYS);
    assert_int_equal(e->n_heard, 0);
}

static void reset_forgets_a_key_that_is_half_heard(void **state)
{
    struct ear *e = *state;
    struct sender s = ordinary;

    s.on_ms = 20;
    s.off_ms = 0;
    send(e, &s, "5");
    fw_dtmf_reset(e->dtmf);
    send(e, &s, "5");
    hear_silence(e, 100);
    assert_int_equal(e->n_heard, 0);
}

static void out_of_memory_is_reported(void **state)
{
    struct fw_dtmf *d;

    (void)state;
    rt_mem_fail_at(1);
    assert_int_equal(fw_dtmf_create(&d, on_key, NULL), RT_ENOMEM);
    assert_null(d);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        T(each_of_the_16_keys_is_heard),
        T(four_stars_at_40_ms_are_four_stars),
        T(thousands_of_digits_at_40_ms_are_all_heard),
        T(spandsp_s_own_sender_is_understood),
        T(levels_from_minus_3_to_minus_24_dBm0_are_heard),
        T(twist_of_a_telephone_line_is_tolerated),
        T(a_pair_with_20_dB_of_twist_is_no_key),
        T(frequencies_1_percent_off_are_heard_and_6_percent_off_are_not),
        T(noise_15_dB_below_does_not_disturb),
        T(dial_tone_in_the_microphone_does_not_disturb),
        T(noise_alone_is_no_key),
        T(single_tones_are_no_keys),
        T(a_key_is_reported_while_it_is_still_down),
        T(a_key_of_20_ms_is_too_short),
        T(reset_forgets_a_key_that_is_half_heard),
        cmocka_unit_test(out_of_memory_is_reported),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
