/* SPDX-License-Identifier: MIT */
#include <record/recording.h>
#include <host/output.h>
#include <unit/make.h>
#include <unitfile/unitfile.h>
#include <board/flash.h>
#include <host/signals.h>
#include <fw/quirk.h>
#include <rt/crc.h>
#include <rt/mem.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define INDEX_STEP 1024u
_Static_assert(BOARD_FLASH_BYTES <= EMU_REC_DATA_MAX, "a flash is one item");
_Static_assert(BOARD_INPUT_DATA_MAX <= EMU_REC_DATA_MAX, "an input is one item");

/* Offsets of the items of one kind. */
struct index {
    uint64_t *at;
    size_t n, capacity;
};

struct emu_recording {
    const char *path;
    uint8_t *bytes; /* mapped */
    size_t n_bytes;
    struct emu_recording_facts facts;
    char version[32];
    struct index inputs, pieces;
    uint64_t flash_at;
    size_t piece;         /* the one that is unpacked, counted from 1; 0: none */
    struct rt_buf lines;  /* of it */
    struct rt_str rest;   /* of them, not yet read */
    uint64_t rest_number; /* of the event at the front of the rest */
};

static enum rt_err add(struct index *index, uint64_t at)
{
    if (index->n == index->capacity) {
        uint64_t *more = rt_mem_resize(index->at, (index->capacity * 2 + INDEX_STEP) * sizeof *more);
        if (more == NULL) {
            return RT_ENOMEM;
        }
        index->at = more;
        index->capacity = index->capacity * 2 + INDEX_STEP;
    }
    index->at[index->n++] = at;
    return RT_OK;
}

static enum emu_exit damaged(const struct emu_recording *r, uint64_t at, const char *what, struct emu_error *error)
{
    return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: at byte %llu: %s: take another copy of the record", r->path,
                         (unsigned long long)at, what);
}

static enum emu_exit cut_off(const struct emu_recording *r, uint64_t at, struct emu_error *error)
{
    return emu_error_set(error, EMU_EXIT_ENVIRONMENT,
                         "%s: at byte %llu: cut off, its end is missing: --partial replays what is there", r->path,
                         (unsigned long long)at);
}

/* What is wrong with this item at its place in the order, or NULL. */
static const char *judge_order(const struct emu_recording *r, const struct emu_rec_item *item, size_t n_before)
{
    const struct board_moment *last = &r->facts.end;
    if (n_before < 2) {
        bool is_flash = item->kind == EMU_REC_FLASH || item->kind == EMU_REC_BASED;
        bool is_right = n_before == 0 ? item->kind == EMU_REC_SETUP : is_flash;
        return is_right ? NULL : "the setup and flash items are not the first";
    }
    if (item->at_us < last->at_us || item->n_calls < last->n_calls) {
        return "an item is earlier than the one before it";
    }
    switch (item->kind) {
    case EMU_REC_INPUT:
        return item->input < BOARD_N_INPUTS ? NULL : "an input of a kind unknown to this version";
    case EMU_REC_TRACE:
        return item->event == r->facts.n_events && item->value > 0 ? NULL
                                                                   : "a section of the trace is missing before it";
    case EMU_REC_END:
        return item->event == r->facts.n_events ? NULL : "a section of the trace is missing before the end";
    default:
        return "an item of unknown kind";
    }
}

static enum emu_exit take(struct emu_recording *r, const struct emu_rec_item *item, uint64_t at,
                          struct emu_error *error)
{
    enum rt_err err = RT_OK;
    switch (item->kind) {
    case EMU_REC_SETUP:
        r->facts.seed = (uint64_t)item->value;
        r->facts.is_strict = (item->unit & EMU_REC_STRICT) != 0;
        r->facts.has_g729 = (item->unit & EMU_REC_G729) != 0;
        r->facts.quirks = item->unit >> EMU_REC_QUIRKS_SHIFT;
        if ((item->unit & EMU_REC_IGNORES_DATES) != 0) {
            r->facts.quirks |= FW_QUIRK_BIT(FW_QUIRK_NEVER_EXPIRE);
        }
        (void)snprintf(r->version, sizeof r->version, "%s", item->text); /* a longer one is cut */
        break;
    case EMU_REC_FLASH:
    case EMU_REC_BASED:
        r->flash_at = at;
        break;
    case EMU_REC_INPUT:
        err = add(&r->inputs, at);
        r->facts.n_inputs++;
        break;
    case EMU_REC_TRACE:
        err = add(&r->pieces, at);
        r->facts.n_events += (uint64_t)item->value;
        break;
    default:
        r->facts.is_whole = true;
        break;
    }
    r->facts.end = (struct board_moment){item->at_us, item->n_calls, r->facts.n_events, item->is_in_call};
    return err == RT_OK ? EMU_EXIT_OK : emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: out of memory", r->path);
}

static enum emu_exit read_items(struct emu_recording *r, bool may_be_partial, struct emu_error *error)
{
    struct emu_rec_item item;
    uint64_t at = EMU_REC_HEAD_BYTES;
    for (size_t n = 0; at < r->n_bytes; n++) {
        int64_t n_item = emu_rec_get(r->bytes + at, r->n_bytes - at, &item);
        if (n_item == RT_ECLOSED) {
            break;
        }
        if (r->facts.is_whole) {
            return damaged(r, at, "something follows its end", error);
        }
        const char *wrong = n_item < 0 ? "damaged" : judge_order(r, &item, n);
        if (wrong != NULL) {
            return damaged(r, at, wrong, error);
        }
        if (take(r, &item, at, error) != EMU_EXIT_OK) {
            return error->code;
        }
        at += (uint64_t)n_item;
    }
    if (r->facts.is_whole && at < r->n_bytes) {
        return damaged(r, at, "something follows its end", error);
    }
    if (r->flash_at == 0 && may_be_partial) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT,
                             "%s: at byte %llu: cut off before the unit's flash, so nothing can be replayed: take "
                             "another copy of the record",
                             r->path, (unsigned long long)at);
    }
    if (r->flash_at == 0 || (!r->facts.is_whole && !may_be_partial)) {
        return cut_off(r, at, error);
    }
    return EMU_EXIT_OK;
}

static enum emu_exit map_file(struct emu_recording *r, struct emu_error *error)
{
    struct stat st;
    int fd = open(r->path, O_RDONLY | O_CLOEXEC);
    emu_output_protect(fd);
    if (fd < 0 || fstat(fd, &st) != 0) {
        emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: %s: give a record that --record wrote", r->path,
                      strerror(errno));
        goto out;
    }
    if (!S_ISREG(st.st_mode) || st.st_size < (off_t)EMU_REC_HEAD_BYTES) {
        emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: not a record: --record FILE writes one", r->path);
        goto out;
    }
    r->n_bytes = (size_t)st.st_size;
    r->bytes = mmap(NULL, r->n_bytes, PROT_READ, MAP_PRIVATE, fd, 0);
    if (r->bytes == MAP_FAILED) {
        emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: %s: check the file system", r->path, strerror(errno));
    }
out:
    if (fd >= 0) {
        (void)close(fd);
    }
    return error->code;
}

enum emu_exit emu_recording_open(struct emu_recording **out, const char *path, bool may_be_partial,
                                 struct emu_error *error)
{
    *out = NULL;
    struct emu_recording *r = rt_mem_alloc(sizeof *r);
    if (r == NULL) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: out of memory", path);
    }
    r->path = path;
    r->bytes = MAP_FAILED;
    r->facts.version = r->version;
    rt_buf_init(&r->lines, EMU_REC_DATA_MAX);
    if (map_file(r, error) != EMU_EXIT_OK) {
        goto out;
    }
    const char *wrong = emu_rec_judge_head(r->bytes, r->n_bytes);
    if (wrong != NULL) {
        emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: %s", path, wrong);
        goto out;
    }
    if (read_items(r, may_be_partial, error) != EMU_EXIT_OK) {
        goto out;
    }
    *out = r;
    return EMU_EXIT_OK;
out:
    emu_recording_close(r);
    return error->code;
}

void emu_recording_close(struct emu_recording *r)
{
    if (r == NULL) {
        return;
    }
    if (r->bytes != MAP_FAILED) {
        (void)munmap(r->bytes, r->n_bytes);
    }
    rt_mem_free(r->inputs.at);
    rt_mem_free(r->pieces.at);
    rt_buf_fini(&r->lines);
    rt_mem_free(r);
}

const struct emu_recording_facts *emu_recording_facts(const struct emu_recording *r)
{
    return &r->facts;
}

/* An item that was checked when the record was opened. */
static struct emu_rec_item item_at(const struct emu_recording *r, uint64_t at)
{
    struct emu_rec_item item;
    (void)emu_rec_get(r->bytes + at, r->n_bytes - at, &item);
    return item;
}

/* Puts the sectors of a record in their places. */
static enum rt_err put_sectors(const struct rt_buf *data, uint8_t *cells)
{
    const size_t n_each = 4 + BOARD_FLASH_SECTOR_BYTES;
    for (size_t at = 0; at < data->n; at += n_each) {
        uint32_t sector = data->n - at >= n_each ? rt_be32(data->bytes + at) : BOARD_FLASH_N_SECTORS;
        if (sector >= BOARD_FLASH_N_SECTORS) {
            return RT_ECORRUPT;
        }
        memcpy(cells + (size_t)sector * BOARD_FLASH_SECTOR_BYTES, data->bytes + at + 4, BOARD_FLASH_SECTOR_BYTES);
    }
    return RT_OK;
}

/* The release that the record refers to, in the file. */
static enum emu_exit make_base(const struct emu_recording *r, const struct emu_rec_item *item,
                               struct emu_unitfile *file, const char *images, struct emu_error *error)
{
    if (emu_make_release(file, item->text, images, error) != EMU_EXIT_OK) {
        return error->code;
    }
    const uint8_t *first = emu_unitfile_flash(file) + board_region(BOARD_REGION_BANK_A)->offset;
    return rt_crc32(0, first, BOARD_FLASH_SECTOR_BYTES) == (uint32_t)item->value
               ? EMU_EXIT_OK
               : emu_error_set(error, EMU_EXIT_ENVIRONMENT,
                               "%s: recorded with another image of release %s: give its folder with --images", r->path,
                               item->text);
}

enum emu_exit emu_recording_flash(const struct emu_recording *r, struct emu_unitfile *file, const char *images,
                                  struct emu_error *error)
{
    struct rt_buf data;
    struct emu_rec_item item = item_at(r, r->flash_at);
    bool is_based = item.kind == EMU_REC_BASED;
    if (is_based && make_base(r, &item, file, images, error) != EMU_EXIT_OK) {
        return error->code;
    }
    rt_buf_init(&data, EMU_REC_DATA_MAX);
    enum rt_err err = emu_rec_data(&item, &data);
    if (err == RT_OK && is_based) {
        err = put_sectors(&data, emu_unitfile_flash(file));
    } else if (err == RT_OK && data.n != BOARD_FLASH_BYTES) {
        err = RT_ECORRUPT;
    } else if (err == RT_OK) {
        memcpy(emu_unitfile_flash(file), data.bytes, data.n);
    }
    rt_buf_fini(&data);
    return err == RT_OK
               ? EMU_EXIT_OK
               : emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: the flash in the record: %s: take another copy",
                               r->path, rt_err_text(err));
}

/* "lab text": the signal by name, so that records outlive new rows in the table of signals. */
static enum rt_err split_word(struct board_input *in)
{
    struct rt_str rest;
    struct rt_str name = rt_str_cut(rt_str(in->text), ' ', &rest);
    in->signal = emu_signal_find(name);
    in->text = rest.p;
    return in->signal != NULL && rest.p != NULL ? RT_OK : RT_EINVAL;
}

enum rt_err emu_recording_input(const struct emu_recording *r, uint64_t i, struct board_input *in,
                                struct board_moment *at, struct rt_buf *data)
{
    if (i >= r->inputs.n) {
        return RT_ENOENT;
    }
    struct emu_rec_item item = item_at(r, r->inputs.at[i]);
    *at = (struct board_moment){item.at_us, item.n_calls, item.event, item.is_in_call};
    *in = (struct board_input){
        .kind = (enum board_input_kind)item.input, .unit = item.unit, .value = item.value, .text = item.text};
    rt_buf_clear(data);
    enum rt_err err = emu_rec_data(&item, data);
    in->data = data->bytes;
    in->n_data = data->n;
    return err == RT_OK && in->kind == BOARD_INPUT_WORD ? split_word(in) : err;
}

/* Unpacks the next section. */
static bool next_piece(struct emu_recording *r)
{
    if (r->piece == r->pieces.n) {
        return false;
    }
    struct emu_rec_item item = item_at(r, r->pieces.at[r->piece++]);
    rt_buf_clear(&r->lines);
    if (emu_rec_data(&item, &r->lines) != RT_OK) {
        return false; /* its sum was right, so it was written like this: lines are missing */
    }
    r->rest = rt_str_n((const char *)r->lines.bytes, r->lines.n);
    r->rest_number = item.event;
    return true;
}

struct rt_str emu_recording_line(struct emu_recording *r, uint64_t number)
{
    while (r->rest.n > 0 || next_piece(r)) {
        size_t n = rt_str_find(r->rest, '\n');
        n = n < r->rest.n ? n + 1 : n;
        struct rt_str line = rt_str_n(r->rest.p, n);
        if (r->rest_number == number) {
            return line; /* it stays: it may be asked for again */
        }
        if (r->rest_number > number) {
            break;
        }
        r->rest = rt_str_from(r->rest, n);
        r->rest_number++;
    }
    return rt_str(NULL);
}
