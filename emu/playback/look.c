/* SPDX-License-Identifier: MIT */
/* The window's side of a look. */
#define _GNU_SOURCE /* memfd_create */
#include "look_priv.h"
#include <board/clock.h>
#include <host/clock.h>
#include <pool/pool.h>
#include <rt/mem.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define COPIES_MAX    (LOOK_PROCESSES_MAX - 2u)
#define PASS_PARTS    200u                             /* of the first pass, between which copies may be left */
#define COPY_AFTER_US (8u * (uint64_t)BOARD_US_PER_MS) /* of real time */
#define CRASH_LOOK_MS 200

/* A replay that stands at a moment. */
struct standing {
    pid_t pid; /* 0: a free place */
    uint64_t at_us;
    bool is_kept;
};

struct win_look {
    struct look_ends ends;
    struct look_shared *shared;
    struct win_look_config config;
    struct standing standing[LOOK_PROCESSES_MAX];
    pid_t keeper;
    int active; /* the one that goes on; -1: none */
};

static bool is_gone(const struct win_look *l, pid_t pid)
{
    return kill(pid, 0) != 0 || waitpid(l->keeper, NULL, WNOHANG) != 0; /* without it no process reaps the others */
}

/* What the process says at this place; '\0': it is gone. */
static char await(const struct win_look *l, int place, pid_t pid)
{
    struct pollfd fd = {.fd = l->ends.window[place], .events = POLLIN};
    char said = '\0';
    for (;;) {
        int n = poll(&fd, 1, CRASH_LOOK_MS);
        if (n > 0) {
            return recv(fd.fd, &said, 1, 0) == 1 ? said : '\0';
        }
        if ((n < 0 && errno != EINTR) || (n == 0 && is_gone(l, pid))) {
            return '\0';
        }
    }
}

static bool say(const struct win_look *l, int place, char what, int other)
{
    const struct look_order o = {what, (uint8_t)other};
    return send(l->ends.window[place], &o, sizeof o, MSG_NOSIGNAL) == (ssize_t)sizeof o;
}

static void dismiss(struct win_look *l, int place)
{
    if (say(l, place, LOOK_END, 0)) {
        (void)await(l, place, l->standing[place].pid); /* else the next one at this place could read its end */
    }
    l->standing[place].pid = 0;
}

/* -1: it could not be made. */
static int copy(struct win_look *l, int place, bool is_kept)
{
    int free_place = 0;
    while (free_place < (int)LOOK_PROCESSES_MAX && l->standing[free_place].pid != 0) {
        free_place++;
    }
    if (free_place == (int)LOOK_PROCESSES_MAX || !say(l, place, LOOK_COPY, free_place) ||
        await(l, free_place, l->standing[place].pid) != LOOK_COPY) {
        return -1;
    }
    l->standing[free_place] = (struct standing){l->shared->made, l->standing[place].at_us, is_kept};
    return free_place;
}

/* The one that stands nearest before this moment. */
static int nearest(const struct win_look *l, uint64_t at_us)
{
    int best = -1;
    for (int i = 0; i < (int)LOOK_PROCESSES_MAX; i++) {
        const struct standing *s = &l->standing[i];
        bool is_nearer =
            best < 0 || s->at_us > l->standing[best].at_us || (s->at_us == l->standing[best].at_us && i == l->active);
        best = s->pid != 0 && s->at_us <= at_us && is_nearer ? i : best;
    }
    return best;
}

bool win_look_make(struct win_look *l, bool has_sound)
{
    uint64_t at_us = l->shared->past.wanted_us;
    int place = nearest(l, at_us);
    if (place != l->active) {
        int other = place >= 0 ? copy(l, place, false) : -1;
        if (l->active >= 0) {
            dismiss(l, l->active);
        }
        l->active = other;
    }
    l->shared->wants_sound = has_sound;
    if (l->active < 0 || !say(l, l->active, LOOK_AT, 0) || await(l, l->active, l->standing[l->active].pid) != LOOK_AT) {
        return false;
    }
    l->standing[l->active].at_us = at_us;
    return true;
}

/* Every second copy but the first: the record is longer than they were meant for. */
static void thin_out(struct win_look *l)
{
    bool is_dropped = false;
    uint64_t last_us = 0;
    for (;;) {
        int next = -1;
        for (int i = 0; i < (int)LOOK_PROCESSES_MAX; i++) {
            const struct standing *s = &l->standing[i];
            next = s->pid != 0 && s->is_kept && s->at_us > last_us && (next < 0 || s->at_us < l->standing[next].at_us)
                       ? i
                       : next;
        }
        if (next < 0) {
            return;
        }
        last_us = l->standing[next].at_us;
        is_dropped = !is_dropped;
        if (is_dropped) {
            dismiss(l, next);
        }
    }
}

static unsigned n_kept(const struct win_look *l)
{
    unsigned n = 0;
    for (size_t i = 0; i < LOOK_PROCESSES_MAX; i++) {
        n += l->standing[i].pid != 0 && l->standing[i].is_kept;
    }
    return n;
}

/* The first pass: to the end, with a copy whenever some work was done. */
static bool pass(struct win_look *l)
{
    struct win_past *p = &l->shared->past;
    uint64_t part_us = p->end_us / PASS_PARTS + 1, since_us = emu_host_us(), copy_after_us = COPY_AFTER_US;
    do {
        uint64_t next_us = p->wanted_us + part_us;
        p->wanted_us = next_us < p->end_us ? next_us : p->end_us;
        if (!win_look_make(l, false)) {
            return false;
        }
        if (emu_host_us() - since_us >= copy_after_us) {
            if (n_kept(l) == COPIES_MAX) {
                thin_out(l);
                copy_after_us *= 2;
            }
            (void)copy(l, l->active, true); /* without it looks take longer */
            since_us = emu_host_us();
        }
    } while (p->wanted_us < p->end_us && !l->shared->has_parted);
    return true;
}

static bool make_pair(int *one, int *other)
{
    int ends[2];
    bool is_made = socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) == 0;
    *one = is_made ? ends[0] : -1;
    *other = is_made ? ends[1] : -1;
    return is_made;
}

static bool make_ends(struct look_ends *e, bool has_recording)
{
    bool is_made = make_pair(&e->to_keeper, &e->of_keeper);
    for (size_t i = 0; i < LOOK_PROCESSES_MAX; i++) {
        is_made &= make_pair(&e->window[i], &e->replay[i]);
    }
    e->record = is_made && !has_recording ? memfd_create("vspa-record", MFD_CLOEXEC) : -1;
    e->shared = emu_pool_share(sizeof *e->shared);
    return is_made && e->shared != NULL && (has_recording || e->record >= 0);
}

static void close_end(int fd)
{
    if (fd >= 0) {
        (void)close(fd);
    }
}

enum emu_exit win_look_open(struct win_look **out, const struct win_look_config *config, struct emu_error *error)
{
    struct win_look *l = rt_mem_alloc(sizeof *l);
    *out = NULL;
    if (l == NULL) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "window: out of memory");
    }
    *l = (struct win_look){.config = *config, .active = -1, .keeper = -1};
    if (!make_ends(&l->ends, config->recording != NULL)) {
        (void)emu_error_set(error, EMU_EXIT_ENVIRONMENT, "window: %s", strerror(errno));
        win_look_close(l);
        return error->code;
    }
    l->shared = l->ends.shared;
    (void)fflush(NULL); /* else each process would write what waits */
    l->keeper = fork();
    if (l->keeper == 0) {
        look_keep(&l->ends, &l->config);
    }
    close_end(l->ends.of_keeper); /* else its end would not be seen */
    l->ends.of_keeper = -1;
    if (l->keeper < 0) {
        (void)emu_error_set(error, EMU_EXIT_ENVIRONMENT, "window: %s", strerror(errno));
        win_look_close(l);
        return error->code;
    }
    *out = l;
    return EMU_EXIT_OK;
}

int win_look_file(const struct win_look *l)
{
    return l->ends.record;
}

/* False: the keeper is gone, or out of memory. */
static bool start(struct win_look *l)
{
    char said = LOOK_OPENED;
    return send(l->ends.to_keeper, &said, 1, MSG_NOSIGNAL) == 1 && recv(l->ends.to_keeper, &said, 1, 0) == 1 &&
           l->shared->made > 0;
}

enum emu_exit win_look_begin(struct win_look *l, uint64_t end_us, struct emu_error *error)
{
    struct look_shared *s = l->shared;
    s->past = (struct win_past){.end_us = end_us, .rate = 1, .is_paused = true};
    s->view.past = &s->past;
    s->has_parted = s->has_opened = false;
    s->error = (struct emu_error){0};
    (void)snprintf(s->view.title, sizeof s->view.title, "SPA2102");
    if (!start(l)) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "window: no replay can be started");
    }
    l->standing[0] = (struct standing){s->made, 0, true};
    if (await(l, 0, s->made) == '\0') {
        l->standing[0].pid = 0;
        *error = s->error;
        return error->code == EMU_EXIT_OK
                   ? emu_error_set(error, EMU_EXIT_ENVIRONMENT, "window: the replay ended by itself")
                   : error->code;
    }
    return pass(l) ? EMU_EXIT_OK : emu_error_set(error, EMU_EXIT_NO, "window: the replay ended by itself: report this");
}

void win_look_end(struct win_look *l)
{
    for (int i = 0; i < (int)LOOK_PROCESSES_MAX; i++) {
        if (l->standing[i].pid != 0) {
            dismiss(l, i);
        }
    }
    l->active = -1;
}

void win_look_close(struct win_look *l)
{
    if (l == NULL) {
        return;
    }
    for (size_t i = 0; i < LOOK_PROCESSES_MAX; i++) { /* the replays see it, and end */
        close_end(l->ends.window[i]);
        close_end(l->ends.replay[i]);
    }
    close_end(l->ends.to_keeper);
    close_end(l->ends.of_keeper);
    close_end(l->ends.record);
    while (l->keeper > 0 && waitpid(l->keeper, NULL, 0) < 0 && errno == EINTR) {
        /* until it has ended, after all of them */
    }
    emu_pool_unshare(l->ends.shared, sizeof *l->ends.shared);
    rt_mem_free(l);
}

enum emu_exit win_look_save(struct win_look *l, const char *path, struct emu_error *error)
{
    (void)snprintf(l->shared->path, sizeof l->shared->path, "%s", path);
    l->shared->error = (struct emu_error){0};
    if (l->active < 0 || !say(l, l->active, LOOK_SAVE, 0) ||
        await(l, l->active, l->standing[l->active].pid) != LOOK_SAVE) {
        return emu_error_set(error, EMU_EXIT_NO, "window: the replay ended by itself: report this");
    }
    *error = l->shared->error;
    return error->code;
}

struct win_model *win_look_model(struct win_look *l)
{
    return &l->shared->view;
}

const struct emu_replay_parting *win_look_parting(const struct win_look *l)
{
    return l->shared->has_parted ? &l->shared->parting : NULL;
}

const struct win_scene *win_look_scene(const struct win_look *l)
{
    return &l->shared->scene;
}

const struct win_look_sound *win_look_sound(const struct win_look *l)
{
    return &l->shared->sound;
}
