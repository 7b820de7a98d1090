/* SPDX-License-Identifier: MIT */
/* A picture of the unit, into a file. */
#include "act_priv.h"
#include <act/paint.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#define PATH_BYTES 4200u
#define NAME_MAX_  60u

static emu_paint_fn *painter; /* of the program: set once, before the first unit */

void emu_act_set_painter(emu_paint_fn *fn)
{
    painter = fn;
}

/* "menu.png": no folder, and no other file of the folder it goes to. */
static bool is_plain(const struct emu_act_value *name)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._- ";
    return name->n > 4 && name->n <= NAME_MAX_ && name->text[0] != '.' && strspn(name->text, letters) == name->n &&
           strcmp(name->text + name->n - 4, ".png") == 0;
}

enum rt_err act_screenshot(struct emu_act_call *call)
{
    const struct emu_acts *a = call->acts;
    const struct emu_act_value *file = act_value(call, "file"), *size = act_value(call, "size");
    struct emu_paint paint = {.theme = (unsigned)act_value(call, "theme")->number,
                              .language = (unsigned)act_value(call, "language")->number};
    char path[PATH_BYTES], why[EMU_ACT_MESSAGE_MAX], end;
    if (sscanf(size->text, "%4ux%4u%c", &paint.w, &paint.h, &end) != 2 || paint.w < 800 || paint.h < 500) {
        return act_wrong(call, RT_EINVAL, "size: %.40s: give WIDTHxHEIGHT, at least 800x500", size->text);
    }
    if (a->is_fenced && !is_plain(file)) {
        return act_wrong(call, RT_EINVAL, "file: %.60s: give a name that ends in .png, without a folder", file->text);
    }
    if (a->is_fenced && a->folder == NULL) {
        return RT_OK; /* nothing is kept of this run */
    }
    if (a->is_fenced && mkdir(a->folder, 0700) != 0 && errno != EEXIST) {
        call->code = EMU_EXIT_ENVIRONMENT;
        return act_fail(call, RT_EIO, "%.150s: %s", a->folder, strerror(errno));
    }
    if (snprintf(path, sizeof path, "%s%s%s", a->is_fenced ? a->folder : "", a->is_fenced ? "/" : "", file->text) >=
        (int)sizeof path) {
        return act_wrong(call, RT_ETOOBIG, "file: too long");
    }
    paint.path = path;
    call->code = EMU_EXIT_ENVIRONMENT;
    if (painter == NULL) {
        return act_fail(call, RT_ENOTSUP, "this program cannot draw");
    }
    return painter(a->unit, &paint, why) ? RT_OK : act_fail(call, RT_EIO, "%s", why);
}
