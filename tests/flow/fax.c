/* SPDX-License-Identifier: MIT */
/*
 * A whole fax from one telephone port to the other: two terminals of spandsp (T.30, V.21, V.17), a call between the
 * unit's two lines by its own address, G.711 between them as FAX_Passthru_Method says. Each row of the page arrives.
 */
#include <harness/device_rig.h>
#include <harness/test.h>
#include <unit/phone.h>
#include <fw/status.h>
#include <math.h>
#include <spandsp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <tiffio.h>
#include <unistd.h>

#define WIDTH     1728u /* pixels of a page, R8 */
#define ROWS      180u
#define ROW_BYTES (WIDTH / 8)
#define FRAME     BOARD_FXS_FRAME_SAMPLES
#define LIMIT_S   180u

struct terminal {
    struct board_ear ear;
    fax_state_t *fax;
    int16_t heard[FRAME];
    bool has_heard;
    bool is_over;
    int result;
};

struct world {
    struct device_rig unit;
    struct terminal terminal[2];
    char sent[64], got[64];
    bool has_t38; /* FAX_Enable_T38 */
};

/* ---- the page ---- */

/* A pattern that no row shares with its neighbour. */
static void make_row(unsigned row, uint8_t out[ROW_BYTES])
{
    for (unsigned i = 0; i < ROW_BYTES; i++) {
        out[i] = (uint8_t)(((i + row) % 16 < 4 ? 0xff : 0) ^ (i == row ? 0x3c : 0));
    }
}

static void write_page(const char *path)
{
    TIFF *t = TIFFOpen(path, "w");
    uint8_t row[ROW_BYTES];
    assert_non_null(t);
    TIFFSetField(t, TIFFTAG_SUBFILETYPE, FILETYPE_PAGE);
    TIFFSetField(t, TIFFTAG_IMAGEWIDTH, WIDTH);
    TIFFSetField(t, TIFFTAG_IMAGELENGTH, ROWS);
    TIFFSetField(t, TIFFTAG_BITSPERSAMPLE, 1);
    TIFFSetField(t, TIFFTAG_SAMPLESPERPIXEL, 1);
    TIFFSetField(t, TIFFTAG_ROWSPERSTRIP, ROWS);
    TIFFSetField(t, TIFFTAG_COMPRESSION, COMPRESSION_CCITT_T4);
    TIFFSetField(t, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISWHITE);
    TIFFSetField(t, TIFFTAG_FILLORDER, FILLORDER_LSB2MSB);
    TIFFSetField(t, TIFFTAG_ORIENTATION, ORIENTATION_TOPLEFT);
    TIFFSetField(t, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
    TIFFSetField(t, TIFFTAG_XRESOLUTION, 204.0);
    TIFFSetField(t, TIFFTAG_YRESOLUTION, 98.0);
    TIFFSetField(t, TIFFTAG_RESOLUTIONUNIT, RESUNIT_INCH);
    for (unsigned i = 0; i < ROWS; i++) {
        make_row(i, row);
        assert_int_equal(TIFFWriteScanline(t, row, i, 0), 1);
    }
    TIFFClose(t);
}

static unsigned rows_that_arrived(const char *path)
{
    TIFF *t = TIFFOpen(path, "r");
    uint8_t row[ROW_BYTES + 8], expected[ROW_BYTES];
    unsigned n = 0;
    assert_non_null(t);
    for (unsigned i = 0; i < ROWS; i++) {
        make_row(i, expected);
        n += TIFFReadScanline(t, row, i, 0) == 1 && memcmp(row, expected, ROW_BYTES) == 0;
    }
    TIFFClose(t);
    return n;
}

/* ---- terminals ---- */

static void on_ear(void *ctx, unsigned port, const int16_t *samples, uint64_t at_us)
{
    struct terminal *t = ctx;
    (void)port;
    (void)at_us;
    memcpy(t->heard, samples, sizeof t->heard);
    t->has_heard = true;
}

static void on_phase_e(t30_state_t *s, void *ctx, int result)
{
    struct terminal *t = ctx;
    (void)s;
    t->is_over = true;
    t->result = result;
}

static void plug_in(struct world *w, unsigned port, const char *path)
{
    struct terminal *t = &w->terminal[port];
    t->fax = fax_init(NULL, port == 0);
    assert_non_null(t->fax);
    fax_set_transmit_on_idle(t->fax, 1);
    t30_state_t *t30 = fax_get_t30_state(t->fax);
    if (port == 0) {
        t30_set_tx_file(t30, path, -1, -1);
    } else {
        t30_set_rx_file(t30, path, -1);
    }
    t30_set_phase_e_handler(t30, on_phase_e, t);
    t->ear = (struct board_ear){.fn = on_ear, .ctx = t};
    board_fxs_listen(w->unit.board, port, &t->ear);
}

/* 10 ms of both. */
static void step(struct world *w)
{
    device_rig_pass_ms(&w->unit, 10);
    for (unsigned port = 0; port < 2; port++) {
        struct terminal *t = &w->terminal[port];
        int16_t said[FRAME] = {0};
        if (!t->has_heard) {
            continue;
        }
        t->has_heard = false;
        (void)fax_rx(t->fax, t->heard, FRAME);
        int n = fax_tx(t->fax, said, FRAME);
        memset(said + n, 0, (FRAME - (size_t)n) * sizeof *said);
        assert_int_equal(board_fxs_speak(w->unit.board, port, said, FRAME), FRAME);
    }
}

/* ---- a fax ---- */

static const char *fact(struct world *w, const char *key, char out[64])
{
    struct rt_buf text;
    rt_buf_init(&text, 64);
    assert_int_equal(fw_status_get(w->unit.device, key, &text), RT_OK);
    (void)snprintf(out, 64, "%s", rt_buf_text(&text));
    rt_buf_fini(&text);
    return out;
}

static void open_world(struct world *w, const char *const settings[][2])
{
    bool has_t38 = w->has_t38;
    memset(w, 0, sizeof *w);
    w->has_t38 = has_t38;
    device_rig_init(&w->unit, "5.2.10");
    device_rig_set(&w->unit, "User_ID_1_", "100");
    device_rig_set(&w->unit, "User_ID_2_", "200");
    device_rig_set(&w->unit, "Dial_Plan_1_", "(2xx<:@192.168.1.100:5061>)");
    device_rig_set(&w->unit, "Make_Call_Without_Reg_1_", "Yes");
    device_rig_set(&w->unit, "Ans_Call_Without_Reg_2_", "Yes");
    device_rig_set(&w->unit, "FAX_Enable_T38_1_", w->has_t38 ? "Yes" : "No");
    device_rig_set(&w->unit, "FAX_Enable_T38_2_", w->has_t38 ? "Yes" : "No");
    for (size_t i = 0; settings[i][0] != NULL; i++) {
        device_rig_set(&w->unit, settings[i][0], settings[i][1]);
    }
    device_rig_start(&w->unit);
    device_rig_pass_s(&w->unit, 5);
    (void)snprintf(w->sent, sizeof w->sent, "/tmp/vspa-fax-sent-%ld.tif", (long)getpid());
    (void)snprintf(w->got, sizeof w->got, "/tmp/vspa-fax-got-%ld.tif", (long)getpid());
    write_page(w->sent);
}

static void dial(struct world *w)
{
    char text[64];
    struct emu_phone *phone = emu_phone_create(w->unit.board, 0);
    assert_non_null(phone);
    emu_phone_set_hook(phone, true);
    device_rig_pass_ms(&w->unit, 500);
    assert_int_equal(emu_phone_dial(phone, "200"), RT_OK);
    device_rig_pass_s(&w->unit, 3);
    assert_string_equal(fact(w, "line2.call1.state", text), "ringing");
    emu_phone_destroy(phone);
    board_fxs_set_hook(w->unit.board, 0, true);
    board_fxs_set_hook(w->unit.board, 1, true);
}

static void close_world(struct world *w)
{
    for (unsigned port = 0; port < 2; port++) {
        board_fxs_unlisten(w->unit.board, port, &w->terminal[port].ear);
        (void)fax_free(w->terminal[port].fax);
    }
    (void)unlink(w->sent);
    (void)unlink(w->got);
    device_rig_fini(&w->unit);
}

static void transmit(struct world *w, const char *const settings[][2], t30_stats_t *stats)
{
    open_world(w, settings);
    dial(w);
    plug_in(w, 0, w->sent);
    plug_in(w, 1, w->got);
    for (unsigned i = 0; i < LIMIT_S * 100 && !(w->terminal[0].is_over && w->terminal[1].is_over); i++) {
        step(w);
    }
    assert_true(w->terminal[0].is_over && w->terminal[1].is_over);
    t30_get_transfer_statistics(fax_get_t30_state(w->terminal[0].fax), stats);
}

/* codec: of both directions while the page passes. */
static void send_fax(const char *const settings[][2], const char *codec)
{
    static struct world w;
    char text[64];
    t30_stats_t stats;
    transmit(&w, settings, &stats);
    assert_int_equal(w.terminal[0].result, T30_ERR_OK);
    assert_int_equal(w.terminal[1].result, T30_ERR_OK);
    assert_int_equal(stats.pages_tx, 1);
    assert_int_equal(stats.bit_rate, 14400);
    for (unsigned line = 1; line <= 2; line++) {
        char key[32];
        (void)snprintf(key, sizeof key, "line%u.call1.encoder", line);
        assert_string_equal(fact(&w, key, text), codec);
        (void)snprintf(key, sizeof key, "line%u.call1.decoder", line);
        assert_string_equal(fact(&w, key, text), codec);
        (void)snprintf(key, sizeof key, "line%u.call1.fax", line);
        assert_string_equal(fact(&w, key, text), "yes");
    }
    assert_int_equal(rows_that_arrived(w.got), ROWS);
    close_world(&w);
}

static void a_fax_by_g711_from_the_start(void **state)
{
    static const char *const settings[][2] = {{NULL, NULL}};
    (void)state;
    send_fax(settings, "G711u");
}

static void a_fax_after_nse(void **state)
{
    static const char *const settings[][2] = {{"Preferred_Codec_1_", "G726-32"},
                                              {"Preferred_Codec_2_", "G726-32"},
                                              {"FAX_Passthru_Codec_1_", "G711a"},
                                              {"FAX_Passthru_Codec_2_", "G711a"},
                                              {"Silence_Supp_Enable_1_", "Yes"},
                                              {"Silence_Supp_Enable_2_", "Yes"},
                                              {NULL, NULL}};
    (void)state;
    send_fax(settings, "G711a");
}

static void a_fax_after_a_reinvite(void **state)
{
    static const char *const settings[][2] = {{"Preferred_Codec_1_", "G726-16"},
                                              {"Preferred_Codec_2_", "G726-16"},
                                              {"FAX_Passthru_Method_1_", "ReINVITE"},
                                              {"FAX_Passthru_Method_2_", "ReINVITE"},
                                              {NULL, NULL}};
    (void)state;
    send_fax(settings, "G711u");
}

/* T.38 in place of sound: two gateways, re-INVITE, UDPTL; with copies of 0 to 3 packets. */
static void a_fax_by_t38(void **state)
{
    static const struct {
        const char *redundancy;
    } rows[] = {{"1"}, {"0"}, {"3"}};
    static struct world w;
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const char *const settings[][2] = {{"Preferred_Codec_1_", "G726-16"},
                                           {"Preferred_Codec_2_", "G726-16"},
                                           {"FAX_T38_Redundancy_1_", rows[i].redundancy},
                                           {"FAX_T38_Redundancy_2_", rows[i].redundancy},
                                           {NULL, NULL}};
        t30_stats_t stats;
        char text[64];
        w.has_t38 = true;
        transmit(&w, settings, &stats);
        assert_int_equal(w.terminal[0].result, T30_ERR_OK);
        assert_int_equal(w.terminal[1].result, T30_ERR_OK);
        assert_int_equal(stats.pages_tx, 1);
        assert_int_equal(stats.bit_rate, 14400);
        assert_string_equal(fact(&w, "line1.call1.fax", text), "yes");
        assert_string_equal(fact(&w, "line2.call1.fax", text), "yes");
        assert_int_equal(rows_that_arrived(w.got), ROWS);
        close_world(&w);
    }
}

/* The page needs it: a codec of 16 kbit/s does not carry a modem of 14,400 bit/s. */
static void no_fax_as_voice(void **state)
{
    static const char *const settings[][2] = {{"Preferred_Codec_1_", "G726-16"},
                                              {"Preferred_Codec_2_", "G726-16"},
                                              {"FAX_Passthru_Method_1_", "None"},
                                              {"FAX_Passthru_Method_2_", "None"},
                                              {NULL, NULL}};
    static struct world w;
    t30_stats_t stats;
    char text[64];
    (void)state;
    transmit(&w, settings, &stats);
    assert_string_equal(fact(&w, "line1.call1.encoder", text), "G726-16");
    assert_string_equal(fact(&w, "line1.call1.fax", text), "no");
    assert_true(w.terminal[0].result != T30_ERR_OK || stats.bit_rate < 14400);
    close_world(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_fax_by_g711_from_the_start),
                                       cmocka_unit_test(a_fax_after_nse), cmocka_unit_test(a_fax_after_a_reinvite),
                                       cmocka_unit_test(no_fax_as_voice), cmocka_unit_test(a_fax_by_t38)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
