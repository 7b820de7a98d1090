/* SPDX-License-Identifier: MIT */
/* Facts about the unit, by key: fact("wan.ip"). */
#include "script_priv.h"
#include <unit/unit.h>
#include <fw/device.h>
#include <fw/status.h>
#include <lauxlib.h>
#include <lua.h>

/* A key that is near, for the error. */
static const char *near_key(struct lua_State *L, const char *wrong)
{
    const char *near = "";
    for (size_t i = 0; i < fw_status_n_keys() && near[0] == '\0'; i++) {
        char key[FW_STATUS_KEY_MAX];
        const char *const words[] = {key, NULL};
        fw_status_key(i, key);
        near = scn_near(L, wrong, words);
    }
    return near;
}

int scn_global_fact(struct lua_State *L)
{
    const char *key = luaL_checkstring(L, 1);
    struct fw_device *device = emu_unit_device(scn_touch(L));
    struct rt_buf value;
    if (fw_status_find(key) == NULL) {
        return luaL_error(L, "fact(\"%s\"): no such key: %scheck the spelling", key, near_key(L, key));
    }
    if (!fw_device_is_running(device)) {
        lua_pushnil(L);
        return 1;
    }
    rt_buf_init(&value, FW_VALUE_MAX);
    enum rt_err err = fw_status_get(device, key, &value);
    if (err == RT_OK) {
        lua_pushlstring(L, rt_buf_text(&value), value.n);
    }
    rt_buf_fini(&value);
    return err == RT_OK ? 1 : luaL_error(L, "fact(\"%s\"): %s", key, rt_err_text(err));
}
