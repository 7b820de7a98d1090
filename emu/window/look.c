/* SPDX-License-Identifier: MIT */
#include "look.h"
#include <board/board.h>
#include <board/clock.h>
#include <unit/pace.h>
#include <pool/pool.h>
#include <rt/mem.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define PROCESSES_MAX 26u /* 24 copies, one that goes on, one that takes its place */
#define COPIES_MAX    (PROCESSES_MAX - 2u)
#define PASS_PARTS    200u                             /* of the first pass, between which copies may be left */
#define COPY_AFTER_US (8u * (uint64_t)BOARD_US_PER_MS) /* of real time */
#define CRASH_LOOK_MS 200

/* What the processes share. */
struct shared {
    struct win_model view;
    struct win_past past;
    struct win_scene scene;
    struct win_look_sound sound;
    bool wants_sound, has_parted, has_opened;
    struct emu_replay_parting parting;
    struct emu_error error; /* of the opening */
    pid_t made;             /* the last copy */
};

/* A replay that stands at a moment. */
struct standing {
    pid_t pid; /* 0: a free place */
    uint64_t at_us;
    bool is_kept;
};

struct win_look {
    struct shared *shared;
    struct standing standing[PROCESSES_MAX];
    int window_end[PROCESSES_MAX], replay_end[PROCESSES_MAX];
    int active; /* the one that goes on; -1: none */
};

enum { LOOK = 'L', COPY = 'C', END = 'E' };
struct order {
    char what;
    uint8_t place; /* of the copy */
};

/* ---- the replay's side ---- */

struct seat {
    const struct win_look *look;
    struct shared *shared;
    const struct win_face_table *table;
    struct win_face *face;
    struct emu_replay *replay;
    struct win_model model;
    uint64_t n_rows; /* that have a mark, or none */
    int fd;
};

static float text_width(void *ctx, float size, const char *text)
{
    const struct seat *s = ctx;
    return s->table->text_width(s->face, size, text);
}

static void on_ear(void *ctx, unsigned telephone, const int16_t *samples, size_t n)
{
    struct seat *s = ctx;
    struct win_look_sound *to = &s->shared->sound;
    if (samples != NULL && s->shared->wants_sound && to->n[telephone] + n <= WIN_LOOK_SAMPLES_MAX) {
        memcpy(&to->samples[telephone][to->n[telephone]], samples, n * sizeof *samples);
        to->n[telephone] += (unsigned)n;
    }
}

static void put_marks(struct seat *s)
{
    struct win_past *p = &s->shared->past;
    for (; s->n_rows < emu_rows_end(s->model.rows); s->n_rows++) {
        const struct emu_row *row = emu_rows_get(s->model.rows, s->n_rows);
        bool is_new = p->n_marks == 0 || (row != NULL && row->at_us >= p->mark[p->n_marks - 1].at_us);
        if (row != NULL && is_new && emu_row_is_at_most(row, EMU_ROW_STEP) && p->n_marks < WIN_MARKS_MAX) {
            p->mark[p->n_marks++] = (struct win_mark){row->at_us, row->kind->level};
        }
    }
}

static void look(struct seat *s)
{
    struct shared *to = s->shared;
    const struct win_phone *phone = s->model.phone;
    to->sound.n[0] = to->sound.n[1] = 0;
    to->has_parted = !emu_replay_run(s->replay, to->past.wanted_us, &to->parting) || to->has_parted;
    to->past.now_us = to->past.wanted_us;
    win_model_take_view(&s->model, &to->view);
    win_model_name(&s->model);
    win_make(&s->model, &to->scene);
    to->sound.has_bell = phone[0].has_bell || phone[1].has_bell;
    to->sound.held = phone[0].held != '\0' ? phone[0].held : phone[1].held;
}

/* True: in the copy. It is no child of this process but of the window's, which reaps all of them (prctl(2),
 * PR_SET_CHILD_SUBREAPER). */
static bool leave_copy(struct seat *s, unsigned place)
{
    static const char failed = END;
    pid_t pid = fork();
    if (pid == 0) {
        pid_t copy = fork();
        if (copy == 0) {
            s->fd = s->look->replay_end[place];
            s->shared->made = getpid();
            return true;
        }
        if (copy < 0) {
            (void)send(s->look->replay_end[place], &failed, 1, MSG_NOSIGNAL);
        }
        _exit(0);
    }
    if (pid < 0) {
        (void)send(s->look->replay_end[place], &failed, 1, MSG_NOSIGNAL);
    } else {
        (void)waitpid(pid, NULL, 0);
    }
    return false;
}

/* Until the window ends it, or ends itself. */
_Noreturn static void serve(struct seat *s)
{
    struct order o = {.what = LOOK};
    while (recv(s->fd, &o, sizeof o, 0) == (ssize_t)sizeof o && o.what != END) {
        if (o.what == COPY && !leave_copy(s, o.place)) {
            continue; /* the copy has answered, or its end has */
        }
        if (o.what == LOOK) {
            look(s);
            put_marks(s);
        }
        if (send(s->fd, &o.what, 1, MSG_NOSIGNAL) != 1) {
            break;
        }
    }
    if (o.what == END) {
        (void)send(s->fd, &o.what, 1, MSG_NOSIGNAL); /* its place is free: nothing more is read from it */
    }
    _exit(0);
}

_Noreturn static void sit_down(const struct win_look *l, const struct win_look_config *config)
{
    static struct seat s;
    const struct win_face_config hidden = {.title = "", .w = 1, .h = 1, .scale = 1, .is_hidden = true};
    struct shared *to = l->shared;
    char why[WIN_ERROR_MAX];
    s = (struct seat){.look = l, .shared = to, .table = config->table, .fd = l->replay_end[0]};
    for (size_t i = 0; i < PROCESSES_MAX; i++) {
        (void)close(l->window_end[i]); /* so that the window's end is seen */
    }
    s.face = s.table->open(&hidden, why);
    if (s.face == NULL) {
        (void)emu_error_set(&to->error, EMU_EXIT_ENVIRONMENT, "window: %s", why);
    } else if (emu_replay_create(&s.replay, config->recording, config->images, config->log, &to->error) ==
               EMU_EXIT_OK) {
        if (win_model_start(&s.model, emu_replay_unit(s.replay))) {
            s.model.past = &to->past;
            s.model.text_width = text_width;
            s.model.on_ear = on_ear;
            s.model.ctx = &s;
            to->has_opened = true;
        } else {
            (void)emu_error_set(&to->error, EMU_EXIT_ENVIRONMENT, "window: out of memory");
        }
    }
    if (!to->has_opened || send(s.fd, "O", 1, MSG_NOSIGNAL) != 1) {
        _exit(0);
    }
    serve(&s);
}

/* ---- the window's side ---- */

/* What the process says at this place; '\0': it is gone. */
static char await(const struct win_look *l, int place, pid_t pid)
{
    struct pollfd fd = {.fd = l->window_end[place], .events = POLLIN};
    char said = '\0';
    for (;;) {
        int n = poll(&fd, 1, CRASH_LOOK_MS);
        if (n > 0) {
            return recv(fd.fd, &said, 1, 0) == 1 ? said : '\0';
        }
        if ((n < 0 && errno != EINTR) || (n == 0 && waitpid(pid, NULL, WNOHANG) != 0)) {
            return '\0';
        }
    }
}

static bool say(const struct win_look *l, int place, char what, int other)
{
    const struct order o = {what, (uint8_t)other};
    return send(l->window_end[place], &o, sizeof o, MSG_NOSIGNAL) == (ssize_t)sizeof o;
}

static void dismiss(struct win_look *l, int place)
{
    if (say(l, place, END, 0)) {
        (void)await(l, place, l->standing[place].pid); /* else the next one at this place could read its end */
    }
    l->standing[place].pid = 0;
    while (waitpid(-1, NULL, WNOHANG) > 0) {
        /* those that ended before */
    }
}

/* -1: it could not be made. */
static int copy(struct win_look *l, int place, bool is_kept)
{
    int free_place = 0;
    while (free_place < (int)PROCESSES_MAX && l->standing[free_place].pid != 0) {
        free_place++;
    }
    if (free_place == (int)PROCESSES_MAX || !say(l, place, COPY, free_place) ||
        await(l, free_place, l->standing[place].pid) != COPY) {
        return -1;
    }
    l->standing[free_place] = (struct standing){l->shared->made, l->standing[place].at_us, is_kept};
    return free_place;
}

/* The one that stands nearest before this moment. */
static int nearest(const struct win_look *l, uint64_t at_us)
{
    int best = -1;
    for (int i = 0; i < (int)PROCESSES_MAX; i++) {
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
    if (l->active < 0 || !say(l, l->active, LOOK, 0) || await(l, l->active, l->standing[l->active].pid) != LOOK) {
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
        for (int i = 0; i < (int)PROCESSES_MAX; i++) {
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
    for (size_t i = 0; i < PROCESSES_MAX; i++) {
        n += l->standing[i].pid != 0 && l->standing[i].is_kept;
    }
    return n;
}

/* The first pass: to the end, with a copy whenever some work was done. */
static bool pass(struct win_look *l)
{
    struct win_past *p = &l->shared->past;
    uint64_t part_us = p->end_us / PASS_PARTS + 1, since_us = emu_pace_host_us(), copy_after_us = COPY_AFTER_US;
    do {
        uint64_t next_us = p->wanted_us + part_us;
        p->wanted_us = next_us < p->end_us ? next_us : p->end_us;
        if (!win_look_make(l, false)) {
            return false;
        }
        if (emu_pace_host_us() - since_us >= copy_after_us) {
            if (n_kept(l) == COPIES_MAX) {
                thin_out(l);
                copy_after_us *= 2;
            }
            (void)copy(l, l->active, true); /* without it looks take longer */
            since_us = emu_pace_host_us();
        }
    } while (p->wanted_us < p->end_us && !l->shared->has_parted);
    return true;
}

static bool make_ends(struct win_look *l)
{
    for (size_t i = 0; i < PROCESSES_MAX; i++) {
        int ends[2];
        if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
            return false;
        }
        l->window_end[i] = ends[0];
        l->replay_end[i] = ends[1];
    }
    return true;
}

static enum emu_exit begin(struct win_look *l, const struct win_look_config *config, struct emu_error *error)
{
    const struct emu_recording_facts *facts = emu_recording_facts(config->recording);
    struct shared *s = emu_pool_share(sizeof *s);
    l->shared = s;
    if (s == NULL || !make_ends(l) || prctl(PR_SET_CHILD_SUBREAPER, 1) != 0) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "window: %s", strerror(errno));
    }
    s->past.end_us = config->until_us != 0 && config->until_us < facts->end.at_us ? config->until_us : facts->end.at_us;
    s->past.rate = 1;
    s->view.past = &s->past;
    (void)snprintf(s->view.title, sizeof s->view.title, "SPA2102");
    (void)fflush(NULL); /* else each process would write what waits */
    pid_t pid = fork();
    if (pid == 0) {
        sit_down(l, config);
    }
    l->standing[0] = (struct standing){pid, 0, true};
    if (pid < 0 || await(l, 0, pid) == '\0') {
        *error = s->error;
        return pid < 0 || error->code == EMU_EXIT_OK
                   ? emu_error_set(error, EMU_EXIT_ENVIRONMENT, "window: the replay ended by itself")
                   : error->code;
    }
    return pass(l) ? EMU_EXIT_OK : emu_error_set(error, EMU_EXIT_NO, "window: the replay ended by itself: report this");
}

enum emu_exit win_look_open(struct win_look **out, const struct win_look_config *config, struct emu_error *error)
{
    struct win_look *l = rt_mem_alloc(sizeof *l);
    *out = NULL;
    if (l == NULL) {
        return emu_error_set(error, EMU_EXIT_ENVIRONMENT, "window: out of memory");
    }
    *l = (struct win_look){.active = -1};
    for (size_t i = 0; i < PROCESSES_MAX; i++) {
        l->window_end[i] = l->replay_end[i] = -1;
    }
    if (begin(l, config, error) != EMU_EXIT_OK) {
        win_look_close(l);
        return error->code;
    }
    *out = l;
    return EMU_EXIT_OK;
}

void win_look_close(struct win_look *l)
{
    if (l == NULL) {
        return;
    }
    for (size_t i = 0; i < PROCESSES_MAX; i++) {
        if (l->window_end[i] >= 0) {
            (void)close(l->window_end[i]); /* the replays see it, and end */
            (void)close(l->replay_end[i]);
        }
    }
    while (waitpid(-1, NULL, 0) > 0) {
        /* until all have ended */
    }
    emu_pool_unshare(l->shared, sizeof *l->shared);
    rt_mem_free(l);
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
