/* SPDX-License-Identifier: MIT */
/* A record that refers to a release: its flash is the release's but for the sectors in it; what does not fit is
 * refused. */
#include <harness/test.h>
#include <record/recording.h>
#include <unit/make.h>
#include <unitfile/unitfile.h>
#include <board/flash.h>
#include <rt/crc.h>
#include <rt/mem.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SECTOR  BOARD_FLASH_SECTOR_BYTES
#define RELEASE "3.3.6"
#define N_EACH  (4u + SECTOR)

static struct emu_unitfile *blank(void)
{
    struct emu_unitfile *file;
    struct emu_error error = {0};
    assert_int_equal(emu_unitfile_create_private(&file, &error), EMU_EXIT_OK);
    return file;
}

/* The sum that a record of this release has. */
static uint32_t sum_of_release(const struct emu_unitfile *file)
{
    const uint8_t *cells = emu_unitfile_flash((struct emu_unitfile *)(uintptr_t)file); /* only read */
    return rt_crc32(0, cells + board_region(BOARD_REGION_BANK_A)->offset, SECTOR);
}

struct row {
    const char *release;
    uint32_t sum_off;   /* 1: of another image */
    uint32_t sector[2]; /* the numbers in it */
    size_t n_data;
    const char *says; /* NULL: it is taken */
};
static const struct row rows[] = {
    {RELEASE, 0, {0, 0}, 0, NULL},
    {RELEASE, 0, {3, BOARD_FLASH_N_SECTORS - 1}, 2 * N_EACH, NULL},
    {RELEASE, 1, {3, 4}, 2 * N_EACH, "another image of release 3.3.6: give its folder with --images"},
    {"9.9.9", 0, {3, 4}, 2 * N_EACH, "no intact image of release 9.9.9"},
    {"../3.3.6", 0, {3, 4}, 2 * N_EACH, "no intact image of release ../3.3.6"},
    {RELEASE, 0, {3, BOARD_FLASH_N_SECTORS}, 2 * N_EACH, "the flash in the record"},
    {RELEASE, 0, {3, UINT32_MAX}, 2 * N_EACH, "the flash in the record"},
    {RELEASE, 0, {3, 4}, 2 * N_EACH - 1, "the flash in the record"},
    {RELEASE, 0, {3, 4}, N_EACH + 3, "the flash in the record"},
};

/* The flash of a record with this row's item. */
static enum emu_exit open_flash(const struct row *row, uint32_t sum, const uint8_t *data, struct emu_unitfile *file,
                                struct emu_error *error)
{
    char path[] = "/tmp/vspa-record-XXXXXX";
    uint8_t head[EMU_REC_HEAD_BYTES];
    struct emu_recording *recording = NULL;
    struct rt_buf b;
    const struct emu_rec_item items[] = {
        {.kind = EMU_REC_SETUP, .text = "test", .n_text = 4},
        {.kind = EMU_REC_BASED,
         .value = sum + row->sum_off,
         .text = row->release,
         .n_text = strlen(row->release),
         .data = data,
         .n_data = row->n_data},
        {.kind = EMU_REC_END},
    };
    rt_buf_init(&b, 1u << 20);
    emu_rec_put_head(head);
    assert_int_equal(rt_buf_put(&b, head, sizeof head), RT_OK);
    for (size_t i = 0; i < sizeof items / sizeof items[0]; i++) {
        assert_int_equal(emu_rec_put(&b, &items[i]), RT_OK);
    }
    int fd = mkstemp(path);
    assert_true(fd >= 0 && write(fd, b.bytes, b.n) == (ssize_t)b.n && close(fd) == 0);
    rt_buf_fini(&b);
    assert_int_equal(emu_recording_open(&recording, path, false, error), EMU_EXIT_OK);
    (void)emu_recording_flash(recording, file, NULL, error); /* the error says it */
    emu_recording_close(recording);
    (void)unlink(path);
    return error->code;
}

static void sectors_lie_over_the_release(void **state)
{
    (void)state;
    struct emu_error error = {0};
    struct emu_unitfile *base = blank();
    uint8_t *data = rt_mem_alloc(2 * N_EACH);
    assert_non_null(data);
    assert_int_equal(emu_make_release(base, RELEASE, NULL, &error), EMU_EXIT_OK);
    memset(data, 0x5a, 2 * N_EACH);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct emu_unitfile *file = blank();
        error = (struct emu_error){0};
        rt_put_be32(data, rows[i].sector[0]);
        rt_put_be32(data + N_EACH, rows[i].sector[1]);
        enum emu_exit code = open_flash(&rows[i], sum_of_release(base), data, file, &error);
        if (rows[i].says != NULL) {
            assert_int_equal(code, EMU_EXIT_ENVIRONMENT);
            assert_non_null(strstr(error.text, rows[i].says));
        } else {
            assert_int_equal(code, EMU_EXIT_OK);
            for (uint32_t s = 0; s < BOARD_FLASH_N_SECTORS; s++) {
                bool is_in_it = rows[i].n_data > 0 && (s == rows[i].sector[0] || s == rows[i].sector[1]);
                const uint8_t *wanted = is_in_it ? data + 4 : emu_unitfile_flash(base) + (size_t)s * SECTOR;
                assert_memory_equal(emu_unitfile_flash(file) + (size_t)s * SECTOR, wanted, SECTOR);
            }
        }
        emu_unitfile_close(file);
    }
    rt_mem_free(data);
    emu_unitfile_close(base);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sectors_lie_over_the_release),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
