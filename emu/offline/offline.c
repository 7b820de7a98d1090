/* SPDX-License-Identifier: MIT */
#include <offline/offline.h>

#include <board/board.h>
#include <board/flash.h>
#include <fw/boot.h>
#include <rt/mem.h>
#include <unitfile/unitfile.h>
#include <string.h>

static enum rt_err open_bank(struct offline *o, struct release *of)
{
    struct fw_boot boot = {0};
    o->step = OFFLINE_BANK;
    enum rt_err err = fw_boot_decide(o->board, NULL, &boot);
    if (err != RT_OK || boot.bank == FW_BANK_NONE) {
        return err != RT_OK ? err : RT_ENOENT;
    }
    o->step = OFFLINE_IMAGE;
    return release_of_image(of, &boot.image);
}

static enum rt_err open_params(struct offline *o)
{
    o->step = OFFLINE_PARAMS;
    o->custom_err = fw_custom_load(o->board, &o->custom);
    if (o->custom_err == RT_ENOMEM) {
        return o->custom_err; /* says nothing about the unit */
    }
    return fw_params_create(&o->params, o->board, o->schema, o->custom);
}

enum rt_err offline_open(struct offline *o, uint8_t *flash, struct release *release)
{
    struct release of = {0};
    enum rt_err err = RT_OK;
    *o = (struct offline){.step = OFFLINE_BOARD};
    if (release != NULL) {
        of = *release;
        *release = (struct release){0};
    }
    o->schema = of.schema;
    o->board = board_create(&(struct board_config){.flash = flash});
    if (o->board == NULL) {
        err = RT_ENOMEM;
        goto out;
    }
    o->ident_err = board_ident_read(o->board, &o->ident);
    if (release == NULL && (err = open_bank(o, &of)) != RT_OK) {
        goto out;
    }
    o->manifest = of.manifest;
    o->schema = of.schema;
    err = open_params(o);
out:
    if (err != RT_OK) {
        enum offline_step step = o->step;
        offline_close(o);
        o->step = step;
        return err;
    }
    o->step = OFFLINE_OPEN;
    return RT_OK;
}

void offline_close(struct offline *o)
{
    fw_params_destroy(o->params);
    fw_schema_destroy(o->schema);
    rt_mem_free(o->custom);
    if (o->board != NULL) {
        board_destroy(o->board);
    }
    *o = (struct offline){0};
}

enum emu_exit offline_read_ident(struct board_ident *out, const char *path, struct emu_error *error)
{
    const struct board_region_info *factory = board_region(BOARD_REGION_FACTORY);
    uint8_t *flash = rt_mem_alloc(BOARD_FLASH_BYTES);
    if (flash == NULL) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: out of memory", path);
    }
    if (emu_unitfile_copy(path, flash, error) == EMU_EXIT_OK) {
        enum rt_err err = board_ident_decode(flash + factory->offset, factory->n_bytes, out);
        if (err != RT_OK) {
            emu_error_set(error, EMU_EXIT_ENVIRONMENT, "%s: its identity is %s: restore a copy", path,
                          err == RT_ENOENT ? "missing" : "damaged");
        }
    }
    rt_mem_free(flash);
    return error->code;
}
