/* SPDX-License-Identifier: MIT */
#include "image.h"
#include <fw/image.h>
#include <fw/recovery.h>
#include <images/container.h>
#include <images/file.h>
#include <rt/assert.h>
#include <rt/tsv.h>
#include <stdlib.h>
#include <string.h>

#define ONLY_IN_NEW    "Protect_IVR_FactoryReset"
#define PROMPT_SAMPLES 80u
#define OVER_A_SECTOR  66001u /* bytes of sound: two sectors, and an odd length */

static struct sweep_image images[SWEEP_N_RELEASES] = {
    [SWEEP_OLD] = {"5.2.10", "/old.img", NULL, 0},          [SWEEP_NEW] = {"5.2.12", "/new.img", NULL, 0},
    [SWEEP_NEXT] = {"5.3.0", "/next.img", NULL, 0},         [SWEEP_HANG] = {"5.4.0", "/hang.img", NULL, 0},
    [SWEEP_RESCUE] = {"5.2.11", FW_RECOVERY_PATH, NULL, 0},
};

/* What the device asks for in these flows; all else has its default in the code. */
static const char *const elements[] = {
    "Connection_Type",
    "HostName",
    "Enable_Web_Server",
    "Enable_WAN_Web_Server",
    "Admin_Passwd",
    "Syslog_Server",
    "Provision_Enable",
    "Resync_On_Reset",
    "Resync_Random_Delay",
    "Resync_Periodic",
    "Resync_Error_Retry_Delay",
    "Profile_Rule",
    "Resync_After_Upgrade_Attempt",
    "Upgrade_Enable",
    "Upgrade_Error_Retry_Delay",
    "Downgrade_Rev_Limit",
    "Upgrade_Rule",
    "GPP_A",
    "GPP_B",
    "GPP_SA",
    "Speed_Dial_2_1_",
    "Proxy_1_",
    "User_ID_1_",
    "Password_1_",
    "Dial_Plan_1_",
    "Make_Call_Without_Reg_1_",
    "Cfwd_All_Act_Code",
    "Cfwd_All_Dest_1_",
    "SIP_Transport_1_",
    "SIP_100REL_Enable_1_",
    "Voice_Mail_Server_1_",
    "Message_Waiting_1_",
    ONLY_IN_NEW,
};
static const char *const menu_codes[] = {"110", "150", "877778", "73738"};

static bool is_in(const char *const *list, size_t n, struct rt_str what)
{
    for (size_t i = 0; i < n; i++) {
        if (rt_str_is(what, list[i])) {
            return true;
        }
    }
    return false;
}

/* The lines of a table whose first column is in the list. */
static void keep_rows(struct rt_buf *text, const char *const *list, size_t n, const char *but)
{
    struct rt_buf out;
    struct rt_tsv rows = rt_tsv(rt_str_n(rt_buf_text(text), text->n));
    struct rt_str line, first;
    rt_buf_init(&out, FW_IMAGE_SECTION_REAL_MAX);
    while (rt_tsv_next(&rows, &line)) {
        (void)rt_tsv_cells(line, &first, 1);
        if (first.n > 0 && is_in(list, n, first) && !(but && rt_str_is(first, but))) {
            (void)rt_buf_printf(&out, "%.*s\n", (int)line.n, line.p);
        }
    }
    RT_ASSERT(rt_buf_error(&out) == RT_OK);
    rt_buf_fini(text);
    *text = out;
}

static void set_version(struct rt_buf *manifest, const char *version)
{
    struct rt_buf out;
    struct rt_str rest = rt_str_n(rt_buf_text(manifest), manifest->n);
    rt_buf_init(&out, FW_IMAGE_SECTION_REAL_MAX);
    while (rest.n > 0) {
        struct rt_str line = rt_str_cut(rest, '\n', &rest);
        if (rt_str_starts(line, "version")) {
            (void)rt_buf_printf(&out, "version = %s\n", version);
        } else {
            (void)rt_buf_printf(&out, "%.*s\n", (int)line.n, line.p);
        }
    }
    rt_buf_fini(manifest);
    *manifest = out;
}

/* The same prompts, each a hundredth of a second long and all in the same place. */
static void shorten_prompts(struct rt_buf *prompts)
{
    struct rt_buf out;
    struct rt_tsv rows = rt_tsv(rt_str_n(rt_buf_text(prompts), prompts->n));
    struct rt_str line, id;
    rt_buf_init(&out, FW_IMAGE_SECTION_REAL_MAX);
    while (rt_tsv_next(&rows, &line)) {
        (void)rt_tsv_cells(line, &id, 1);
        (void)rt_buf_printf(&out, "%.*s\t0\t%u\tshort\n", (int)id.n, id.p, PROMPT_SAMPLES);
    }
    rt_buf_fini(prompts);
    *prompts = out;
}

static void read_section(const struct fw_image *real, enum fw_image_section s, struct rt_buf *out)
{
    rt_buf_init(out, FW_IMAGE_SECTION_REAL_MAX);
    RT_ASSERT(fw_image_read(real, s, out) == RT_OK);
}

static void make(const struct fw_image *real, enum sweep_release r)
{
    static uint8_t sound[OVER_A_SECTOR];
    struct rt_buf manifest, schema, menu, prompts, pages, trust, out;
    memset(sound, 0xd5, sizeof sound);
    read_section(real, FW_IMAGE_MANIFEST, &manifest);
    read_section(real, FW_IMAGE_SCHEMA, &schema);
    read_section(real, FW_IMAGE_MENU, &menu);
    read_section(real, FW_IMAGE_PROMPTS, &prompts);
    read_section(real, FW_IMAGE_PAGES, &pages);
    read_section(real, FW_IMAGE_TRUST, &trust);
    set_version(&manifest, images[r].version);
    keep_rows(&schema, elements, sizeof elements / sizeof elements[0], r == SWEEP_OLD ? ONLY_IN_NEW : NULL);
    keep_rows(&menu, menu_codes, sizeof menu_codes / sizeof menu_codes[0], NULL);
    shorten_prompts(&prompts);
    if (r == SWEEP_HANG) {
        rt_buf_clear(&schema);
        (void)rt_buf_put_text(&schema, "this is no schema\n");
    }
    uint32_t n_sound = r == SWEEP_NEW || r == SWEEP_RESCUE ? OVER_A_SECTOR : PROMPT_SAMPLES;
    const struct img_section sections[] = {
        {"MANI", false, manifest.bytes, (uint32_t)manifest.n, (uint32_t)manifest.n},
        {"SCHM", false, schema.bytes, (uint32_t)schema.n, (uint32_t)schema.n},
        {"MENU", false, menu.bytes, (uint32_t)menu.n, (uint32_t)menu.n},
        {"PRMT", false, prompts.bytes, (uint32_t)prompts.n, (uint32_t)prompts.n},
        {"SNDS", false, sound, n_sound, n_sound},
        {"PAGE", false, pages.bytes, (uint32_t)pages.n, (uint32_t)pages.n},
        {"TRST", false, trust.bytes, (uint32_t)trust.n, (uint32_t)trust.n},
    };
    size_t n_sections = sizeof sections / sizeof sections[0];
    const struct img_container c = {1, real->product, images[r].version, sections,
                                    r == SWEEP_OLD ? n_sections : n_sections - 1}; /* on it flows with TLS run */
    rt_buf_init(&out, FW_IMAGE_BYTES_MAX);
    RT_ASSERT(img_container_write(&c, &out) == RT_OK);
    images[r].n = out.n;
    images[r].bytes = malloc(out.n);
    RT_ASSERT(images[r].bytes);
    memcpy(images[r].bytes, out.bytes, out.n);
    rt_buf_fini(&out);
    rt_buf_fini(&manifest);
    rt_buf_fini(&schema);
    rt_buf_fini(&menu);
    rt_buf_fini(&prompts);
    rt_buf_fini(&pages);
    rt_buf_fini(&trust);
}

void sweep_images_make(const char *real_image_path)
{
    struct rt_buf bytes;
    struct fw_image real;
    if (images[0].bytes) {
        return;
    }
    rt_buf_init(&bytes, FW_IMAGE_BYTES_MAX);
    RT_ASSERT(img_file_read(real_image_path, &bytes) == RT_OK);
    RT_ASSERT(fw_image_open(&real, bytes.bytes, bytes.n) == RT_OK);
    for (int r = 0; r < SWEEP_N_RELEASES; r++) {
        make(&real, (enum sweep_release)r);
    }
    rt_buf_fini(&bytes);
}

const struct sweep_image *sweep_image(enum sweep_release r)
{
    RT_ASSERT(images[r].bytes);
    return &images[r];
}

const struct sweep_image *sweep_image_of(const char *version)
{
    for (int r = 0; r < SWEEP_N_RELEASES; r++) {
        if (strcmp(images[r].version, version) == 0) {
            return &images[r];
        }
    }
    return NULL;
}

bool sweep_is_common(const char *element)
{
    return strcmp(element, ONLY_IN_NEW) != 0;
}
