/* SPDX-License-Identifier: MIT */
#include <record/record.h>
#include <host/output.h>
#include <record/recitem.h>
#include <record/recline.h>
#include <unit/unit.h>
#include <unitfile/unitfile.h>
#include <board/board.h>
#include <board/flash.h>
#include <board/input.h>
#include <rt/assert.h>
#include <rt/crc.h>
#include <rt/mem.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* A section of the trace is closed at this size: a killed process loses it, and a reader unpacks it at once. */
#define PIECE_BYTES       (64u * 1024u)
#define PIECE_MAX_BYTES   (PIECE_BYTES + EMU_REC_LINE_MAX)
/* With more sectors than this the whole flash is as good. */
#define SECTORS_MAX_BYTES (16u * (4u + BOARD_FLASH_SECTOR_BYTES))
#define FLUSH_US          1000000u /* of virtual time */

struct emu_record {
    struct board *board;
    uint64_t seed;
    uint32_t flags; /* of the setup item */
    struct board_watcher watcher;
    struct board_recorder recorder;
    const char *path; /* NULL: in memory */
    FILE *file;
    struct rt_buf items;
    struct rt_buf piece; /* lines of the trace */
    uint64_t piece_event, n_piece_events;
    uint64_t n_bytes, flushed_us;
    bool is_running;
    enum rt_err failed; /* the first failure; nothing is recorded after it */
    int failed_errno;
};

static void keep_failure(struct emu_record *r, enum rt_err err)
{
    if (err != RT_OK && r->failed == RT_OK) {
        r->failed = err;
        r->failed_errno = errno;
    }
}

static void put_item(struct emu_record *r, const struct emu_rec_item *item)
{
    if (r->failed != RT_OK) {
        return;
    }
    keep_failure(r, emu_rec_put(&r->items, item));
    if (r->file == NULL || r->failed != RT_OK) {
        return;
    }
    if (r->n_bytes + r->items.n > EMU_RECORD_FILE_MAX_BYTES) {
        keep_failure(r, RT_ETOOBIG);
    } else if (fwrite(r->items.bytes, 1, r->items.n, r->file) != r->items.n) {
        keep_failure(r, RT_EIO);
    }
    r->n_bytes += r->items.n;
    rt_buf_clear(&r->items);
}

static struct emu_rec_item item_now(const struct emu_record *r, enum emu_rec_kind kind)
{
    struct board_moment m = board_moment(r->board);
    return (struct emu_rec_item){
        .kind = (uint8_t)kind, .at_us = m.at_us, .n_calls = m.n_calls, .event = m.event, .is_in_call = m.is_in_call};
}

static void close_piece(struct emu_record *r)
{
    struct emu_rec_item item = item_now(r, EMU_REC_TRACE);
    if (r->n_piece_events == 0) {
        return;
    }
    item.event = r->piece_event;
    item.value = (int64_t)r->n_piece_events;
    item.data = r->piece.bytes;
    item.n_data = r->piece.n;
    put_item(r, &item);
    rt_buf_clear(&r->piece);
    r->n_piece_events = 0;
}

static void put_event(struct emu_record *r, const struct board_event *e)
{
    char line[EMU_REC_LINE_MAX];
    if (r->failed != RT_OK) {
        return;
    }
    if (r->n_piece_events++ == 0) {
        r->piece_event = e->number;
    }
    keep_failure(r, rt_buf_put(&r->piece, line, emu_rec_line(e, line)));
    if (r->piece.n >= PIECE_BYTES) {
        close_piece(r);
    }
    if (r->file != NULL && e->at_us >= r->flushed_us + FLUSH_US) {
        r->flushed_us = e->at_us;
        (void)fflush(r->file); /* for the case that this process is killed; a full disk shows at the end */
    }
}

static void on_event(void *ctx, struct board *b, const struct board_event *e)
{
    (void)b;
    put_event(ctx, e);
}

static void put_input(struct emu_record *r, const struct board_input *in, uint64_t event)
{
    char word[EMU_REC_TEXT_MAX + 1];
    struct emu_rec_item item = item_now(r, EMU_REC_INPUT);
    item.event = event;
    item.input = (uint8_t)in->kind;
    item.unit = in->unit;
    item.value = in->value;
    item.text = in->text;
    if (in->kind == BOARD_INPUT_WORD) {
        (void)snprintf(word, sizeof word, "%s %.*s", in->signal->name, (int)BOARD_INPUT_TEXT_MAX, in->text);
        item.text = word;
    }
    item.n_text = strlen(item.text);
    item.data = in->data;
    item.n_data = in->n_data < EMU_REC_DATA_MAX ? in->n_data : EMU_REC_DATA_MAX;
    put_item(r, &item);
}

static void on_input(void *ctx, struct board *b, const struct board_input *in)
{
    put_input(ctx, in, board_trace_end(b));
}

/* The input that has left this event, if it is known from the event alone. */
static bool is_input_known(const struct board_event *e, struct board_input *in)
{
    *in = (struct board_input){.signal = board_event_signal(e), .unit = e->unit, .value = e->value, .text = e->text};
    if (board_event_signal(e) == &board_signal_cable) {
        in->kind = BOARD_INPUT_CABLE;
        in->text = "";
        return true;
    }
    if (board_event_signal(e) == &board_signal_hook) {
        in->kind = BOARD_INPUT_HOOK;
        in->unit = e->unit - 1;
        return true;
    }
    if (board_event_signal(e) == &board_signal_jack) {
        in->kind = BOARD_INPUT_JACK;
        in->unit = e->unit - 1;
        return true;
    }
    in->kind = BOARD_INPUT_WORD;
    return board_event_signal(e)->is_input;
}

/* What was before the recording began: cables, hooks, jacks, words. False: more than that. */
static bool take_past(struct emu_record *r)
{
    struct board_input in;
    for (uint64_t i = 0; i < board_trace_end(r->board); i++) {
        const struct board_event *e = board_trace_get(r->board, i);
        if (e == NULL || e->at_us != 0) {
            return false;
        }
        if (is_input_known(e, &in)) {
            put_input(r, &in, i);
        } else if (board_event_signal(e) != &board_signal_entropy) {
            return false;
        }
        put_event(r, e);
    }
    return board_n_starts(r->board) == 0 && !board_is_powered(r->board);
}

static void put_setup(struct emu_record *r)
{
    struct emu_rec_item setup = {
        .kind = EMU_REC_SETUP,
        .value = (int64_t)r->seed,
        .unit = r->flags,
        .text = VSPA_VERSION,
        .n_text = sizeof VSPA_VERSION - 1,
    };
    put_item(r, &setup);
}

static void put_conditions(struct emu_record *r, const uint8_t *cells)
{
    const struct emu_rec_item flash = {.kind = EMU_REC_FLASH, .data = cells, .n_data = BOARD_FLASH_BYTES};
    put_setup(r);
    put_item(r, &flash);
}

static enum emu_exit open_target(struct emu_record *r, const uint8_t *cells, struct emu_error *error)
{
    if (r->path == NULL) {
        board_flash_snapshot(r->board); /* packed when it is saved: a scenario starts at once */
        return EMU_EXIT_OK;
    }
    uint8_t head[EMU_REC_HEAD_BYTES];
    emu_rec_put_head(head);
    r->file = emu_output_open(r->path, EMU_OUTPUT_PRIVATE);
    if (r->file == NULL || fwrite(head, sizeof head, 1, r->file) != 1) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "--record %s: %s: choose another file", r->path,
                             emu_output_why(r->path));
    }
    put_conditions(r, cells);
    return EMU_EXIT_OK;
}

enum emu_exit emu_record_start(struct emu_record **out, struct emu_unit *u, const char *path, struct emu_error *error)
{
    *out = NULL;
    struct emu_record *r = rt_mem_alloc(sizeof *r);
    if (r == NULL) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "record: out of memory");
    }
    r->board = emu_unit_board(u);
    r->seed = emu_unit_seed(u);
    r->flags = (emu_unit_is_strict(u) ? EMU_REC_STRICT : 0) | (emu_unit_has_g729(u) ? EMU_REC_G729 : 0) |
               emu_unit_quirks(u) << EMU_REC_QUIRKS_SHIFT;
    r->path = path;
    r->watcher = (struct board_watcher){.fn = on_event, .ctx = r};
    rt_buf_init(&r->items, EMU_RECORD_MEMORY_MAX_BYTES);
    rt_buf_init(&r->piece, PIECE_MAX_BYTES);
    if (open_target(r, emu_unitfile_flash(emu_unit_file(u)), error) != EMU_EXIT_OK) {
        emu_record_destroy(r);
        return error->code;
    }
    RT_ASSERT(take_past(r)); /* it begins before anything happens */
    board_watch(r->board, &r->watcher);
    r->recorder = (struct board_recorder){.fn = on_input, .ctx = r};
    board_record(r->board, &r->recorder);
    r->is_running = true;
    *out = r;
    return EMU_EXIT_OK;
}

static enum emu_exit say_failure(const struct emu_record *r, struct emu_error *error)
{
    const char *path = r->path != NULL ? r->path : "memory";
    if (r->failed == RT_ETOOBIG) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "--record %s: the run is too long, its end is missing: %s",
                             path, "record a shorter run");
    }
    return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "--record %s: incomplete (%s): check disk and memory", path,
                         r->failed == RT_EIO ? strerror(r->failed_errno) : rt_err_text(r->failed));
}

static void let_go(struct emu_record *r)
{
    r->is_running = false;
    board_unrecord(r->board, &r->recorder);
    board_unwatch(r->board, &r->watcher);
}

enum emu_exit emu_record_stop(struct emu_record *r, struct emu_error *error)
{
    if (r == NULL || !r->is_running) {
        return error->code;
    }
    let_go(r);
    close_piece(r);
    struct emu_rec_item end = item_now(r, EMU_REC_END);
    put_item(r, &end);
    if (r->file != NULL) {
        if (fclose(r->file) != 0) {
            keep_failure(r, RT_EIO);
        }
        r->file = NULL;
    }
    return r->failed != RT_OK ? say_failure(r, error) : error->code;
}

/* The sectors that differ from the release's. RT_ETOOBIG: too many for it to be worth while. */
static enum rt_err put_sectors(const struct emu_record *r, const struct emu_record_base *base, struct rt_buf *out)
{
    uint8_t *blank = rt_mem_alloc_raw(BOARD_FLASH_SECTOR_BYTES);
    if (blank == NULL) {
        return RT_ENOMEM;
    }
    memset(blank, 0xff, BOARD_FLASH_SECTOR_BYTES);
    for (unsigned i = 0; i < BOARD_FLASH_N_SECTORS; i++) {
        const uint8_t *cells = board_flash_snapshot_sector(r->board, i);
        cells = cells != NULL ? cells : blank;
        if (memcmp(cells, base->cells + (size_t)i * BOARD_FLASH_SECTOR_BYTES, BOARD_FLASH_SECTOR_BYTES) != 0) {
            uint8_t number[4];
            rt_put_be32(number, i);
            (void)rt_buf_put(out, number, sizeof number); /* the buffer remembers */
            (void)rt_buf_put(out, cells, BOARD_FLASH_SECTOR_BYTES);
        }
    }
    rt_mem_free(blank);
    return rt_buf_error(out);
}

/* False: not worth while, or not possible; then nothing is put. */
static bool put_based(struct emu_record *front, const struct emu_record *r, const struct emu_record_base *base)
{
    struct rt_buf sectors;
    rt_buf_init(&sectors, SECTORS_MAX_BYTES);
    bool is_put = board_flash_snapshot_is_whole(r->board) && put_sectors(r, base, &sectors) == RT_OK;
    if (is_put) {
        const uint8_t *first = base->cells + board_region(BOARD_REGION_BANK_A)->offset;
        const struct emu_rec_item item = {
            .kind = EMU_REC_BASED,
            .value = rt_crc32(0, first, BOARD_FLASH_SECTOR_BYTES),
            .text = base->release,
            .n_text = strlen(base->release),
            .data = sectors.bytes,
            .n_data = sectors.n,
        };
        put_setup(front);
        put_item(front, &item);
    }
    rt_buf_fini(&sectors);
    return is_put;
}

static void put_whole(struct emu_record *front, const struct emu_record *r)
{
    uint8_t *flash = rt_mem_alloc_raw(BOARD_FLASH_BYTES);
    keep_failure(front, flash != NULL ? board_flash_snapshot_read(r->board, flash) : RT_ENOMEM);
    if (front->failed == RT_OK) {
        put_conditions(front, flash);
    }
    rt_mem_free(flash);
}

/* Into the file, which it closes; NULL: it could not be opened. */
static enum emu_exit write_items(const struct emu_record *r, FILE *file, const char *path,
                                 const struct emu_record_base *base, struct emu_error *error)
{
    uint8_t head[EMU_REC_HEAD_BYTES];
    emu_rec_put_head(head);
    struct emu_record front = {.path = path, .file = file, .seed = r->seed, .flags = r->flags};
    rt_buf_init(&front.items, EMU_RECORD_MEMORY_MAX_BYTES);
    if (front.file == NULL || fwrite(head, sizeof head, 1, front.file) != 1) {
        keep_failure(&front, RT_EIO);
    }
    if (front.failed == RT_OK && (base == NULL || !put_based(&front, r, base))) {
        put_whole(&front, r);
    }
    if (front.failed == RT_OK && fwrite(r->items.bytes, 1, r->items.n, front.file) != r->items.n) {
        keep_failure(&front, RT_EIO);
    }
    if (front.failed == RT_OK && r->is_running) { /* it ends here, and the run goes on */
        struct emu_rec_item end = item_now(r, EMU_REC_END);
        put_item(&front, &end);
    }
    if (front.file != NULL && fclose(front.file) != 0) {
        keep_failure(&front, RT_EIO);
    }
    rt_buf_fini(&front.items);
    return front.failed != RT_OK ? say_failure(&front, error) : EMU_EXIT_OK;
}

enum emu_exit emu_record_save(const struct emu_record *r, const char *path, const struct emu_record_base *base,
                              struct emu_error *error)
{
    RT_ASSERT(r->path == NULL && !r->is_running);
    return r->failed != RT_OK ? say_failure(r, error)
                              : write_items(r, emu_output_open(path, EMU_OUTPUT_PRIVATE), path, base, error);
}

enum emu_exit emu_record_save_now(struct emu_record *r, int fd, struct emu_error *error)
{
    RT_ASSERT(r->path == NULL && r->is_running);
    close_piece(r);
    if (r->failed != RT_OK) {
        return say_failure(r, error);
    }
    int own = ftruncate(fd, 0) == 0 && lseek(fd, 0, SEEK_SET) == 0 ? dup(fd) : -1;
    FILE *file = own >= 0 ? fdopen(own, "wb") : NULL;
    if (file == NULL && own >= 0) {
        (void)close(own);
    }
    return write_items(r, file, "memory", NULL, error);
}

void emu_record_destroy(struct emu_record *r)
{
    struct emu_error unheard = {0};
    if (r == NULL) {
        return;
    }
    if (r->path == NULL && r->is_running) {
        let_go(r); /* not wanted: its end needs no packing */
    }
    (void)emu_record_stop(r, &unheard); /* the caller has asked for the result before */
    if (r->file != NULL) {
        (void)fclose(r->file); /* it never began */
    }
    rt_buf_fini(&r->items);
    rt_buf_fini(&r->piece);
    rt_mem_free(r);
}
