/* SPDX-License-Identifier: MIT */
#include <harness/test.h>
#include <harness/line_rig.h>
#include <board/clock.h>
#include <images/file.h>
#include <rt/str.h>
#include <stdio.h>
#include <string.h>

void line_rig_read_image(const char *path, struct rt_buf *bytes, struct fw_image *image)
{
    rt_buf_init(bytes, FW_IMAGE_BYTES_MAX);
    if (img_file_read(path, bytes) != RT_OK) {
        fail_msg("%s is not there: build the target release_images", path);
    }
    assert_int_equal(fw_image_open(image, bytes->bytes, bytes->n), RT_OK);
    assert_int_equal(fw_image_check_sections(image), RT_OK);
}

static void on_idle_change(void *ctx)
{
    struct line_rig *rig = ctx;

    rig->n_idle_changes++;
}

static const struct fw_image *image_of(void *ctx)
{
    struct line_rig *rig = ctx;

    return &rig->image;
}

static const struct fw_params *params_of(void *ctx)
{
    struct line_rig *rig = ctx;

    return rig->params.params;
}

void line_rig_open(struct line_rig *rig, const char *image_path)
{
    struct rt_buf schema;

    memset(rig, 0, sizeof *rig);
    line_rig_read_image(image_path, &rig->bytes, &rig->image);
    rt_buf_init(&schema, FW_IMAGE_SECTION_REAL_MAX);
    assert_int_equal(fw_image_read(&rig->image, FW_IMAGE_SCHEMA, &schema), RT_OK);
    params_rig_open(&rig->params, rt_buf_text(&schema), NULL);
    rt_buf_fini(&schema);
    rig->board = rig->params.board;
    fw_log_init(&rig->log, rig->board, NULL);
    assert_int_equal(fw_lines_create(&rig->lines, &(struct fw_lines_config){.board = rig->board,
                                                                            .params = rig->params.params,
                                                                            .log = &rig->log,
                                                                            .image = &rig->image,
                                                                            .on_idle_change = on_idle_change,
                                                                            .ctx = rig}),
                     RT_OK);
    assert_int_equal(fw_calls_create(&rig->calls, &(struct fw_calls_config){.board = rig->board,
                                                                            .params = rig->params.params,
                                                                            .lines = rig->lines,
                                                                            .log = &rig->log}),
                     RT_OK);
    for (unsigned port = 0; port < FW_N_LINES; port++) {
        rig->phone[port] = emu_phone_create(rig->board, port);
        rig->ear[port] = emu_ear_create(&(struct emu_ear_config){
            .board = rig->board, .port = port, .image = image_of, .params = params_of, .ctx = rig});
        assert_non_null(rig->phone[port]);
        assert_non_null(rig->ear[port]);
    }
    rig->cursor = board_trace_end(rig->board);
}

void line_rig_drop_lines(struct line_rig *rig)
{
    fw_calls_destroy(rig->calls);
    rig->calls = NULL;
    fw_lines_destroy(rig->lines);
    rig->lines = NULL;
}

void line_rig_close(struct line_rig *rig)
{
    for (unsigned port = 0; port < FW_N_LINES; port++) {
        emu_ear_destroy(rig->ear[port]);
        emu_phone_destroy(rig->phone[port]);
    }
    line_rig_drop_lines(rig);
    params_rig_close(&rig->params);
    rt_buf_fini(&rig->bytes);
}

void line_rig_set(struct line_rig *rig, const char *element, const char *value)
{
    struct fw_txn *txn;
    enum fw_fit fit;

    assert_int_equal(fw_txn_create(&txn, rig->params.params), RT_OK);
    assert_int_equal(fw_txn_set_by_name(txn, rt_str(element), rt_str(value), &fit), RT_OK);
    if (fit != FW_FIT_OK && fit != FW_FIT_NORMALISED) {
        fail_msg("%s = %s: %s", element, value, fw_fit_text(fit));
    }
    assert_int_equal(fw_txn_commit(txn, "test", NULL), RT_OK);
    fw_txn_destroy(txn);
}

void line_rig_run_ms(struct line_rig *rig, uint64_t ms)
{
    uint64_t until_us = board_now_us(rig->board) + ms * BOARD_US_PER_MS;

    while (board_step(rig->board, until_us) || board_now_us(rig->board) < until_us) {
    }
}

void line_rig_dial(struct line_rig *rig, unsigned port, const char *keys)
{
    assert_int_equal(emu_phone_dial(rig->phone[port], keys), RT_OK);
    while (emu_phone_is_dialling(rig->phone[port])) {
        line_rig_run_ms(rig, 10);
    }
}

/* The next such event from the cursor on, or NULL. */
static const struct board_event *find(const struct line_rig *rig, uint64_t *from, const struct board_signal *s,
                                      unsigned port, const char *text)
{
    for (; *from < board_trace_end(rig->board); (*from)++) {
        const struct board_event *e = board_trace_get(rig->board, *from);

        if (e != NULL && board_event_signal(e) == s && e->unit == port + 1 && strstr(e->text, text) != NULL) {
            (*from)++;
            return e;
        }
    }
    return NULL;
}

static void print_since_cursor(const struct line_rig *rig, const struct board_signal *s)
{
    char line[BOARD_TRACE_TEXT_MAX + 100];

    for (uint64_t n = rig->cursor; n < board_trace_end(rig->board); n++) {
        const struct board_event *e = board_trace_get(rig->board, n);

        if (e != NULL && board_event_signal(e) == s) {
            (void)board_event_format(e, line, sizeof line);
            print_message("    %s\n", line);
        }
    }
}

uint64_t line_rig_expect(struct line_rig *rig, const struct board_signal *s, unsigned port, const char *text,
                         uint64_t within_ms)
{
    uint64_t until_us = board_now_us(rig->board) + within_ms * BOARD_US_PER_MS, from = rig->cursor;

    for (;;) {
        const struct board_event *e = find(rig, &from, s, port, text);

        if (e != NULL) {
            rig->cursor = from;
            return e->at_us;
        }
        if (!board_step(rig->board, until_us) && board_now_us(rig->board) >= until_us) {
            print_since_cursor(rig, s);
            fail_msg("no %s[%u] with '%s' within %u ms", s->name, port + 1, text, (unsigned)within_ms);
        }
    }
}

void line_rig_expect_none(struct line_rig *rig, const struct board_signal *s, unsigned port, const char *text,
                          uint64_t for_ms)
{
    uint64_t from = rig->cursor;
    const struct board_event *e;

    line_rig_run_ms(rig, for_ms);
    e = find(rig, &from, s, port, text);
    if (e != NULL) {
        print_since_cursor(rig, s);
        fail_msg("unwanted %s[%u] '%s'", s->name, port + 1, e->text);
    }
}
