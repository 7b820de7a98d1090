/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700 /* nftw */
#include "image_rig.h"

#include <errno.h>
#include <ftw.h>
#include <fw/image.h>
#include <images/container.h>
#include <images/file.h>
#include <math.h>
#include <rt/str.h>
#include <stdarg.h>
#include <stdbool.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define TWO_PI 6.283185307179586

void image_rig_begin(struct image_rig *rig)
{
    (void)snprintf(rig->dir, sizeof rig->dir, "/tmp/vspa-image-XXXXXX");
    assert_non_null(mkdtemp(rig->dir));
}

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *walk)
{
    (void)status;
    (void)type;
    (void)walk;
    return remove(path);
}

void image_rig_end(struct image_rig *rig)
{
    assert_int_equal(nftw(rig->dir, remove_one, 8, FTW_DEPTH | FTW_PHYS), 0);
}

const char *image_rig_path(const struct image_rig *rig, const char *path, char out[256])
{
    int n = snprintf(out, 256, "%s/%s", rig->dir, path);
    assert_in_range(n, 1, 255);
    return out;
}

static void write_bytes(const struct image_rig *rig, const char *path, const void *bytes, size_t n)
{
    char full[256];
    (void)image_rig_path(rig, path, full);
    for (char *p = full + strlen(rig->dir) + 1; (p = strchr(p, '/')) != NULL; p++) {
        *p = 0;
        assert_true(mkdir(full, 0755) == 0 || errno == EEXIST);
        *p = '/';
    }
    assert_int_equal(img_file_write(full, bytes, n), RT_OK);
}

void image_rig_write(const struct image_rig *rig, const char *path, const char *text)
{
    write_bytes(rig, path, text, strlen(text));
}

static void put_le(struct rt_buf *b, uint32_t v, unsigned n_bytes)
{
    for (unsigned i = 0; i < n_bytes; i++) {
        (void)rt_buf_put_u8(b, (uint8_t)(v >> (8 * i)));
    }
}

void image_rig_write_wav(const struct image_rig *rig, const char *path, uint32_t rate, uint32_t tone_ms,
                         uint32_t silence_ms)
{
    struct rt_buf b;
    uint32_t n_tone = rate * tone_ms / 1000, n_silence = rate * silence_ms / 1000, n = n_tone + 2 * n_silence;
    rt_buf_init(&b, 16u << 20);
    (void)rt_buf_put_text(&b, "RIFF");
    put_le(&b, 36 + 2 * n, 4);
    (void)rt_buf_put_text(&b, "WAVEfmt ");
    put_le(&b, 16, 4);
    put_le(&b, 1, 2);
    put_le(&b, 1, 2);
    put_le(&b, rate, 4);
    put_le(&b, 2 * rate, 4);
    put_le(&b, 2, 2);
    put_le(&b, 16, 2);
    (void)rt_buf_put_text(&b, "data");
    put_le(&b, 2 * n, 4);
    for (uint32_t i = 0; i < n; i++) {
        bool is_tone = i >= n_silence && i < n_silence + n_tone;
        double sample = is_tone ? 5000 * sin(TWO_PI * 1000 * i / rate) : 0;
        put_le(&b, (uint16_t)(int16_t)lrint(sample), 2);
    }
    assert_int_equal(rt_buf_error(&b), RT_OK);
    write_bytes(rig, path, b.bytes, b.n);
    rt_buf_fini(&b);
}

void image_rig_write_tiny(const struct image_rig *rig)
{
    image_rig_write(rig, "tiny/manifest",
                    "# small\nproduct = SPA-2102\nsip_product=SPA2102\nseries = 2102\nversion = 1.2.3\n"
                    "oldest =\nhardware = *\nmanufacturer = Linksys\ndhcp_class = LINKSYS SPA-2102\n");
    image_rig_write(
        rig, "tiny/schema.tsv",
        "# columns\n"
        "Connection_Type\tConnection Type\tRouter/Wan Setup\tI\tchoice\tDHCP/Static IP\tDHCP\trw\t29292\treboot\n"
        "GPP_SA\tGPP SA\tVoice/Provisioning\tG\tpassword/string\t\t\tna\t\tsecret,password\n"
        "Resync_Periodic\tResync Periodic\tVoice/Provisioning\tC\tint\t\t3600\tna\t\t\n"
        "line1.hook\tHook State\tVoice/Info\tLine 1 Status\tstatus\t\t\tro\t\tstatus\n");
    image_rig_write(rig, "tiny/menu.tsv",
                    "100\tannounce\tversion\tspell\tno\t\thello\t\ttest\n"
                    "101\tset\tConnection_Type\t0=DHCP:bye|1=Static IP:bye\tadmin\t\thello\tbye\ttest\n");
    image_rig_write(rig, "tiny/prompts.tsv", "hello\tHello.\nbye\tGoodbye.\n");
    image_rig_write(rig, "tiny/pages.txt", "title = Tiny\r\n\nsubmit = Go\n");
    image_rig_write_wav(rig, "tiny/sounds/hello.wav", 22050, 500, 200);
    image_rig_write_wav(rig, "tiny/sounds/bye.wav", 8000, 500, 100);
}

/* The image with another text in one section, signed again. */
static void replace_section(const uint8_t *bytes, const struct fw_image *image, enum fw_image_section s,
                            const struct rt_buf *text, const char *version, struct rt_buf *out)
{
    static const char *const ids[FW_IMAGE_N_SECTIONS] = {
#define SECTION_ID(id, name, help) [FW_IMAGE_##id] = (name),
        FW_IMAGE_SECTION_LIST(SECTION_ID)
#undef SECTION_ID
    };
    struct img_section sections[FW_IMAGE_N_SECTIONS];
    size_t n_sections = 0;
    for (int i = 0; i < FW_IMAGE_N_SECTIONS; i++) {
        const struct fw_image_row *row = &image->rows[i];
        if (row->is_present) {
            struct img_section *to = &sections[n_sections++];
            *to = (struct img_section){.is_compressed = row->is_compressed,
                                       .bytes = bytes + row->offset,
                                       .n = row->n_stored,
                                       .n_real = row->n_real};
            if (i == (int)s) {
                *to = (struct img_section){.bytes = text->bytes, .n = (uint32_t)text->n, .n_real = (uint32_t)text->n};
            }
            (void)snprintf(to->id, sizeof to->id, "%s", ids[i]);
        }
    }
    const struct img_container c = {1, image->product, version, sections, n_sections};
    assert_int_equal(img_container_write(&c, out), RT_OK);
}

void image_rig_change(const uint8_t *bytes, size_t n, const char *version, const char *oldest, struct rt_buf *out)
{
    struct fw_image image;
    struct rt_buf old, manifest;
    rt_buf_init(&old, FW_IMAGE_SECTION_REAL_MAX);
    rt_buf_init(&manifest, FW_IMAGE_SECTION_REAL_MAX);
    assert_int_equal(fw_image_open(&image, bytes, n), RT_OK);
    assert_int_equal(fw_image_read(&image, FW_IMAGE_MANIFEST, &old), RT_OK);
    struct rt_str rest = rt_str_n(rt_buf_text(&old), old.n);
    while (rest.n > 0) {
        struct rt_str line = rt_str_cut(rest, '\n', &rest);
        if (!rt_str_starts(line, "version") && !rt_str_starts(line, "oldest")) {
            (void)rt_buf_printf(&manifest, "%.*s\n", (int)line.n, line.p);
        }
    }
    (void)rt_buf_printf(&manifest, "version = %s\noldest = %s\n", version, oldest);
    replace_section(bytes, &image, FW_IMAGE_MANIFEST, &manifest, version, out);
    rt_buf_fini(&manifest);
    rt_buf_fini(&old);
}

void image_rig_edit(const uint8_t *bytes, size_t n, enum fw_image_section s, const char *from, const char *to,
                    struct rt_buf *out)
{
    struct fw_image image;
    struct rt_buf old, text;
    rt_buf_init(&old, FW_IMAGE_SECTION_REAL_MAX);
    rt_buf_init(&text, FW_IMAGE_SECTION_REAL_MAX);
    assert_int_equal(fw_image_open(&image, bytes, n), RT_OK);
    assert_int_equal(fw_image_read(&image, s, &old), RT_OK);
    const char *at = rt_buf_text(&old), *hit;
    assert_non_null(strstr(at, from));
    for (; (hit = strstr(at, from)) != NULL; at = hit + strlen(from)) {
        (void)rt_buf_put(&text, at, (size_t)(hit - at));
        (void)rt_buf_put_text(&text, to);
    }
    (void)rt_buf_put_text(&text, at);
    replace_section(bytes, &image, s, &text, image.version, out);
    rt_buf_fini(&text);
    rt_buf_fini(&old);
}

void image_rig_pack(const char *release_dir, struct rt_buf *image)
{
    struct img_error e = {0};
    const struct img_pack_config cfg = {.release_dir = release_dir, .espeak = "/proc/nothing/espeak"};
    if (img_pack(&cfg, image, NULL, &e) != RT_OK) {
        fail_msg("%s: %s: %s", e.where, e.what, e.fix);
    }
}
