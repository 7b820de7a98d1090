/* SPDX-License-Identifier: MIT */
/* The tones of fax machines and modems, made here and by spandsp; and what must not be taken for one. */
#include <harness/test.h>
#include <math.h>
#include <media/fax_tones.h>

#include <spandsp.h>
#include <string.h>

#define PI 3.14159265358979323846

static struct fax_tones t;
static unsigned n_told[4];
static double at_ms[4]; /* when it was told first */
static unsigned n_heard;

static void begin(void)
{
    memset(&t, 0, sizeof t);
    memset(n_told, 0, sizeof n_told);
    n_heard = 0;
}

static void hear(const int16_t *samples, size_t n)
{
    for (size_t i = 0; i < n; i += 80) {
        enum fax_tone found = fax_tones_hear(&t, samples + i, 80);
        n_heard += 80;
        if (found != FAX_TONE_NONE && n_told[found]++ == 0) {
            at_ms[found] = n_heard / 8.0;
        }
    }
}

/* A tone of this level for so long, its phase turned every turn_ms. */
static void sound(double hz, double dbm0, unsigned ms, unsigned turn_ms)
{
    static double phase;
    int16_t block[80];
    double amplitude = 32767 * pow(10, (dbm0 - 3.14) / 20);
    for (unsigned k = 0; k < ms / 10; k++) {
        for (unsigned i = 0; i < 80; i++) {
            unsigned at = k * 80 + i;
            double sign = turn_ms != 0 && (at / (turn_ms * 8)) % 2 == 1 ? -1 : 1;
            block[i] = (int16_t)(sign * amplitude * sin(phase));
            phase += 2 * PI * hz / 8000;
        }
        hear(block, 80);
    }
}

static void tones_are_told_once_in_a_stretch(void **state)
{
    (void)state;
    begin();
    sound(1100, -13, 500, 0);
    sound(1100, -90, 3000, 0);
    sound(1100, -13, 500, 0);
    assert_int_equal(n_told[FAX_TONE_CNG], 2);
    assert_in_range((int)at_ms[FAX_TONE_CNG], 290, 330);
    begin();
    sound(2100, -13, 3000, 0);
    assert_int_equal(n_told[FAX_TONE_CED], 1);
    assert_int_equal(n_told[FAX_TONE_CED_REVERSED], 0);
    assert_in_range((int)at_ms[FAX_TONE_CED], 490, 530);
}

/* T.30: 1100 +- 38 Hz is for receivers; V.25: 2100 +- 15 Hz. */
static void tones_may_be_off_and_weak(void **state)
{
    static const double levels[] = {-3, -13, -30, -40};
    (void)state;
    for (size_t l = 0; l < sizeof levels / sizeof levels[0]; l++) {
        for (int off = -15; off <= 15; off += 5) {
            begin();
            sound(1100 + off, levels[l], 500, 0);
            sound(2100 + off, levels[l], 2600, 0);
            assert_int_equal(n_told[FAX_TONE_CNG], 1);
            assert_int_equal(n_told[FAX_TONE_CED], 1);
            assert_int_equal(n_told[FAX_TONE_CED_REVERSED], 0);
        }
    }
}

static void reversals_are_counted(void **state)
{
    (void)state;
    for (int off = -15; off <= 15; off += 5) {
        for (unsigned turn_ms = 425; turn_ms <= 475; turn_ms += 7) { /* 450 +- 25 ms: V.25 */
            begin();
            sound(2100 + off, -13, 3000, turn_ms);
            assert_int_equal(n_told[FAX_TONE_CED], 1);
            assert_int_equal(n_told[FAX_TONE_CED_REVERSED], 1);
            assert_in_range((int)at_ms[FAX_TONE_CED_REVERSED], 2 * turn_ms, 2 * turn_ms + 60);
        }
    }
}

/* Those that another program makes. */
static void spandsp_makes_them(void **state)
{
    static const struct {
        int type;
        enum fax_tone found;
    } rows[] = {
        {MODEM_CONNECT_TONES_FAX_CNG, FAX_TONE_CNG},
        {MODEM_CONNECT_TONES_FAX_CED, FAX_TONE_CED},
        {MODEM_CONNECT_TONES_ANS, FAX_TONE_CED},
        {MODEM_CONNECT_TONES_ANS_PR, FAX_TONE_CED_REVERSED},
        {MODEM_CONNECT_TONES_ANSAM_PR, FAX_TONE_CED_REVERSED},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        static int16_t samples[80 * 300];
        modem_connect_tones_tx_state_t *tx = modem_connect_tones_tx_init(NULL, rows[i].type);
        memset(samples, 0, sizeof samples);
        (void)modem_connect_tones_tx(tx, samples, sizeof samples / sizeof samples[0]);
        begin();
        hear(samples, sizeof samples / sizeof samples[0]);
        assert_int_equal(n_told[rows[i].found] > 0, 1);
        (void)modem_connect_tones_tx_free(tx);
    }
}

/* Other tones, two at once, noise, short ones, weak ones. */
static void nothing_else_is_one(void **state)
{
    static const double others[] = {350,  440,  480,  620,  697,  941,  1000, 1209,
                                    1300, 1400, 1633, 1800, 2000, 2200, 2225, 2600};
    static int16_t block[80];
    uint32_t noise = 1;
    (void)state;
    begin();
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        sound(others[i], -10, 1000, 0);
    }
    for (unsigned k = 0; k < 6000; k++) { /* a minute of noise */
        for (unsigned i = 0; i < 80; i++) {
            noise = noise * 1664525u + 1013904223u;
            block[i] = (int16_t)(noise >> 18);
        }
        hear(block, 80);
    }
    for (unsigned k = 0; k < 200; k++) { /* 2100 and 1100 Hz at once */
        for (unsigned i = 0; i < 80; i++) {
            double at = 2 * PI * (k * 80 + i) / 8000;
            block[i] = (int16_t)(4000 * sin(1100 * at) + 4000 * sin(2100 * at));
        }
        hear(block, 80);
    }
    sound(2100, -10, 400, 0);
    sound(1000, -90, 100, 0);
    sound(1100, -10, 200, 0);
    sound(1000, -90, 100, 0);
    sound(2100, -50, 3000, 0);
    sound(1100, -50, 3000, 0);
    assert_int_equal(n_told[FAX_TONE_CNG] + n_told[FAX_TONE_CED] + n_told[FAX_TONE_CED_REVERSED], 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tones_are_told_once_in_a_stretch),
        cmocka_unit_test(tones_may_be_off_and_weak),
        cmocka_unit_test(reversals_are_counted),
        cmocka_unit_test(spandsp_makes_them),
        cmocka_unit_test(nothing_else_is_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
