/* SPDX-License-Identifier: MIT */
/* The replays behind a look, each in a process of its own, and the keeper that begins them. */
#include "look_priv.h"
#include <view/view.h>
#include <board/board.h>
#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

struct seat {
    const struct look_ends *ends;
    struct look_shared *shared;
    const struct win_face_table *table;
    struct win_face *face;
    struct emu_replay *replay;
    struct win_model model;
    int fd;
};

static void on_ear(void *ctx, unsigned telephone, const int16_t *samples, size_t n)
{
    struct seat *s = ctx;
    struct win_look_sound *to = &s->shared->sound;
    if (samples != NULL && s->shared->wants_sound && to->n[telephone] + n <= WIN_LOOK_SAMPLES_MAX) {
        memcpy(&to->samples[telephone][to->n[telephone]], samples, n * sizeof *samples);
        to->n[telephone] += (unsigned)n;
    }
}

static void look(struct seat *s)
{
    struct look_shared *to = s->shared;
    const struct win_phone *phone = s->model.phone;
    to->sound.n[0] = to->sound.n[1] = 0;
    to->has_parted = !emu_replay_run(s->replay, to->past.wanted_us, &to->parting) || to->has_parted;
    to->past.now_us = to->past.wanted_us;
    win_time_mark(&to->past, s->model.rows);
    win_model_take_view(&s->model, &to->view);
    win_model_name(&s->model);
    win_make(&s->model, &to->scene);
    to->sound.has_bell = phone[0].has_bell || phone[1].has_bell;
    to->sound.held = phone[0].held != '\0' ? phone[0].held : phone[1].held;
}

/* True: in the copy. It is no child of this process but of the keeper, which reaps all of them (prctl(2),
 * PR_SET_CHILD_SUBREAPER). */
static bool leave_copy(struct seat *s, unsigned place)
{
    static const char failed = LOOK_END;
    pid_t pid = fork();
    if (pid == 0) {
        pid_t copy = fork();
        if (copy == 0) {
            s->fd = s->ends->replay[place];
            s->shared->made = getpid();
            return true;
        }
        if (copy < 0) {
            (void)send(s->ends->replay[place], &failed, 1, MSG_NOSIGNAL);
        }
        _exit(0);
    }
    if (pid < 0) {
        (void)send(s->ends->replay[place], &failed, 1, MSG_NOSIGNAL);
    } else {
        (void)waitpid(pid, NULL, 0); /* fails when it has ended: SIGCHLD is ignored */
    }
    return false;
}

/* Until the window ends it, or ends itself. */
_Noreturn static void serve(struct seat *s)
{
    struct look_order o = {.what = LOOK_AT};
    while (recv(s->fd, &o, sizeof o, 0) == (ssize_t)sizeof o && o.what != LOOK_END) {
        if (o.what == LOOK_COPY && !leave_copy(s, o.place)) {
            continue; /* the copy has answered, or its end has */
        }
        if (o.what == LOOK_AT) {
            look(s);
        }
        if (o.what == LOOK_SAVE) {
            (void)emu_replay_save_unit(s->replay, s->shared->path, &s->shared->error); /* the error says it */
        }
        if (send(s->fd, &o.what, 1, MSG_NOSIGNAL) != 1) {
            break;
        }
    }
    if (o.what == LOOK_END) {
        (void)send(s->fd, &o.what, 1, MSG_NOSIGNAL); /* its place is free: nothing more is read from it */
    }
    _exit(0);
}

static bool open_recording(const struct seat *s, const struct win_look_config *config, struct emu_recording **out)
{
    static char path[LOOK_PATH_MAX]; /* the recording borrows it */
    *out = config->recording;
    (void)snprintf(path, sizeof path, "/proc/self/fd/%d", s->ends->record);
    return *out != NULL || emu_recording_open(out, path, false, &s->shared->error) == EMU_EXIT_OK;
}

/* What a run has logged once is not logged again. */
static void drop(void *ctx, enum rt_log_level level, const char *module, const char *text)
{
    (void)ctx;
    (void)level;
    (void)module;
    (void)text;
}

_Noreturn static void sit_down(const struct look_ends *ends, const struct win_look_config *config)
{
    static struct seat s;
    const struct win_face_config hidden = {.title = "", .w = 1, .h = 1, .scale = 1, .is_hidden = true};
    const struct rt_log quiet = {.level = RT_LOG_ERROR, .write = drop};
    struct look_shared *to = ends->shared;
    struct emu_recording *recording;
    char why[WIN_ERROR_MAX];
    s = (struct seat){.ends = ends, .shared = to, .table = config->table, .fd = ends->replay[0]};
    (void)close(ends->of_keeper);
    s.face = s.table->open(&hidden, why);
    if (s.face == NULL) {
        (void)emu_error_set(&to->error, EMU_EXIT_ENVIRONMENT, "window: %s", why);
    } else if (open_recording(&s, config, &recording) &&
               emu_replay_create(&s.replay, recording, config->images, config->log != NULL ? config->log : &quiet,
                                 &to->error) == EMU_EXIT_OK) {
        if (win_model_start(&s.model, emu_replay_unit(s.replay))) {
            s.model.past = &to->past;
            win_model_measure(&s.model, s.table, s.face);
            s.model.on_ear = on_ear;
            s.model.ear_ctx = &s;
            to->has_opened = true;
        } else {
            (void)emu_error_set(&to->error, EMU_EXIT_ENVIRONMENT, "window: out of memory");
        }
    }
    const char opened = LOOK_OPENED;
    if (!to->has_opened || send(s.fd, &opened, 1, MSG_NOSIGNAL) != 1) {
        _exit(0);
    }
    serve(&s);
}

/* ---- the keeper ---- */

static bool is_own(const struct look_ends *ends, int fd)
{
    bool is_one = fd <= STDERR_FILENO || fd == ends->of_keeper || fd == ends->record;
    for (size_t i = 0; i < LOOK_PROCESSES_MAX; i++) {
        is_one |= fd == ends->replay[i];
    }
    return is_one;
}

/* The unit file's lock and the ports are the window's alone, and end with it. */
static void close_others(const struct look_ends *ends)
{
    DIR *list = opendir("/proc/self/fd");
    const struct dirent *entry;
    while (list != NULL && (entry = readdir(list)) != NULL) {
        int fd = (int)strtol(entry->d_name, NULL, 10);
        if (!is_own(ends, fd) && fd != dirfd(list)) {
            (void)close(fd);
        }
    }
    if (list != NULL) {
        (void)closedir(list);
    }
}

_Noreturn void look_keep(const struct look_ends *ends, const struct win_look_config *config)
{
    char asked;
    close_others(ends);
    (void)signal(SIGCHLD, SIG_IGN); /* who ends leaves nothing to be waited for */
    if (prctl(PR_SET_CHILD_SUBREAPER, 1) != 0) {
        _exit(1);
    }
    while (recv(ends->of_keeper, &asked, 1, 0) == 1) {
        pid_t pid = fork();
        if (pid == 0) {
            sit_down(ends, config);
        }
        ends->shared->made = pid;
        if (send(ends->of_keeper, &asked, 1, MSG_NOSIGNAL) != 1) {
            break;
        }
    }
    while (waitpid(-1, NULL, 0) > 0 || errno == EINTR) {
        /* until all have ended */
    }
    _exit(0);
}
