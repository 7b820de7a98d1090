/* SPDX-License-Identifier: MIT */
#include <fw/install.h>

static void on_timer(void *ctx, struct board_timer *t);

void fw_install_init(struct fw_install *i, struct board *b, const struct board_ident *ident,
                     const struct fw_install_client *client)
{
    *i = (struct fw_install){.board = b, .ident = ident, .client = *client};
    rt_buf_init(&i->bytes, FW_IMAGE_BYTES_MAX);
    board_timer_init(&i->timer, "install", BOARD_PRIORITY_FIRMWARE, on_timer, i);
}

enum rt_err fw_install_feed(struct fw_install *i, const uint8_t *bytes, size_t n)
{
    if (i->is_foreign) {
        i->n_foreign += n;
        return i->n_foreign > FW_FOREIGN_BYTES_MAX ? RT_ETOOBIG : RT_OK;
    }
    uint32_t n_total;
    enum rt_err err = rt_buf_put(&i->bytes, bytes, n);
    enum rt_err said = err == RT_OK ? fw_image_peek_size(i->bytes.bytes, i->bytes.n, &n_total) : err;
    if (said == RT_OK && n_total > i->bytes.n) {
        return rt_buf_reserve(&i->bytes, n_total - i->bytes.n); /* at once: growing step by step copies it twice */
    }
    if (said == RT_ECORRUPT && i->client.stand_in != NULL) { /* none of our images: its first bytes say so */
        i->is_foreign = true;
        i->n_foreign = i->bytes.n;
        rt_buf_clear(&i->bytes);
    }
    return err;
}

void fw_install_end_of_file(struct fw_install *i)
{
    board_timer_start(i->board, &i->timer, (uint64_t)FW_INSTALL_LOAD_S * BOARD_US_PER_S);
}

void fw_install_drop(struct fw_install *i)
{
    board_timer_stop(i->board, &i->timer);
    i->is_writing = false;
    i->is_foreign = false;
    rt_buf_fini(&i->bytes);
    rt_buf_init(&i->bytes, FW_IMAGE_BYTES_MAX);
}

/* Call the client last: it may drop the installation. */
static void end(struct fw_install *i, enum fw_fail fail)
{
    i->is_writing = false;
    i->client.on_done(i->client.ctx, fail);
}

/* One sector per call, at the pace of the part. */
static void write_next(struct fw_install *i)
{
    uint32_t busy_us;
    enum rt_err err = fw_bank_writer_next(&i->writer, i->bytes.bytes, i->view.n_bytes, &busy_us);

    if (err == RT_OK) {
        board_timer_start(i->board, &i->timer, busy_us);
    } else {
        /* The image, which was verified before the bank was opened, is in the bank. */
        bool is_good = err == RT_EFULL && fw_bank_writer_check(&i->writer, i->bytes.bytes, i->view.n_bytes);
        end(i, is_good ? FW_FAIL_NONE : FW_FAIL_STORE);
    }
}

static void judge(struct fw_install *i)
{
    struct fw_manifest manifest;
    if (i->is_foreign && i->client.stand_in(i->client.ctx, &i->bytes) != RT_OK) {
        end(i, FW_FAIL_IMAGE_CORRUPT);
        return;
    }
    enum fw_fail fail = fw_boot_judge(i->ident, i->bytes.bytes, i->bytes.n, &i->view, &manifest);

    if (fail == FW_FAIL_NONE) {
        fail = i->client.may_run(i->client.ctx, &manifest);
    }
    if (fail == FW_FAIL_NONE && i->client.open_bank(i->client.ctx, &i->writer, &manifest, i->view.n_bytes) != RT_OK) {
        fail = FW_FAIL_STORE;
    }
    if (fail != FW_FAIL_NONE) {
        end(i, fail);
        return;
    }
    i->is_writing = true;
    write_next(i);
}

static void on_timer(void *ctx, struct board_timer *t)
{
    struct fw_install *i = ctx;
    (void)t; /* the only one */
    if (i->is_writing) {
        write_next(i);
    } else {
        judge(i);
    }
}
