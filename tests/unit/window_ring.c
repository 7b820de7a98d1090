/* SPDX-License-Identifier: MIT */
/* The way from a telephone to a sound device, without one: devices that are exact, a little off, fast, slow, and much
 * too slow; a board whose frames come late. What is lost is silence, nothing clicks, and the rate stays within 0.5 %.
 */
#include <harness/test.h>
#include <screen/face/ring.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define FRAME    80u
#define FRAME_US 10000u
#define TONE_HZ  400.0
#define LEVEL    8000.0
#define TWO_PI   6.283185307179586
#define SOUND_MS 400u /* of what is said, */
#define PAUSE_MS 200u /* and of the pause behind it */

struct run {
    double device_hz; /* samples that the device really takes in a second; it says 8000 */
    unsigned n_buffer, seconds;
    bool has_pauses;                        /* speech; else a tone without end */
    unsigned late_us, late_each, late_from; /* every so many frames one comes so late, and with it those behind it */
};

struct result {
    double steepest; /* difference between two samples of the device */
    double longest_ms;
    uint64_t n_heard;
    unsigned fill_most;
};

static struct face_ring ring;

static int16_t made(const struct run *r, uint64_t sample)
{
    bool is_pause = r->has_pauses && sample / 8 % (SOUND_MS + PAUSE_MS) >= SOUND_MS;
    return is_pause ? 0 : (int16_t)lrint(LEVEL * sin(TWO_PI * TONE_HZ * (double)sample / FACE_RING_HZ));
}

static void put_frame(const struct run *r, uint64_t frame)
{
    int16_t samples[FRAME];
    for (unsigned i = 0; i < FRAME; i++) {
        samples[i] = made(r, frame * FRAME + i);
    }
    face_ring_put(&ring, samples, FRAME);
}

/* When this frame is there: later than it should be when the board's process had no processor. */
static uint64_t frame_us(const struct run *r, uint64_t frame)
{
    uint64_t at_us = (frame + 1) * FRAME_US;
    if (r->late_each != 0 && frame >= r->late_from) {
        uint64_t first = (frame - r->late_from) / r->late_each * r->late_each + r->late_from;
        uint64_t late_us = (first + 1) * FRAME_US + r->late_us;
        at_us = at_us > late_us ? at_us : late_us;
    }
    return at_us;
}

static struct result play(const struct run *r)
{
    struct result out = {0};
    double last = 0, due_us = 0;
    uint64_t frame = 0;
    memset(&ring, 0, sizeof ring);
    face_ring_init(&ring, FACE_RING_HZ, r->n_buffer);
    while (due_us < r->seconds * 1e6) {
        for (; (double)frame_us(r, frame) <= due_us; frame++) {
            put_frame(r, frame);
        }
        unsigned fill = atomic_load(&ring.written) - atomic_load(&ring.read);
        out.fill_most = fill > out.fill_most ? fill : out.fill_most;
        for (unsigned i = 0; i < r->n_buffer; i++) {
            double now = face_ring_next(&ring);
            out.steepest = fmax(out.steepest, fabs(now - last));
            out.n_heard += fabs(now) > 1 ? 1 : 0;
            last = now;
        }
        due_us += r->n_buffer * 1e6 / r->device_hz;
    }
    return out;
}

/* The tone itself is so steep, read 0.5 % faster, while it fades in. */
static void expect_no_click(const struct result *got)
{
    assert_true(got->steepest < LEVEL * TWO_PI * TONE_HZ / FACE_RING_HZ * 1.006 + LEVEL / 24);
}

static unsigned lost(void)
{
    return (unsigned)(atomic_load(&ring.n_left_out) + atomic_load(&ring.n_added) + atomic_load(&ring.n_cut));
}

static void a_true_device_hears_all_of_it(void **state)
{
    static const unsigned buffers[] = {64, 512, 1024};
    (void)state;
    for (size_t i = 0; i < sizeof buffers / sizeof buffers[0]; i++) {
        const struct run run = {.device_hz = 8000, .n_buffer = buffers[i], .seconds = 120};
        struct result got = play(&run);
        unsigned whole = buffers[i] > 64 ? buffers[i] : 0;
        assert_int_equal(atomic_load(&ring.n_gaps), 0);
        assert_int_equal(lost(), 0);
        assert_in_range(got.fill_most, 1, 200 + 2 * whole + 2 * FRAME);
        expect_no_click(&got);
    }
}

static void a_card_that_is_a_little_off_loses_no_sample(void **state)
{
    static const double parts[] = {0.9997, 1.0003};
    (void)state;
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        for (unsigned n_buffer = 64; n_buffer <= 1024; n_buffer *= 16) {
            const struct run run = {
                .device_hz = 8000 * parts[i], .n_buffer = n_buffer, .seconds = 600, .has_pauses = i == 1};
            struct result got = play(&run);
            assert_int_equal(atomic_load(&ring.n_gaps), 0);
            assert_int_equal(lost(), 0);
            assert_true(face_ring_worst(&ring) <= FACE_RING_RATE_MOST);
            expect_no_click(&got);
        }
    }
}

static void a_frame_that_is_late_is_waited_for(void **state)
{
    const struct run run = {
        .device_hz = 8000, .n_buffer = 64, .seconds = 120, .late_us = 12000, .late_each = 50, .late_from = 20};
    (void)state;
    struct result got = play(&run);
    assert_int_equal(atomic_load(&ring.n_gaps), 0);
    assert_int_equal(lost(), 0);
    assert_true(face_ring_worst(&ring) <= FACE_RING_RATE_MOST);
    expect_no_click(&got);
}

/* A machine that is too busy: the gap is counted once, and the next one finds a fuller ring. */
static void a_gap_makes_the_ring_fuller(void **state)
{
    const struct run run = {
        .device_hz = 8000, .n_buffer = 64, .seconds = 60, .late_us = 60000, .late_each = 200, .late_from = 100};
    (void)state;
    struct result got = play(&run);
    assert_in_range(atomic_load(&ring.n_gaps), 1, 4);
    assert_int_equal(atomic_load(&ring.n_cut), 0);
    expect_no_click(&got);
}

/* SDL's disk driver with 512 samples of 48 kHz: 5.8 % fast. */
static void a_fast_device_makes_silence_longer(void **state)
{
    const struct run run = {.device_hz = 8000 * 1.058, .n_buffer = 64, .seconds = 60, .has_pauses = true};
    (void)state;
    struct result got = play(&run);
    assert_true((double)atomic_load(&ring.n_added) > 60 * 8000 * 0.03);
    assert_int_equal(atomic_load(&ring.n_left_out) + atomic_load(&ring.n_cut), 0);
    assert_in_range(atomic_load(&ring.n_gaps), 0, 1); /* in the first word: then the ring is fuller */
    assert_true(face_ring_worst(&ring) <= FACE_RING_RATE_MOST);
    expect_no_click(&got);
    assert_in_range(got.n_heard, 60 * 8000 * 2 / 3 * 0.99, 60 * 8000 * 2 / 3 * 1.006); /* each word is whole */
}

/* The same driver with 80 samples of 8 kHz: 1.5 % slow. */
static void a_slow_device_leaves_silence_out(void **state)
{
    const struct run run = {.device_hz = 8000 * 0.985, .n_buffer = 64, .seconds = 120, .has_pauses = true};
    (void)state;
    struct result got = play(&run);
    assert_true(atomic_load(&ring.n_left_out) > 0);
    assert_int_equal(atomic_load(&ring.n_added) + atomic_load(&ring.n_cut), 0);
    assert_int_equal(atomic_load(&ring.n_gaps), 0);
    assert_true(face_ring_worst(&ring) <= FACE_RING_RATE_MOST);
    assert_in_range(got.fill_most, 1, 1280 + SOUND_MS * 8 / 10);
    expect_no_click(&got);
}

/* SDL's dummy driver takes 5,000 samples in a second. */
static void a_device_far_too_slow_is_cut_without_a_click(void **state)
{
    const struct run run = {.device_hz = 5000, .n_buffer = 64, .seconds = 60};
    (void)state;
    struct result got = play(&run);
    assert_true(atomic_load(&ring.n_cut) > 0);
    assert_int_equal(atomic_load(&ring.n_gaps), 0);
    assert_in_range(got.fill_most, 1, 2 * 1280 + 4 * FRAME);
    assert_true(got.steepest < 2 * LEVEL * TWO_PI * TONE_HZ / FACE_RING_HZ); /* two places of the tone, mixed */
}

static void a_handset_that_is_put_down_is_no_gap(void **state)
{
    int16_t samples[FRAME];
    (void)state;
    memset(&ring, 0, sizeof ring);
    face_ring_init(&ring, FACE_RING_HZ, 64);
    for (int round = 0; round < 8; round++) {
        for (unsigned i = 0; i < FRAME; i++) {
            samples[i] = (int16_t)(i % 2 == 0 ? 5000 : -5000);
        }
        for (int i = 0; i < 10; i++) {
            face_ring_put(&ring, samples, FRAME);
        }
        face_ring_put(&ring, NULL, 0);
        for (int i = 0; i < 1600; i++) {
            (void)face_ring_next(&ring);
        }
        assert_true(fabs(face_ring_next(&ring)) < 1);
    }
    assert_int_equal(atomic_load(&ring.n_gaps), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_true_device_hears_all_of_it),
        cmocka_unit_test(a_card_that_is_a_little_off_loses_no_sample),
        cmocka_unit_test(a_frame_that_is_late_is_waited_for),
        cmocka_unit_test(a_gap_makes_the_ring_fuller),
        cmocka_unit_test(a_fast_device_makes_silence_longer),
        cmocka_unit_test(a_slow_device_leaves_silence_out),
        cmocka_unit_test(a_device_far_too_slow_is_cut_without_a_click),
        cmocka_unit_test(a_handset_that_is_put_down_is_no_gap),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
