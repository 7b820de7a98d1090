/* SPDX-License-Identifier: MIT */
/* Recorded prompts of any rate become u-law of one level without silence at the ends; what is no WAV file is said. */
#include <fw/image.h>
#include <harness/image_rig.h>
#include <images/file.h>
#include <math.h>
#include <rt/str.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include <spandsp/telephony.h>
#include <spandsp/bit_operations.h>
#include <spandsp/g711.h>

#include <cmocka.h>

#define TWO_PI 6.283185307179586

/* Packs the tiny release with this hello.wav; the samples of it. */
static struct rt_buf pack_hello(struct image_rig *rig)
{
    struct rt_buf image, sound;
    struct fw_image view;
    const uint8_t *bytes;
    size_t n;
    char path[256];
    rt_buf_init(&image, FW_IMAGE_BYTES_MAX);
    rt_buf_init(&sound, FW_IMAGE_BYTES_MAX);
    image_rig_pack(image_rig_path(rig, "tiny", path), &image);
    assert_int_equal(fw_image_open(&view, image.bytes, image.n), RT_OK);
    assert_int_equal(fw_image_read(&view, FW_IMAGE_PROMPTS, &sound), RT_OK);
    unsigned first = 1, n_samples = 0;
    assert_int_equal(sscanf(rt_buf_text(&sound), "hello\t%u\t%u\tHello.\n", &first, &n_samples), 2);
    assert_int_equal(first, 0);
    rt_buf_clear(&sound);
    assert_int_equal(fw_image_in_place(&view, FW_IMAGE_SOUND, &bytes, &n), RT_OK);
    assert_in_range(n_samples, 1, n);
    assert_int_equal(rt_buf_put(&sound, bytes, n_samples), RT_OK);
    rt_buf_fini(&image);
    return sound;
}

static double level_dbm0(const struct rt_buf *ulaw)
{
    double sum = 0;
    for (size_t i = 0; i < ulaw->n; i++) {
        double sample = ulaw_to_linear(ulaw->bytes[i]);
        sum += sample * sample;
    }
    return 10 * log10(sum / (double)ulaw->n / (32768.0 * 32768.0)) + 6.18;
}

/* Counts rising zero crossings: the frequency, when it is a tone. Without the ends, where filters ring. */
static double frequency(const struct rt_buf *ulaw)
{
    unsigned n = 0;
    size_t skip = ulaw->n / 8;
    for (size_t i = skip + 1; i < ulaw->n - skip; i++) {
        n += ulaw_to_linear(ulaw->bytes[i - 1]) < 0 && ulaw_to_linear(ulaw->bytes[i]) >= 0 ? 1 : 0;
    }
    return n * 8000.0 / (double)(ulaw->n - 2 * skip);
}

static void any_rate_gives_the_same_tone(void **state)
{
    static const uint32_t rates[] = {8000, 11025, 16000, 22050, 44100, 48000};
    struct image_rig rig;
    (void)state;
    image_rig_begin(&rig);
    image_rig_write_tiny(&rig);
    for (size_t i = 0; i < sizeof rates / sizeof rates[0]; i++) {
        image_rig_write_wav(&rig, "tiny/sounds/hello.wav", rates[i], 600, 250);
        struct rt_buf ulaw = pack_hello(&rig);
        assert_in_range(ulaw.n, 4760, 4900); /* 600 ms are 4,800 samples; 5 ms may ring on at each end */
        assert_true(fabs(level_dbm0(&ulaw) + 16) < 0.5);
        if (fabs(frequency(&ulaw) - 1000) > 10) {
            fail_msg("%u Hz: a tone of %.1f Hz", (unsigned)rates[i], frequency(&ulaw));
        }
        assert_int_not_equal(ulaw_to_linear(ulaw.bytes[0]), 0);
        assert_int_not_equal(ulaw_to_linear(ulaw.bytes[ulaw.n - 1]), 0);
        rt_buf_fini(&ulaw);
    }
    image_rig_end(&rig);
}

/* Amplitude of one frequency, by correlation. */
static double amplitude(const struct rt_buf *ulaw, double hertz)
{
    double re = 0, im = 0;
    for (size_t i = 0; i < ulaw->n; i++) {
        re += ulaw_to_linear(ulaw->bytes[i]) * cos(TWO_PI * hertz * (double)i / 8000);
        im += ulaw_to_linear(ulaw->bytes[i]) * sin(TWO_PI * hertz * (double)i / 8000);
    }
    return 2 * sqrt(re * re + im * im) / (double)ulaw->n;
}

/* 6 kHz beside the tone must be gone, not folded down to 2 kHz. */
static void what_a_line_cannot_carry_is_filtered_out(void **state)
{
    struct image_rig rig;
    struct rt_buf wav;
    char path[256];
    (void)state;
    image_rig_begin(&rig);
    image_rig_write_tiny(&rig);
    image_rig_write_wav(&rig, "tiny/sounds/hello.wav", 48000, 500, 0);
    rt_buf_init(&wav, 1u << 20);
    (void)image_rig_path(&rig, "tiny/sounds/hello.wav", path);
    assert_int_equal(img_file_read(path, &wav), RT_OK);
    for (size_t at = 44; at + 1 < wav.n; at += 2) {
        int16_t sample = (int16_t)(wav.bytes[at] | wav.bytes[at + 1] << 8);
        sample = (int16_t)(sample + lrint(5000 * sin(TWO_PI * 6000 * (double)(at - 44) / 2 / 48000)));
        wav.bytes[at] = (uint8_t)sample;
        wav.bytes[at + 1] = (uint8_t)(sample >> 8);
    }
    assert_int_equal(img_file_write(path, wav.bytes, wav.n), RT_OK);
    struct rt_buf ulaw = pack_hello(&rig);
    assert_true(amplitude(&ulaw, 1000) > 3000);
    assert_true(amplitude(&ulaw, 2000) < amplitude(&ulaw, 1000) / 300); /* -50 dB, about the noise of u-law */
    rt_buf_fini(&ulaw);
    rt_buf_fini(&wav);
    image_rig_end(&rig);
}

static void assert_refused(const struct image_rig *rig, enum rt_err wanted, const char *word)
{
    struct rt_buf image;
    struct img_error e = {0};
    char path[256];
    const struct img_pack_config cfg = {.release_dir = image_rig_path(rig, "tiny", path)};
    rt_buf_init(&image, FW_IMAGE_BYTES_MAX);
    assert_int_equal(img_pack(&cfg, &image, NULL, &e), wanted);
    assert_int_equal(image.n, 0);
    assert_non_null(strstr(e.where, "hello.wav"));
    if (strstr(e.what, word) == NULL) {
        fail_msg("'%s' does not say '%s'", e.what, word);
    }
    rt_buf_fini(&image);
}

static void bad_recordings_are_named(void **state)
{
    struct image_rig rig;
    struct rt_buf wav;
    char path[256];
    (void)state;
    image_rig_begin(&rig);
    image_rig_write_tiny(&rig);
    image_rig_write(&rig, "tiny/sounds/hello.wav", "ID3 this is something else");
    assert_refused(&rig, RT_ECORRUPT, "not a WAV file");
    image_rig_write_wav(&rig, "tiny/sounds/hello.wav", 8000, 0, 500);
    assert_refused(&rig, RT_EINVAL, "silence");
    image_rig_write_wav(&rig, "tiny/sounds/hello.wav", 8000, 0, 0);
    assert_refused(&rig, RT_EINVAL, "silence");
    image_rig_write_wav(&rig, "tiny/sounds/hello.wav", 8000, 31000, 0);
    assert_refused(&rig, RT_ETOOBIG, "too big");

    /* Every shorter file of a good one: refused or shorter sound, never a read beyond. */
    image_rig_write_wav(&rig, "tiny/sounds/hello.wav", 8000, 50, 0);
    (void)image_rig_path(&rig, "tiny/sounds/hello.wav", path);
    rt_buf_init(&wav, 1u << 20);
    assert_int_equal(img_file_read(path, &wav), RT_OK);
    for (size_t n = 0; n <= 44; n++) {
        assert_int_equal(img_file_write(path, wav.bytes, n), RT_OK);
        assert_refused(&rig, n < 44 ? RT_ECORRUPT : RT_EINVAL, "");
    }
    wav.bytes[34] = 8; /* 8 bits a sample */
    assert_int_equal(img_file_write(path, wav.bytes, wav.n), RT_OK);
    assert_refused(&rig, RT_ENOTSUP, "not a WAV file");
    rt_buf_fini(&wav);
    image_rig_end(&rig);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_rate_gives_the_same_tone),
        cmocka_unit_test(what_a_line_cannot_carry_is_filtered_out),
        cmocka_unit_test(bad_recordings_are_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
