/* SPDX-License-Identifier: MIT */
/* Answers that are computed: prepared ones, which the next requests for a path get in turn; then the answerer's. */
#include "fileserver_priv.h"
#include <string.h>

static const char *without_slash(const char *path)
{
    return path + strspn(path, "/");
}

static bool is_path(const char *a, const char *b)
{
    return strcmp(without_slash(a), without_slash(b)) == 0;
}

enum rt_err emu_lab_answer(struct emu_lab *lab, const struct emu_lab_answer *answer)
{
    if (lab->files->n_answers == EMU_LAB_ANSWERS_MAX) {
        return RT_EFULL;
    }
    struct lab_answer *a = &lab->files->answers[lab->files->n_answers];
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
    lab->files->n_answers++;
    board_timer_start(lab->board, &lab->files->wake, 0);
    return RT_OK;
}

/* ---- requests that wait ---- */

static size_t find_hold(const struct emu_lab *lab, const char *path)
{
    size_t i = 0;
    while (i < lab->files->n_holds && !is_path(lab->files->holds[i], path)) {
        i++;
    }
    return i;
}

enum rt_err emu_lab_hold(struct emu_lab *lab, const char *path, bool is_held)
{
    size_t i = find_hold(lab, path);
    if (is_held && i == lab->files->n_holds) {
        if (lab->files->n_holds == EMU_LAB_HOLDS_MAX) {
            return RT_EFULL;
        }
        lab->files->holds[i] = rt_mem_strndup(path, strlen(path));
        if (lab->files->holds[i] == NULL) {
            return RT_ENOMEM;
        }
        lab->files->n_holds++;
    } else if (!is_held && i < lab->files->n_holds) {
        rt_mem_free(lab->files->holds[i]);
        lab->files->holds[i] = lab->files->holds[--lab->files->n_holds];
        board_timer_start(lab->board, &lab->files->wake, 0);
    }
    return RT_OK;
}

bool lab_answers_must_wait(struct emu_lab *lab, const struct emu_lab_request *request, bool is_known)
{
    char target[200], query[200], agent[128];
    if (find_hold(lab, request->path) == lab->files->n_holds) {
        return false;
    }
    for (size_t i = 0; i < lab->files->n_answers; i++) {
        if (is_path(lab->files->answers[i].path, request->path)) {
            return false;
        }
    }
    if (!is_known) {
        bool has_agent = request->agent[0] != '\0';
        lab_say(lab, "hold: %s %s %s%s%s%s%s%s", request->protocol, request->method,
                lab_clean(target, sizeof target, request->path, strlen(request->path)),
                request->query[0] != '\0' ? "?" : "",
                lab_clean(query, sizeof query, request->query, strlen(request->query)),
                has_agent ? ", User-Agent \"" : "",
                lab_clean(agent, sizeof agent, request->agent, strlen(request->agent)), has_agent ? "\"" : "");
    }
    return true;
}

static void on_wake(void *ctx, struct board_timer *t)
{
    struct emu_lab *lab = ctx;
    (void)t;
    lab_tftp_wake(lab);
    lab_http_wake(lab);
}

/* ---- life ---- */

void emu_lab_set_answerer(struct emu_lab *lab, emu_lab_answer_fn *fn, void *ctx)
{
    lab->files->answerer = fn;
    lab->files->answerer_ctx = ctx;
}

void lab_answers_init(struct emu_lab *lab)
{
    board_timer_init(&lab->files->wake, "lab.answers", BOARD_PRIORITY_OUTSIDE, on_wake, lab);
}

static void forget(struct emu_lab *lab, size_t i)
{
    rt_mem_free(lab->files->answers[i].path);
    rt_mem_free(lab->files->answers[i].bytes);
    lab->files->n_answers--;
    memmove(&lab->files->answers[i], &lab->files->answers[i + 1],
            (lab->files->n_answers - i) * sizeof lab->files->answers[0]);
}

void lab_answers_fini(struct emu_lab *lab)
{
    while (lab->files->n_answers > 0) {
        forget(lab, 0);
    }
    while (lab->files->n_holds > 0) {
        rt_mem_free(lab->files->holds[--lab->files->n_holds]);
    }
    board_timer_stop(lab->board, &lab->files->wake);
}

enum rt_err lab_answers_get(struct emu_lab *lab, const struct emu_lab_request *request, struct rt_buf *out,
                            unsigned *status)
{
    for (size_t i = 0; i < lab->files->n_answers; i++) {
        struct lab_answer *a = &lab->files->answers[i];
        if (!is_path(a->path, request->path)) {
            continue;
        }
        enum rt_err err = rt_buf_put(out, a->bytes, a->n);
        *status = a->status;
        if (--a->n_left == 0) {
            forget(lab, i);
        }
        return err;
    }
    return lab->files->answerer != NULL ? lab->files->answerer(lab->files->answerer_ctx, request, out, status)
                                        : RT_ENOTSUP;
}
