/* SPDX-License-Identifier: MIT */
/* Answers that are computed: prepared ones, which the next requests for a path get in turn; then the answerer's. */
#include "lab_priv.h"
#include <string.h>

static const char *without_slash(const char *path)
{
    return path + strspn(path, "/");
}

bool emu_lab_serves_files(const struct emu_lab *lab)
{
    return lab->has_files;
}

enum rt_err emu_lab_answer(struct emu_lab *lab, const struct emu_lab_answer *answer)
{
    if (lab->n_answers == EMU_LAB_ANSWERS_MAX) {
        return RT_EFULL;
    }
    struct lab_answer *a = &lab->answers[lab->n_answers];
    const char *path = without_slash(answer->path);
    *a = (struct lab_answer){.status = answer->status, .n_left = answer->count, .n = answer->n};
    a->path = rt_mem_strndup(path, strlen(path));
    a->bytes = rt_mem_alloc(answer->n + 1); /* an empty one has a place too */
    if (a->path == NULL || a->bytes == NULL) {
        rt_mem_free(a->path);
        rt_mem_free(a->bytes);
        return RT_ENOMEM;
    }
    if (answer->n > 0) {
        memcpy(a->bytes, answer->bytes, answer->n);
    }
    lab->n_answers++;
    return RT_OK;
}

static void forget(struct emu_lab *lab, size_t i)
{
    rt_mem_free(lab->answers[i].path);
    rt_mem_free(lab->answers[i].bytes);
    lab->n_answers--;
    memmove(&lab->answers[i], &lab->answers[i + 1], (lab->n_answers - i) * sizeof lab->answers[0]);
}

void lab_answers_fini(struct emu_lab *lab)
{
    while (lab->n_answers > 0) {
        forget(lab, 0);
    }
}

enum rt_err lab_answers_get(struct emu_lab *lab, const struct emu_lab_request *request, struct rt_buf *out,
                            unsigned *status)
{
    for (size_t i = 0; i < lab->n_answers; i++) {
        struct lab_answer *a = &lab->answers[i];
        if (strcmp(a->path, without_slash(request->path)) != 0) {
            continue;
        }
        enum rt_err err = rt_buf_put(out, a->bytes, a->n);
        *status = a->status;
        if (--a->n_left == 0) {
            forget(lab, i);
        }
        return err;
    }
    return lab->answerer != NULL ? lab->answerer(lab->answerer_ctx, request, out, status) : RT_ENOTSUP;
}
