/* SPDX-License-Identifier: MIT */
/* The hand on a telephone, and the file of what its receiver plays. */
#include <harness/test.h>
#include <unit/wav.h>
#include <host/signals.h>
#include <fw/channel.h>
#include <board/clock.h>
#include <board/fxs.h>
#include <harness/line_rig.h>
#include <rt/mem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define IMAGE TEST_BINARY_DIR "/images/spa2102-5.2.10.img"
#define LINE  &fw_signal_line

static int set_up(void **state)
{
    struct line_rig *rig = test_calloc(1, sizeof *rig);

    line_rig_open(rig, IMAGE);
    *state = rig;
    return 0;
}

static int tear_down(void **state)
{
    struct line_rig *rig = *state;

    line_rig_close(rig);
    assert_int_equal(rt_mem_n_live(), 0);
    test_free(rig);
    return 0;
}

static void a_handset_that_is_down_cannot_dial(void **state)
{
    struct line_rig *rig = *state;

    assert_int_equal(emu_phone_dial(rig->phone[0], "1"), RT_EREFUSED);
    assert_int_equal(emu_phone_flash(rig->phone[0]), RT_EREFUSED);
    assert_false(emu_phone_is_dialling(rig->phone[0]));
}

static void what_is_no_key_dials_nothing(void **state)
{
    struct line_rig *rig = *state;

    emu_phone_set_hook(rig->phone[0], true);
    assert_int_equal(emu_phone_dial(rig->phone[0], "12x"), RT_EINVAL);
    assert_false(emu_phone_is_dialling(rig->phone[0]));
    assert_int_equal(emu_phone_set_timing(rig->phone[0], 9, 40), RT_ERANGE);
    assert_int_equal(emu_phone_set_timing(rig->phone[0], 40, 10001), RT_ERANGE);
}

static void more_than_the_microphone_holds_is_refused_whole(void **state)
{
    struct line_rig *rig = *state;
    char keys[700];

    memset(keys, '5', sizeof keys);
    keys[601] = '\0'; /* 120.2 s */
    emu_phone_set_hook(rig->phone[0], true);
    assert_int_equal(emu_phone_dial(rig->phone[0], keys), RT_EFULL);
    assert_false(emu_phone_is_dialling(rig->phone[0]));
    keys[600] = '\0';
    assert_int_equal(emu_phone_dial(rig->phone[0], keys), RT_OK);
    assert_int_equal(emu_phone_dial(rig->phone[0], "1"), RT_EFULL);
}

static void all_sixteen_keys_and_pauses_arrive_in_time(void **state)
{
    struct line_rig *rig = *state;
    uint64_t first_us, second_us;

    line_rig_set(rig, "Dial_Plan_1_", "(1234567890*ABCDx.)");
    emu_phone_set_hook(rig->phone[0], true);
    line_rig_run_ms(rig, 500);
    assert_int_equal(emu_phone_dial(rig->phone[0], "1,2 3-4567890*abcD#"), RT_OK);
    line_rig_expect(rig, &emu_signal_keys, 0, "1,2 3-4567890*abcD#", 1);
    first_us = line_rig_expect(rig, LINE, 0, "key 1", 200);
    second_us = line_rig_expect(rig, LINE, 0, "key 2", 2000);
    assert_in_range(second_us - first_us, 1180000, 1220000);
    line_rig_expect(rig, &fw_signal_call, 0, "line not registered: 1234567890*ABCD", 5000);
}

static void keys_dialled_before_the_first_are_through_follow(void **state)
{
    struct line_rig *rig = *state;

    emu_phone_set_hook(rig->phone[1], true);
    line_rig_run_ms(rig, 500);
    assert_int_equal(emu_phone_dial(rig->phone[1], "12"), RT_OK);
    assert_int_equal(emu_phone_dial(rig->phone[1], "34#"), RT_OK);
    line_rig_expect(rig, &fw_signal_call, 1, "line not registered: 1234", 2000);
}

static uint32_t le(const uint8_t *at, unsigned n)
{
    uint32_t v = 0;

    for (unsigned i = n; i-- > 0;) {
        v = v << 8 | at[i];
    }
    return v;
}

/* One second of dial tone, two seconds on-hook, one of dial tone. */
static size_t record(struct line_rig *rig, bool keeps_time, uint8_t *bytes, size_t n_max)
{
    char path[] = "/tmp/vspa-wav-XXXXXX";
    int fd = mkstemp(path);
    struct emu_wav *wav;
    FILE *file;
    size_t n;

    assert_true(fd >= 0);
    (void)close(fd);
    assert_int_equal(emu_wav_open(&wav, rig->board, 0, path, keeps_time), RT_OK);
    line_rig_set(rig, "Make_Call_Without_Reg_1_", "Yes");
    for (unsigned i = 0; i < 2; i++) {
        emu_phone_set_hook(rig->phone[0], true);
        line_rig_run_ms(rig, 1000);
        emu_phone_set_hook(rig->phone[0], false);
        line_rig_run_ms(rig, i == 0 ? 2000 : 0);
    }
    assert_int_equal(emu_wav_close(wav), RT_OK);
    file = fopen(path, "rb");
    assert_non_null(file);
    n = fread(bytes, 1, n_max, file);
    (void)fclose(file);
    (void)remove(path);
    return n;
}

static bool has_sound(const uint8_t *bytes, size_t from_ms, size_t to_ms)
{
    for (size_t i = 44 + from_ms * 16; i < 44 + to_ms * 16; i++) {
        if (bytes[i] != 0) {
            return true;
        }
    }
    return false;
}

static void a_wav_file_keeps_the_time_line_or_leaves_it_out(void **state)
{
    struct line_rig *rig = *state;
    uint8_t *bytes = malloc(200000);
    size_t n;

    assert_non_null(bytes);
    n = record(rig, true, bytes, 200000);
    assert_memory_equal(bytes, "RIFF", 4);
    assert_memory_equal(bytes + 8, "WAVEfmt ", 8);
    assert_int_equal(le(bytes + 4, 4), n - 8);
    assert_int_equal(le(bytes + 22, 2), 1);
    assert_int_equal(le(bytes + 24, 4), 8000);
    assert_int_equal(le(bytes + 34, 2), 16);
    assert_int_equal(le(bytes + 40, 4), n - 44);
    assert_in_range(n - 44, 4 * 16000 - 320, 4 * 16000 + 320);
    assert_true(has_sound(bytes, 100, 900));
    assert_false(has_sound(bytes, 1100, 2900));
    assert_true(has_sound(bytes, 3100, 3900));
    line_rig_run_ms(rig, 2000);
    n = record(rig, false, bytes, 200000);
    assert_in_range(n - 44, 2 * 16000 - 640, 2 * 16000);
    assert_true(has_sound(bytes, 1000, 1900));
    free(bytes);
}

static void a_wav_file_that_cannot_be_written_is_reported(void **state)
{
    struct line_rig *rig = *state;
    struct emu_wav *wav;

    assert_int_equal(emu_wav_open(&wav, rig->board, 0, "/dev/null/a.wav", true), RT_EIO);
    assert_null(wav);
    assert_int_equal(emu_wav_open(&wav, rig->board, 0, "/dev/full", true), RT_OK); /* buffered: known at the end */
    emu_phone_set_hook(rig->phone[0], true);
    line_rig_run_ms(rig, 1000);
    assert_int_equal(emu_wav_close(wav), RT_EIO);
    assert_int_equal(emu_wav_close(NULL), RT_OK);
}

static void one_key_is_held_at_a_time_and_sounds_70_ms_at_least(void **state)
{
    struct line_rig *rig = *state;
    uint64_t down_us, up_us;

    assert_int_equal(emu_phone_press(rig->phone[0], '5'), RT_EREFUSED); /* on-hook */
    emu_phone_set_hook(rig->phone[0], true);
    line_rig_run_ms(rig, 500);
    assert_int_equal(emu_phone_release(rig->phone[0]), RT_ENOENT);
    assert_int_equal(emu_phone_press(rig->phone[0], 'x'), RT_EINVAL);
    assert_int_equal(emu_phone_press(rig->phone[0], '\0'), RT_EINVAL);
    assert_int_equal(emu_phone_press(rig->phone[0], 'd'), RT_OK);
    assert_int_equal(emu_phone_press(rig->phone[0], '6'), RT_EBUSY);
    assert_int_equal(emu_phone_release(rig->phone[0]), RT_OK);
    assert_true(emu_phone_is_pressed(rig->phone[0]));
    down_us = line_rig_expect(rig, &emu_signal_press, 0, "D", 10);
    line_rig_expect(rig, LINE, 0, "key D", 200);
    up_us = line_rig_expect(rig, &emu_signal_press, 0, "D", 200);
    assert_in_range(up_us - down_us, 70000, 80000);
    assert_false(emu_phone_is_pressed(rig->phone[0]));
}

static void lowering_the_handset_releases_the_key(void **state)
{
    struct line_rig *rig = *state;

    emu_phone_set_hook(rig->phone[0], true);
    assert_int_equal(emu_phone_press(rig->phone[0], '5'), RT_OK);
    line_rig_run_ms(rig, 1000);
    assert_true(emu_phone_is_pressed(rig->phone[0]));
    emu_phone_set_hook(rig->phone[0], false);
    line_rig_run_ms(rig, 20);
    assert_false(emu_phone_is_pressed(rig->phone[0]));
}

static void what_cannot_be_spoken_is_refused(void **state)
{
    struct line_rig *rig = *state;

    assert_int_equal(emu_phone_speak(rig->phone[0], 880, 100), RT_EREFUSED); /* on-hook */
    emu_phone_set_hook(rig->phone[0], true);
    assert_int_equal(emu_phone_speak(rig->phone[0], EMU_PHONE_SPEAK_MIN_HZ - 1, 100), RT_ERANGE);
    assert_int_equal(emu_phone_speak(rig->phone[0], EMU_PHONE_SPEAK_MAX_HZ + 1, 100), RT_ERANGE);
    assert_int_equal(emu_phone_speak(rig->phone[0], 880, 120001), RT_EFULL);
    assert_false(emu_phone_is_dialling(rig->phone[0]));
    assert_int_equal(emu_phone_speak(rig->phone[0], 880, 1000), RT_OK);
    assert_true(emu_phone_is_dialling(rig->phone[0]));
    line_rig_run_ms(rig, 1020);
    assert_false(emu_phone_is_dialling(rig->phone[0]));
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        T(a_handset_that_is_down_cannot_dial),
        T(what_is_no_key_dials_nothing),
        T(more_than_the_microphone_holds_is_refused_whole),
        T(all_sixteen_keys_and_pauses_arrive_in_time),
        T(keys_dialled_before_the_first_are_through_follow),
        T(one_key_is_held_at_a_time_and_sounds_70_ms_at_least),
        T(lowering_the_handset_releases_the_key),
        T(what_cannot_be_spoken_is_refused),
        T(a_wav_file_keeps_the_time_line_or_leaves_it_out),
        T(a_wav_file_that_cannot_be_written_is_reported),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
