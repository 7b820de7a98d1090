/* SPDX-License-Identifier: MIT */
/*
 * Unit files kept from earlier formats (tests/data/units; unitfile/unitfile.h has the promise): the program of today
 * opens each, finds every parameter, starts it, and the unit goes on with its provider where it was.
 */
#include <harness/test.h>
#include <harness/device_rig.h>
#include <harness/params_rig.h>
#include <board/ident.h>
#include <fw/channel.h>
#include <boot/boot_priv.h>
#include <ivr_priv.h>
#include <unitfile/unitfile.h>
#include <fw/param.h>
#include <fw/status.h>
#include <rt/buf.h>
#include <rt/mem.h>
#include <rt/tsv.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#define FILE_BYTES (EMU_UNITFILE_HEAD_BYTES + BOARD_FLASH_BYTES)

/* One row a kept file; the oldest first. A row is never taken out. */
static const struct kept {
    const char *name;    /* NAME.flash.gz, NAME.params */
    const char *release; /* that runs, in bank B */
    const char *before;  /* that it was upgraded from, in bank A */
    unsigned n_records;  /* of the boot record */
    const char *image;   /* that bank A refers to, NAME.IMAGE.gz; NULL: none */
} kept[] = {
    {"format1", "5.2.12", "5.2.10", 4, NULL},
    {"format2", "5.2.12", "5.2.10", 4, "999246b4a2608be02d54664bd5f3b8be.img"},
};
enum { N_KEPT = sizeof kept / sizeof kept[0] };

/* A file as it lay on the disk of its day. */
static void unpack(const char *packed_name, const char *path)
{
    char packed[256];
    uint8_t *bytes = malloc(FILE_BYTES);
    assert_non_null(bytes);
    (void)snprintf(packed, sizeof packed, "%s/data/units/%s.gz", TEST_SOURCE_DIR, packed_name);
    gzFile in = gzopen(packed, "rb");
    assert_non_null(in);
    int n = gzread(in, bytes, FILE_BYTES);
    assert_true(n > 0);
    assert_int_equal(gzclose(in), Z_OK);
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, bytes, (size_t)n), n);
    assert_int_equal(close(fd), 0);
    free(bytes);
}

/* A unit on the cells of the file, opened as `vspa run` does, with the image that it refers to beside it. */
static void open_kept(struct device_rig *r, const struct kept *k)
{
    char folder[] = "/tmp/vspa-kept-XXXXXX", images[64], path[64], image[128], packed[128];
    struct emu_unitfile *u;
    struct emu_error e = {0};
    assert_non_null(mkdtemp(folder));
    (void)snprintf(path, sizeof path, "%s/unit.flash", folder);
    (void)snprintf(images, sizeof images, "%s/.vspa-images", folder);
    (void)snprintf(packed, sizeof packed, "%s.flash", k->name);
    unpack(packed, path);
    if (k->image != NULL) {
        assert_int_equal(mkdir(images, 0700), 0);
        (void)snprintf(image, sizeof image, "%s/%s", images, k->image);
        (void)snprintf(packed, sizeof packed, "%s.%s", k->name, k->image);
        unpack(packed, image);
    }
    device_rig_prepare(r, "5.2.10");
    r->n_pending = 0;
    if (emu_unitfile_open(&u, path, &e) != EMU_EXIT_OK) {
        fail_msg("%s", e.text);
    }
    memcpy(r->flash, emu_unitfile_flash(u), BOARD_FLASH_BYTES);
    emu_unitfile_close(u);
    if (k->image != NULL) {
        assert_int_equal(unlink(image), 0);
        assert_int_equal(rmdir(images), 0);
    }
    assert_int_equal(unlink(path), 0);
    assert_int_equal(rmdir(folder), 0);
    device_rig_build(r);
}

static uint32_t newest_generation(const struct device_rig *r)
{
    uint32_t first = rt_be32(r->flash + board_region(BOARD_REGION_JOURNAL_0)->offset + 8);
    uint32_t second = rt_be32(r->flash + board_region(BOARD_REGION_JOURNAL_1)->offset + 8);
    return first > second ? first : second;
}

/* Rows that are a parameter; the others are words on a page. */
static size_t n_parameters(const struct fw_schema *schema)
{
    size_t n = 0;
    for (size_t i = 0; i < fw_schema_n_rows(schema); i++) {
        n += fw_schema_element(schema, i)[0] != '\0';
    }
    return n;
}

static void every_parameter_is_what_it_was(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_KEPT; i++) {
        struct device_rig r;
        char path[256];
        size_t n = 0, n_bytes;
        open_kept(&r, &kept[i]);
        device_rig_start(&r);
        assert_string_equal(fw_device_boot(r.device)->image.version, kept[i].release);
        struct fw_params *params = fw_device_params(r.device);
        (void)snprintf(path, sizeof path, "%s/data/units/%s.params", TEST_SOURCE_DIR, kept[i].name);
        char *text = params_rig_read_file(path, &n_bytes);
        struct rt_tsv rows = rt_tsv(rt_str_n(text, n_bytes));
        struct rt_str row;
        for (; rt_tsv_next(&rows, &row); n++) {
            const char *cells[2];
            assert_int_equal(rt_tsv_cells_in_place(row, cells, 2), 2);
            int id = fw_param_find(params, cells[0]);
            if (id == FW_PARAM_NONE || strcmp(fw_param_get(params, id), cells[1]) != 0) {
                fail_msg("%s: %s is \"%.60s\", was \"%.60s\"", kept[i].name, cells[0],
                         id == FW_PARAM_NONE ? "unknown" : fw_param_get(params, id), cells[1]);
            }
        }
        rt_mem_free(text);
        assert_int_equal(n, n_parameters(fw_params_schema(params)));
        assert_int_equal(fw_param_access(params, fw_param_find(params, "Speed_Dial_2_1_")), FW_ACCESS_RW);
        assert_int_equal(fw_param_access(params, fw_param_find(params, "User_ID_1_")), FW_ACCESS_NA);
        assert_string_equal(device_rig_value(&r, "GPP_K"), "made for telco"); /* of the maker */
        assert_true(newest_generation(&r) >= 3);                              /* it was compacted */
        device_rig_fini(&r);
    }
}

static void its_identity_and_its_history_are_there(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_KEPT; i++) {
        struct device_rig r;
        struct rt_buf text;
        open_kept(&r, &kept[i]);
        struct boot_record record = boot_record_read(r.board);
        assert_int_equal(record.bank, FW_BANK_B);
        assert_int_equal(record.state, BOOT_CONFIRMED);
        assert_int_equal(record.sequence, kept[i].n_records);
        uint64_t n_operations = board_flash_n_operations(r.board);
        device_rig_power_on(&r);
        device_rig_pass_ms(&r, 6500); /* the rooms run; the lease of this new network is not noted yet */
        assert_true(fw_device_is_running(r.device));
        assert_int_equal(board_flash_n_operations(r.board), n_operations); /* a start changes nothing */
        struct fw_image image;
        const struct board_region_info *bank = board_region(BOARD_REGION_BANK_A);
        assert_int_equal(fw_image_open(&image, r.flash + bank->offset, bank->n_bytes), RT_OK);
        assert_string_equal(image.version, kept[i].before);
        const struct board_ident *ident = fw_device_ident(r.device);
        assert_string_equal(ident->serial, "FM500K245546");
        assert_memory_equal(ident->mac, "\x00\x0e\x08\xab\xcd\xef", 6);
        assert_true(ident->is_rc && ident->n_certificate > 0 && ident->n_key > 0);
        rt_buf_init(&text, 256);
        assert_int_equal(fw_status_show(r.device, "unit.customization", &text), RT_OK);
        assert_string_equal(rt_buf_text(&text), "Telco & Sons");
        rt_buf_fini(&text);
        device_rig_fini(&r);
    }
}

/* Its image has no keys of facts: the words of then lead to them. */
static void its_pages_and_its_voice_menu_have_their_values(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_KEPT; i++) {
        struct device_rig r;
        struct rt_buf text;
        struct ivr_menu *menu;
        unsigned bad_line, n = 0;
        open_kept(&r, &kept[i]);
        device_rig_start(&r);
        assert_int_equal(device_rig_get(&r, "/"), 200);
        const char *html = web_client_body(&r.web);
        assert_non_null(strstr(html, "Serial Number:<td><font color=\"darkblue\">FM500K245546<"));
        assert_non_null(strstr(html, "Current IP:<td><font color=\"darkblue\">192.168.1.100<"));
        assert_int_equal(device_rig_get(&r, "/voice/"), 200);
        html = web_client_body(&r.web);
        assert_non_null(strstr(html, "Hook State:<td><font color=\"darkblue\">On<"));
        rt_buf_init(&text, FW_IMAGE_SECTION_REAL_MAX);
        assert_int_equal(fw_image_read(fw_device_image(r.device), FW_IMAGE_MENU, &text), RT_OK);
        assert_int_equal(ivr_menu_create(&menu, rt_buf_text(&text), text.n, &bad_line), RT_OK);
        rt_buf_fini(&text);
        for (size_t k = 0; k < ivr_menu_n(menu); k++) {
            const struct ivr_option *o = ivr_menu_row(menu, k);
            if (o->kind == IVR_ANNOUNCE && !ivr_option_is_of_parameter(o)) {
                assert_non_null(fw_status_key_of_subject(o->subject));
                n++;
            }
        }
        assert_int_equal(n, 10);
        ivr_menu_destroy(menu);
        device_rig_fini(&r);
    }
}

/* It resyncs and keeps what came; the upgrade that it did then is not done again. */
static void it_continues_with_its_provider(void **state)
{
    (void)state;
    for (size_t i = 0; i < N_KEPT; i++) {
        struct device_rig r;
        open_kept(&r, &kept[i]);
        provider_serve_text(&r.provider, "/spa2102.cfg", "<flat-profile><GPP_B>of today</GPP_B></flat-profile>");
        device_rig_start(&r);
        (void)device_rig_expect(&r, &fw_signal_resync, "done");
        device_rig_pass_s(&r, 2 * 3600);
        assert_null(strstr(device_rig_asked(&r), "new.img"));
        assert_non_null(strstr(device_rig_asked(&r), "/spa2102.cfg | "));
        device_rig_power_off(&r);
        device_rig_start(&r);
        assert_string_equal(device_rig_value(&r, "GPP_B"), "of today");
        assert_string_equal(device_rig_value(&r, "GPP_SA"), "a secret of the provider");
        device_rig_fini(&r);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_parameter_is_what_it_was),
        cmocka_unit_test(its_identity_and_its_history_are_there),
        cmocka_unit_test(its_pages_and_its_voice_menu_have_their_values),
        cmocka_unit_test(it_continues_with_its_provider),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
