/* SPDX-License-Identifier: MIT */
#include <harness/spc_rig.h>
#include <harness/test.h>
#include <stdio.h>
#include <string.h>

static enum rt_err open_file(void *ctx, const char *from, const char *name, char path[PLAIN_PATH_MAX],
                             struct rt_buf *text)
{
    const struct spc_rig *rig = ctx;
    (void)from;
    for (size_t i = 0; i < SPC_RIG_FILES_MAX && rig->files[i].name != NULL; i++) {
        if (strcmp(rig->files[i].name, name) == 0) {
            (void)snprintf(path, PLAIN_PATH_MAX, "%s", name);
            return rt_buf_put_text(text, rig->files[i].text);
        }
    }
    return RT_ENOENT;
}

static void on_problem(void *ctx, const struct plain_place *at, const char *what, const char *fix)
{
    struct spc_rig *rig = ctx;
    assert_true(what[0] != '\0' && fix[0] != '\0');
    (void)rt_buf_printf(&rig->problems, "%s:%u:%u: %s: %s\n", at->file, at->line, at->column, what, fix);
}

enum rt_err spc_rig_read(struct spc_rig *rig)
{
    const struct plain_config config = {open_file, on_problem, rig, rig->is_template};
    rt_buf_init(&rig->problems, 1u << 20);
    return plain_read(&rig->source, &config, rig->files[0].name);
}

void spc_rig_close(struct spc_rig *rig)
{
    plain_destroy(rig->source);
    rig->source = NULL;
    rt_buf_fini(&rig->problems);
}

void spc_rig_compile(const char *text, const struct spc_config *config, struct rt_buf *out)
{
    struct spc_rig rig = {.files = {{"main.txt", text}}};
    rt_buf_init(out, 1u << 24);
    if (spc_rig_read(&rig) != RT_OK) {
        fail_msg("%s", rt_buf_text(&rig.problems));
    }
    assert_int_equal(spc_write(config, rig.source, out), RT_OK);
    spc_rig_close(&rig);
}
