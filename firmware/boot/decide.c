/* SPDX-License-Identifier: MIT */
/*
 * Selects the bank to run: the first matching row of the table. A bank is verified (signature and checksums) only
 * when a row needs it, so a normal start verifies one image.
 */
#include "boot_priv.h"
#include <rt/assert.h>
#include <rt/log.h>
#include <string.h>

enum claim { ANY, GOOD, BAD };
enum choice { WANTED, OTHER, NEITHER };

struct row {
    enum boot_state state; /* of the newest record */
    enum claim wanted;     /* the bank that the record names; bank A when there is no record */
    enum claim other;
    enum choice run;
    enum boot_state write; /* state to record for the bank that runs; BOOT_NO_RECORD: nothing is written */
    bool is_trial, did_fall_back;
    const char *reason;
};

/* guess: the vendor's own rules are not public. These are those of MCUboot's swap upgrades, for two banks that are
 * run in place (docs/design.md of mcu-tools/mcuboot, "Boot swap types"). */
static const struct row rows[] = {
    {BOOT_NO_RECORD, GOOD, ANY, WANTED, BOOT_CONFIRMED, false, false, "no boot record, bank A holds a good image"},
    {BOOT_NO_RECORD, BAD, GOOD, OTHER, BOOT_CONFIRMED, false, false, "no boot record, only bank B holds a good image"},

    {BOOT_CONFIRMED, GOOD, ANY, WANTED, BOOT_NO_RECORD, false, false, "the confirmed bank"},
    {BOOT_CONFIRMED, BAD, GOOD, OTHER, BOOT_CONFIRMED, false, false,
     "the confirmed bank is damaged, the other is good"},
    {BOOT_FELL_BACK, GOOD, ANY, WANTED, BOOT_NO_RECORD, false, false, "the bank to which it fell back"},
    {BOOT_FELL_BACK, BAD, GOOD, OTHER, BOOT_CONFIRMED, false, false,
     "the confirmed bank is damaged, the other is good"},

    {BOOT_TRY, GOOD, ANY, WANTED, BOOT_TRIAL, true, false, "the first run of a new image"},
    {BOOT_TRY, BAD, GOOD, OTHER, BOOT_FELL_BACK, false, true, "the new image is damaged, back to the old one"},

    {BOOT_TRIAL, ANY, GOOD, OTHER, BOOT_FELL_BACK, false, true,
     "the new image did not confirm itself, back to the old"},
    {BOOT_TRIAL, GOOD, BAD, WANTED, BOOT_NO_RECORD, true, false,
     "the new image did not confirm itself, but the old one is damaged: one more trial"},
};
/* Used when the record cannot be written: both sectors are worn out, or one is and the other is full. Waiting would
 * not help. The unit runs the bank that it would have run, but does not try a new image, since without a record it
 * would try it for ever. */
static const struct row rows_unwritten[] = {
    {BOOT_TRY, GOOD, GOOD, OTHER, BOOT_NO_RECORD, false, true, "the trial cannot be noted, back to the old image"},
};
static const struct row row_none = {.run = NEITHER, .reason = "no bank holds a good image"};

/* A bank, verified on first use. */
struct candidate {
    enum fw_bank bank;
    enum claim found; /* ANY: not verified yet */
    bool is_unknown;  /* found is no result: out of memory */
    struct fw_image image;
};

const char *fw_bank_name(enum fw_bank bank)
{
    static const char *const names[] = {"A", "B", "none"};
    return (unsigned)bank < sizeof names / sizeof names[0] ? names[bank] : "?";
}

enum board_region boot_bank_region(enum fw_bank bank)
{
    RT_ASSERT(bank == FW_BANK_A || bank == FW_BANK_B);
    return bank == FW_BANK_A ? BOARD_REGION_BANK_A : BOARD_REGION_BANK_B;
}

/* Reads all of the image, unless it was verified before and is still the same. */
static enum rt_err look(const struct board *b, enum fw_bank bank, struct fw_image *image)
{
    enum board_region r = boot_bank_region(bank);
    enum rt_err err = fw_image_open(image, board_flash_cells(b, r), board_region(r)->n_bytes);
    return err != RT_OK || board_flash_is_vouched(b, r) ? err : fw_image_check_sections(image);
}

bool fw_boot_is_good(const struct board *b, enum fw_bank bank)
{
    struct fw_image image;
    return look(b, bank, &image) == RT_OK;
}

static bool fits(struct board *b, struct candidate *c, enum claim claim)
{
    if (claim == ANY) {
        return true;
    }
    if (c->found == ANY) {
        enum rt_err err = look(b, c->bank, &c->image);
        c->found = err == RT_OK ? GOOD : BAD;
        if (err == RT_OK) {
            board_flash_vouch(b, boot_bank_region(c->bank));
        }
        c->is_unknown = err == RT_ENOMEM;
    }
    return c->found == claim;
}

struct table {
    const struct row *rows;
    size_t n;
    const struct row *otherwise;
};

static const struct row *find_row(struct board *b, const struct table *t, enum boot_state state,
                                  struct candidate *wanted, struct candidate *other)
{
    for (size_t i = 0; i < t->n; i++) {
        const struct row *row = &t->rows[i];
        if (row->state == state && fits(b, wanted, row->wanted) && fits(b, other, row->other)) {
            return row;
        }
    }
    return t->otherwise;
}

/* The version of an image that was not run; known for a damaged image too, if its signed header is intact. */
static void name_failed(const struct board *b, enum fw_bank bank, char version[FW_IMAGE_VERSION_BYTES])
{
    struct fw_image image;
    enum board_region r = boot_bank_region(bank);
    if (fw_image_open(&image, board_flash_cells(b, r), board_region(r)->n_bytes) == RT_OK) {
        memcpy(version, image.version, FW_IMAGE_VERSION_BYTES);
    }
}

enum rt_err fw_boot_decide(struct board *b, const struct rt_log *log, struct fw_boot *out)
{
    const struct boot_record record = boot_record_read(b);
    struct candidate wanted = {.bank = record.state == BOOT_NO_RECORD ? FW_BANK_A : record.bank};
    struct candidate other = {.bank = wanted.bank == FW_BANK_A ? FW_BANK_B : FW_BANK_A};
    const struct table all = {rows, sizeof rows / sizeof rows[0], &row_none};
    const struct row *row = find_row(b, &all, record.state, &wanted, &other);
    *out = (struct fw_boot){.bank = FW_BANK_NONE, .reason = row_none.reason};
    if (wanted.is_unknown || other.is_unknown) {
        return RT_ENOMEM; /* before anything is written: a good image must not be lost */
    }
    if (row->run == NEITHER) {
        rt_log(log, RT_LOG_INFO, "boot", "record '%s': %s", boot_state_name(record.state), row->reason);
        return RT_OK;
    }
    const struct candidate *run = row->run == WANTED ? &wanted : &other;
    if (row->write != BOOT_NO_RECORD) {
        /* Before it runs, mark the trial as started, in case the image hangs immediately. */
        enum rt_err err = boot_record_write(b, run->bank, row->write);
        if (err != RT_OK) {
            rt_log(log, RT_LOG_ERROR, "boot", "the boot record cannot be written: %s", rt_err_text(err));
        }
        if (err == RT_EIO || err == RT_EFULL) {
            const struct table unwritten = {rows_unwritten, sizeof rows_unwritten / sizeof rows_unwritten[0], row};
            row = find_row(b, &unwritten, record.state, &wanted, &other);
            run = row->run == WANTED ? &wanted : &other;
        } else if (err != RT_OK) {
            return err;
        }
    }
    *out = (struct fw_boot){run->bank, row->is_trial, row->did_fall_back, run->image, "", row->reason};
    if (row->did_fall_back) {
        name_failed(b, wanted.bank, out->failed_version);
    }
    rt_log(log, row->did_fall_back ? RT_LOG_WARN : RT_LOG_INFO, "boot", "record '%s', bank %s, version %s: %s",
           boot_state_name(record.state), fw_bank_name(run->bank), run->image.version, row->reason);
    return RT_OK;
}

enum rt_err fw_boot_confirm(struct board *b, struct fw_boot *boot)
{
    if (!boot->is_trial) {
        return RT_OK;
    }
    enum rt_err err = boot_record_write(b, boot->bank, BOOT_CONFIRMED);
    if (err == RT_OK) {
        boot->is_trial = false;
    }
    return err;
}

enum rt_err fw_boot_try_other(struct board *b, const struct fw_boot *boot)
{
    if (boot->is_trial) {
        return RT_EBUSY;
    }
    return boot_record_write(b, fw_boot_other(boot), BOOT_TRY);
}

enum fw_bank fw_boot_other(const struct fw_boot *boot)
{
    return boot->bank == FW_BANK_A ? FW_BANK_B : FW_BANK_A;
}
